// Why a step of a call did not come to its end: what the module reads as a `StopKind` with its details.
export class Stop {
  constructor(kind, { reason, milliseconds = 0, words = "" } = {}) {
    this.kind = kind;
    this.reason = reason;
    this.milliseconds = milliseconds;
    this.words = words;
  }
}

export const unusable = (what) => new Stop("argument", { words: `the source is unusable: ${what}` });
