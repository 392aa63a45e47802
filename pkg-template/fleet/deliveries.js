// Packages that the archive lacks. One that is under way for one merchant is not fetched for another; one that a merchant cannot deliver is
// fetched through the next that has it.
import { DOWNLOADS } from "./constants.js";
import { complete, failed } from "./steps.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { Packages, Stored, Wanted } from "./packages.js" */

export class Deliveries {
  #packages;
  #onStored;
  #free = DOWNLOADS;
  /** @type {(() => void)[]} */
  #waiting = [];
  /** @type {Map<string, Promise<Stored | undefined>>} */
  #underWay = new Map();

  // `onStored` learns of every package that has become available.
  /** @param {Packages} packages @param {(stored: Stored) => void} onStored */
  constructor(packages, onStored) {
    this.#packages = packages;
    this.#onStored = onStored;
  }

  // The row with its package's facts, or with the error of its own merchant.
  /** @param {SnapshotRow & Wanted} row @returns {Promise<SnapshotRow>} */
  async deliver(row) {
    const { checksum } = row;
    for (let other = this.#underWay.get(checksum); other; other = this.#underWay.get(checksum)) {
      const stored = await other;
      if (stored?.checksum === checksum) return complete(row, stored);
    }
    const task = this.#store(row);
    const outcome = task.catch(() => undefined);
    this.#underWay.set(checksum, outcome);
    try {
      const stored = await task;
      this.#onStored(stored);
      return complete(row, stored);
    } catch (reason) {
      return failed(row, reason);
    } finally {
      this.#underWay.delete(checksum);
    }
  }

  // Another merchant's may have arrived while this one waited for a place.
  /** @param {Wanted} wanted @returns {Promise<Stored>} */
  async #store(wanted) {
    const { checksum } = wanted;
    if (this.#free > 0) this.#free--;
    else await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)));
    try {
      const facts = await this.#packages.facts(checksum);
      return facts ? { checksum, ...facts } : await this.#packages.store(wanted);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
