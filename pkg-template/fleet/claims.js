// Which merchants, environments and functions this run has begun with, so that each is asked for once, however often targets name it; and
// which parts were there when it began. Some 50 bytes a merchant.
import { DigitSet } from "./digit-set.js";
import { digestIn, partOf } from "./part-names.js";

/** @import { SnapshotTarget } from "../fleet.d.ts" */

export class Claims {
  #claimed = new DigitSet();
  #done = new DigitSet();
  #merchants = new DigitSet();
  #hasFunctions = false;
  targets = 0;

  get merchants() {
    return this.#merchants.size;
  }

  // A part that is there already.
  /** @param {string} part */
  isThere(part) {
    const digits = digestIn(part);
    if (digits !== undefined) this.#done.add(digits);
  }

  /** @param {SnapshotTarget} target */
  isDone(target) {
    return this.#done.has(digitsOf(target));
  }

  // Counts a target.
  /** @param {SnapshotTarget} target */
  count({ authorizerAppid }) {
    this.targets++;
    this.#merchants.add(digitsOf({ authorizerAppid }));
  }

  // Whether this run has not begun with it.
  /** @param {SnapshotTarget} target */
  claim(target) {
    this.#hasFunctions ||= target.functionName !== undefined;
    return this.#claimed.add(digitsOf(target));
  }

  /** @param {SnapshotTarget} target */
  isClaimed(target) {
    return (target.functionName === undefined || this.#hasFunctions) && this.#claimed.has(digitsOf(target));
  }
}

/** @param {SnapshotTarget} target */
const digitsOf = (target) => /** @type {string} */ (digestIn(partOf(target)));
