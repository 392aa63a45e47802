// Counts what comes before: 0 for the first of a key.
export class Counter {
  #seen = new Map();

  next(key) {
    const earlier = this.#seen.get(key) ?? 0;
    this.#seen.set(key, earlier + 1);
    return earlier;
  }
}
