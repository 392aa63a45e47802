// The reason why a step of a call stopped before its end. The module reads it as a `StopKind` with details (`src/host/scope.rs`).
/** @import { StopKind } from "./types.d.ts" */

export class Stop {
  // Fields are defined, not assigned: an assignment could run a setter of Object.prototype.
  kind;
  /** @type {unknown} */
  reason;
  milliseconds;
  words;

  /**
   * @param {StopKind} kind
   * @param {{ reason?: unknown, milliseconds?: number, words?: string | undefined }} [details]
   */
  constructor(kind, { reason, milliseconds = 0, words = "" } = {}) {
    this.kind = kind;
    this.reason = reason;
    this.milliseconds = milliseconds;
    this.words = words;
  }
}

/** @param {string} what */
export const unusable = (what) => new Stop("argument", { words: `the source is unusable: ${what}` });
