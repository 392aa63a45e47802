// The chunks of a package that a relay holds back. A small package is verified before its response begins. Of a larger one, the last chunk
// waits until the checksum matched, so that no client receives a whole wrong package. Reads the source only on demand: a slow reader slows
// the source.
import { MemorySink } from "../core.js";
import { RELAY_BREAK_MS, RELAY_HELD_BYTES, RELAY_HELD_MS } from "../host/defaults.js";

export class HeldBack {
  isPassing = false;
  // Whether to hold back a package of any size.
  holdsAll = false;
  size = 0;
  readable;
  writable;
  // Resolves when the package exceeds the limit of bytes or time.
  overflow;
  #overflowed = () => {};
  #held = new MemorySink();
  /** @type {Uint8Array | undefined} */
  #last;
  /** @type {number | undefined} */
  #since;
  /** @type {ReadableStreamDefaultController<Uint8Array> | undefined} */
  #controller;
  #ask = () => {};
  /** @type {Promise<void> | undefined} */
  #asked;

  /** @param {() => void} cancelled */
  constructor(cancelled) {
    /** @type {Promise<void>} */
    this.overflow = new Promise((resolve) => (this.#overflowed = resolve));
    this.#wait();
    this.#held.begin();
    /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */
    this.readable = new ReadableStream(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => this.#ask(),
        cancel: () => {
          this.#ask();
          cancelled();
        },
      },
      { highWaterMark: 0 },
    );
    // No `abort`: the relay breaks the stream once it knows the outcome.
    /** @type {WritableStream<Uint8Array>} */
    this.writable = new WritableStream({ write: (chunk) => this.#write(chunk), close: () => this.#close() });
  }

  // The whole package, before any chunk has left.
  bytes() {
    this.#holdLast();
    this.#held.close();
    return /** @type {Uint8Array<ArrayBuffer>} */ (this.#held.bytes);
  }

  // Breaks the stream after a pause: by then an adapter that reads ahead has sent the head, and a client has read the bytes that a reset
  // would discard.
  break() {
    setTimeout(() => this.#controller?.error(new Error("the package broke off")), RELAY_BREAK_MS);
  }

  /** @param {Uint8Array} chunk */
  async #write(chunk) {
    if (chunk.byteLength === 0) return; // as the held-back chunk, it would release the last one
    this.size += chunk.byteLength;
    this.#since ??= performance.now();
    if (!this.isPassing && this.#mayPass()) {
      this.isPassing = true;
      this.#overflowed();
      this.#held.close();
      await this.#pass(this.#held.bytes);
    }
    if (this.isPassing) await this.#pass(this.#last);
    else this.#holdLast();
    this.#last = chunk;
  }

  #mayPass() {
    const isTooMuch = this.size > RELAY_HELD_BYTES || performance.now() - (this.#since ?? 0) > RELAY_HELD_MS;
    return isTooMuch && this.#last !== undefined && !this.holdsAll;
  }

  #holdLast() {
    if (this.#last) this.#held.take(this.#last);
    this.#last = undefined;
  }

  async #close() {
    if (!this.isPassing) return;
    await this.#pass(this.#last);
    this.#controller?.close();
  }

  /** @param {Uint8Array | undefined} chunk */
  async #pass(chunk) {
    if (chunk === undefined || chunk.byteLength === 0) return;
    await this.#asked;
    this.#wait();
    this.#controller?.enqueue(chunk);
  }

  #wait() {
    this.#asked = new Promise((resolve) => (this.#ask = resolve));
  }
}
