// Why a step of a call did not come to its end: what the module reads as a `StopKind` with its details.
export class Stop {
  // Fields are defined, not assigned: Object.prototype may have been made to hold such a name.
  kind;
  reason;
  milliseconds;
  words;

  constructor(kind, { reason, milliseconds = 0, words = "" } = {}) {
    this.kind = kind;
    this.reason = reason;
    this.milliseconds = milliseconds;
    this.words = words;
  }
}

export const unusable = (what) => new Stop("argument", { words: `the source is unusable: ${what}` });
