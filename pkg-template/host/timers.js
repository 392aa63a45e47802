// A call's two timers: for the whole call, and for the current step. A test may replace the global timers: a timer is cleared by the
// functions of the moment in which it was set. A time beyond a timer's range is no limit.
import { LONGEST_TIMER_MS } from "./defaults.js";

/** @import { Pump } from "./pump.js" */

// The runtime's own, unless a test's clock was active at the load.
const ownClear = globalThis.clearTimeout;

/** @param {() => void} task @param {number} milliseconds */
function setTimer(task, milliseconds) {
  const { setTimeout, clearTimeout } = globalThis;
  const timer = setTimeout(task, Math.ceil(milliseconds));
  return () => {
    clearTimeout(timer);
    // A timer of the runtime that a test's clock clears would keep the process alive for minutes.
    if (clearTimeout !== ownClear) ownClear(timer);
  };
}

export class Timers {
  /** @type {(() => void) | undefined} */
  #clearCall;
  /** @type {(() => void) | undefined} */
  #clearStep;
  /** @type {() => void} */
  #late = () => {};
  #deadline = Infinity;

  /** @param {number} milliseconds @param {() => void} late */
  limitCall(milliseconds, late) {
    if (milliseconds > LONGEST_TIMER_MS) return;
    this.#late = late;
    this.#deadline = performance.now() + milliseconds;
    this.#clearCall = setTimer(late, milliseconds);
  }

  // Stops the call's time. Returns a function that lets it go on.
  stopCall() {
    const left = this.remainingMs();
    this.#clearCall?.();
    return () => this.limitCall(Math.max(left, 1), this.#late);
  }

  remainingMs() {
    return this.#deadline - performance.now();
  }

  // Sets the step's timer anew.
  /** @param {() => void} task @param {number} milliseconds */
  setStep(task, milliseconds) {
    this.clearStep();
    if (milliseconds <= LONGEST_TIMER_MS) this.#clearStep = setTimer(task, milliseconds);
  }

  // Limits the time without bytes. One timer checks again while bytes arrive or the destination is slow: a timer for each chunk would take
  // longer than its hash.
  /** @param {Pump} pump @param {number} milliseconds @param {() => void} late */
  limitIdleness(pump, milliseconds, late) {
    const look = () => {
      const left = pump.isWaiting ? milliseconds : pump.seen + milliseconds - performance.now();
      if (left > 0) this.setStep(look, left);
      else late();
    };
    this.setStep(look, milliseconds);
  }

  clearStep() {
    this.#clearStep?.();
  }

  clear() {
    this.#clearCall?.();
    this.clearStep();
  }
}
