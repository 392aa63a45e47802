// A call's two timers: its own time, and that of the step under way. A timer is set by the globals of its moment, which a test may
// have replaced, and cleared by those of the same moment. More than a timer can hold is no limit.
import { LONGEST_TIMER_MS } from "./defaults.js";

/** @import { Pump } from "./pump.js" */

// The runtime's own, unless the package was loaded below a test's clock.
const ownClear = globalThis.clearTimeout;

/** @param {() => void} task @param {number} milliseconds */
function setTimer(task, milliseconds) {
  const { setTimeout, clearTimeout } = globalThis;
  const timer = setTimeout(task, Math.ceil(milliseconds));
  return () => {
    clearTimeout(timer);
    // One that is set by the runtime and cleared by a test would keep the process alive for minutes.
    if (clearTimeout !== ownClear) ownClear(timer);
  };
}

export class Timers {
  /** @type {(() => void) | undefined} */
  #clearCall;
  /** @type {(() => void) | undefined} */
  #clearStep;
  #deadline = Infinity;

  /** @param {number} milliseconds @param {() => void} late */
  limitCall(milliseconds, late) {
    if (milliseconds > LONGEST_TIMER_MS) return;
    this.#deadline = performance.now() + milliseconds;
    this.#clearCall = setTimer(late, milliseconds);
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

  // Limits the time without bytes. The timer looks again while bytes come or the destination is waited for: one for each chunk would
  // take longer than its hash.
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
