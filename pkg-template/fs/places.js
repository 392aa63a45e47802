// Bounds how many saves are under way at once: each has a file and a socket open. Waiting here counts for the whole call's time, not for
// an attempt's.
import { SAVES } from "../host/defaults.js";

let free = SAVES;
/** @type {Set<Place>} */
const waiting = new Set();

// The right to open a file.
export class Place {
  #isTaken = false;
  /** @type {() => void} */
  #wake = () => {};

  // A promise only where it has to wait, which giveUp() resolves, too.
  /** @returns {Promise<void> | undefined} */
  take() {
    if (free > 0) {
      free--;
      this.#isTaken = true;
      return undefined;
    }
    waiting.add(this);
    return new Promise((resolve) => (this.#wake = resolve));
  }

  // Leaves the line.
  giveUp() {
    if (waiting.delete(this)) this.#wake();
  }

  // Gives the place, where it has one, to the first that waits.
  leave() {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    const [next] = waiting;
    if (next === undefined) {
      free++;
      return;
    }
    waiting.delete(next);
    next.#isTaken = true;
    next.#wake();
  }
}
