// Bounds the saves under way: each has a file and a socket open. The wait counts towards `timeoutMs`, not towards `attemptTimeoutMs`.
import { SAVES } from "../host/defaults.js";

let free = SAVES;
/** @type {Set<Place>} */
const waiting = new Set();

// The right to open a file.
export class Place {
  #isTaken = false;
  /** @type {() => void} */
  #wake = () => {};

  // Returns a promise only where the save has to wait. giveUp() resolves it, too.
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

  // Leaves the queue.
  giveUp() {
    if (waiting.delete(this)) this.#wake();
  }

  // Gives a held place to the first waiting save.
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
