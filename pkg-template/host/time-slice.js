// Decides when a long computation yields to the event loop: by the clock, read once a MiB, and by the number of bytes where the clock
// stands still, as in Cloudflare Workers while a task runs.
import { LEAST_CHUNK_BYTES, SLICE_BYTES, SLICE_MS, STEP_BYTES } from "./defaults.js";
import { yieldNow } from "./yield-now.js";

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

  // Returns a promise when it is time to yield. Called before each part of the work, so that no wait follows the last part.
  next() {
    if (!this.#isOver) return undefined;
    return yieldNow().then(() => {
      this.#isOver = false;
      this.#bytes = 0;
      this.#since = performance.now();
    });
  }
}
