// `inspect: true`: what is inside a package that has arrived, by the base of the package entry, which is loaded for it alone.
/** @import { ImportBase, Kept } from "./types.d.ts" */

export class Inspector {
  #abort = new AbortController();
  #base;

  // `importBase` imports `package-core.js`.
  /** @param {ImportBase} importBase */
  constructor(importBase) {
    this.#base = importBase();
    this.#base.catch(() => {}); // seen by inspect()
  }

  // `kept` is what a sink has kept of the package: its bytes, or a file that can be read in ranges.
  /** @param {Kept} kept @param {string} checksum */
  async inspect(kept, checksum) {
    const { inspectArrived } = await this.#base;
    return inspectArrived(kept, checksum, this.#abort.signal);
  }

  cancel() {
    this.#abort.abort();
  }
}
