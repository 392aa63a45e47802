// Runs a call's steps, each in the call's async context. A stop of the call rejects the current step and every later one.
import { currentContext } from "./context.js";
import { Stop } from "./stop.js";

/** @import { Timers } from "./timers.js" */

export class StepRunner {
  context = currentContext();
  #timers;
  #letGo;
  /** @type {Stop | undefined} */
  stop;
  /** @type {(stop: Stop) => void} */
  #fail = () => {};

  // `letGo` releases the current step's request and chunks.
  /** @param {Timers} timers @param {() => void} letGo */
  constructor(timers, letGo) {
    this.#timers = timers;
    this.#letGo = letGo;
  }

  /** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
  run(work) {
    return new Promise((resolve, reject) => {
      if (this.stop) {
        reject(this.stop);
        return;
      }
      this.#timers.clearStep();
      this.#fail = reject;
      this.context.run(work).then(resolve, (reason) => {
        // A caller's object threw outside a guard.
        reject(reason instanceof Stop ? reason : new Stop("source", { reason }));
      });
    });
  }

  // Stops the current step but not the call: aborts its request and body.
  /** @param {Stop} stop */
  miss(stop) {
    this.#letGo();
    this.#fail(stop);
  }
}
