// A package on its way through a relay. Nothing of it is passed on while it fits what a relay holds back: it is verified before its
// response begins. From a larger one the last chunk stays until the checksum matched, so that no client sees a whole wrong package.
// Chunks are made when they are asked for: a slow reader slows the source.
import { MemorySink } from "../core.js";
import { RELAY_BREAK_MS, RELAY_HELD_BYTES, RELAY_HELD_MS } from "../host/defaults.js";

export class HeldBack {
  isPassing = false;
  // Whether a package of any size is held back.
  holdsAll = false;
  size = 0;
  readable;
  writable;
  // Resolves when the package is larger than what is held back, or slower.
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
    // Without `abort`: the relay breaks the stream once it knows the outcome.
    /** @type {WritableStream<Uint8Array>} */
    this.writable = new WritableStream({ write: (chunk) => this.#write(chunk), close: () => this.#close() });
  }

  // The whole package, where none of it was passed on.
  bytes() {
    this.#holdLast();
    this.#held.close();
    return /** @type {Uint8Array<ArrayBuffer>} */ (this.#held.bytes);
  }

  // Breaks the stream, a moment later: an adapter that reads ahead has sent the head by then, and a client has read what a reset would
  // overtake.
  break() {
    setTimeout(() => this.#controller?.error(new Error("the package broke off")), RELAY_BREAK_MS);
  }

  /** @param {Uint8Array} chunk */
  async #write(chunk) {
    if (chunk.byteLength === 0) return; // held back in the last chunk's place, it would let that go
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
