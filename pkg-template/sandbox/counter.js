// Counts earlier uses of a key: 0 for the first.
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
