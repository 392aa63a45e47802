// What is known of packages that are stored: the most recently used ones, so that memory does not grow with their number.
const MOST = 10_000;

/** @typedef {{ size: number, contentDigest?: string }} PackageFacts */

export class Known {
  /** @type {Map<string, PackageFacts>} */
  #facts = new Map();

  /** @param {string} checksum */
  get(checksum) {
    const facts = this.#facts.get(checksum);
    if (facts) this.set(checksum, facts);
    return facts;
  }

  // A map keeps the order of insertion: the first is the least recently used.
  /** @param {string} checksum @param {PackageFacts} facts */
  set(checksum, facts) {
    this.#facts.delete(checksum);
    this.#facts.set(checksum, facts);
    if (this.#facts.size > MOST) this.#facts.delete(/** @type {string} */ (this.#facts.keys().next().value));
  }
}
