// Counts what comes before: 0 for the first of a key.
export class Counter {
  /** @type {Map<unknown, number>} */
  #seen = new Map();

  /** @param {unknown} key */
  next(key) {
    const earlier = this.#seen.get(key) ?? 0;
    this.#seen.set(key, earlier + 1);
    return earlier;
  }
}
