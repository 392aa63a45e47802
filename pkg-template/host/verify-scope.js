// The call scope of verifyChecksum, with the steps for its source.
import { Scope } from "./scope.js";
import { Stop } from "./stop.js";

/** @import { Given } from "./types.d.ts" */

export class VerifyScope extends Scope {
  #data;

  /** @param {Given} given */
  constructor(given) {
    super(given);
    this.#data = given.data;
  }

  // Opens the source.
  open() {
    try {
      this.pumping.source = this.steps.context.run(() => this.#data.open());
      return undefined;
    } catch (stop) {
      return stop instanceof Stop ? stop : new Stop("source", { reason: stop });
    }
  }

  get isBuffer() {
    return this.#data.isBuffer;
  }

  get sourceStatus() {
    return this.#data.status;
  }

  get total() {
    return this.pumping.source?.total;
  }

  subtle() {
    return this.steps.run(() => this.#data.subtle());
  }
}
