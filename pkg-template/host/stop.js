// Why a step of a call did not come to its end. The module reads it as a `StopKind` with its details (`src/host/scope.rs`).

export class Stop {
  // Fields are defined, not assigned: an assignment could run a setter of Object.prototype.
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
