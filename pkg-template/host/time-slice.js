// When a long computation yields to the event loop: by the clock, read once a MiB, and by the bytes where the clock stands still, as
// that of Cloudflare's workers does while a task runs.
import { LEAST_CHUNK_BYTES, SLICE_BYTES, SLICE_MS, STEP_BYTES } from "./defaults.js";
import { turn } from "./turn.js";

export class TimeSlice {
  #since = performance.now();
  #bytes = 0;
  #unseen = 0;
  #isOver = false;

  /** @param {number} bytes */
  took(bytes) {
    this.#unseen += Math.max(bytes, LEAST_CHUNK_BYTES);
    if (this.#unseen < STEP_BYTES) return;
    this.#bytes += this.#unseen;
    this.#unseen = 0;
    this.#isOver = this.#bytes >= SLICE_BYTES || performance.now() - this.#since >= SLICE_MS;
  }

  // A promise where it is time to yield. Asked before each part of the work, so that nothing is waited for after the last.
  next() {
    if (!this.#isOver) return undefined;
    return turn().then(() => {
      this.#isOver = false;
      this.#bytes = 0;
      this.#since = performance.now();
    });
  }
}
