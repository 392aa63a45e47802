// The rate of bytes over the last few seconds.
const WINDOW_MS = 4000;
const LEAST_MS = 800;

export class Pace {
  /** @type {{ bytes: number, now: number }[]} */
  #seen = [];

  /** @param {number} bytes */
  note(bytes, now = performance.now()) {
    // A download that starts over has fewer bytes than before.
    if (bytes < (this.#seen.at(-1)?.bytes ?? 0)) this.#seen = [];
    this.#seen.push({ bytes, now });
    while (this.#seen.length > 2 && now - this.#seen[0].now > WINDOW_MS) this.#seen.shift();
  }

  // Bytes a second; undefined with too few samples.
  rate() {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    const took = last === undefined ? 0 : last.now - first.now;
    return last === undefined || took < LEAST_MS ? undefined : ((last.bytes - first.bytes) / took) * 1000;
  }
}
