// Where a package's bytes go before they are verified. A sink takes a chunk and returns the bytes to hash, which it then writes: what
// is hashed is what is written, even where the chunk's buffer changes.
import { quietly } from "./source.js";
import { Stop } from "./stop.js";

/** @import { Sink, SinkFile } from "./types.d.ts" */

// The Stop for what a destination throws or rejects with. A file has words for it.
/** @param {Sink} sink @param {unknown} reason */
export const refusedBy = (sink, reason) =>
  new Stop("destination", { reason, words: sink.canPublish ? sink.words(reason) : undefined });

// A chunk of the runtime's own fetch as it is, a copy of any other.
/** @param {Uint8Array} chunk @param {boolean} isOurs */
const owned = (chunk, isOurs) => (isOurs ? chunk : chunk.slice());

// The memory sink.
export class MemorySink {
  /** @type {true} */
  isMemory = true;
  /** @type {false} */
  canPublish = false;
  /** @type {Uint8Array | undefined} */
  bytes;
  /** @type {Uint8Array | undefined} */
  #buffer;
  #length = 0;

  // A server may declare more than it sends: where there is not that much memory, the buffer grows as the bytes come.
  begin(total = 0) {
    this.#length = 0;
    try {
      this.#buffer = new Uint8Array(total);
    } catch {
      this.#buffer = undefined;
    }
  }

  /** @param {Uint8Array} chunk */
  take(chunk) {
    const end = this.#length + chunk.length;
    if (this.#buffer === undefined || this.#buffer.length < end) {
      const larger = new Uint8Array(Math.max(end, this.#length * 2));
      if (this.#buffer) larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#length);
    return this.#buffer.subarray(this.#length, (this.#length = end));
  }

  write() {}

  check() {}

  // Cut to size: a larger buffer would stay alive with the bytes.
  close() {
    const isExact = this.#buffer?.length === this.#length;
    this.bytes = isExact ? this.#buffer : (this.#buffer ?? new Uint8Array(0)).slice(0, this.#length);
    this.#buffer = undefined;
  }

  abort() {
    this.#buffer = undefined;
  }

  // For an inspection.
  kept() {
    return { __proto__: null, bytes: this.bytes };
  }
}

// The stream sink: `options.to`, by a writer of ours. What was written cannot be taken back.
export class StreamSink {
  #writer;
  #isReleased = false;
  /** @type {{ reason: unknown } | undefined} */
  #failure;
  #hasBegun = false;
  // What an inspection needs: a stream gives nothing back.
  /** @type {MemorySink | undefined} */
  #copy;
  isStream = true;
  /** @type {false} */
  canPublish = false;

  /** @param {WritableStreamDefaultWriter<Uint8Array>} writer @param {boolean} [inspects] */
  constructor(writer, inspects) {
    this.#writer = writer;
    if (inspects) this.#copy = new MemorySink();
  }

  // What the stream has received stays, also where the package starts over.
  begin(total) {
    if (this.#copy && !this.#hasBegun) this.#copy.begin(total);
    this.#hasBegun = true;
  }

  /** @param {Uint8Array} chunk @param {boolean} isOurs */
  take(chunk, isOurs) {
    const bytes = owned(chunk, isOurs);
    this.#copy?.take(bytes);
    return bytes;
  }

  kept() {
    this.#copy.close();
    return this.#copy.kept();
  }

  // Waits until the stream takes bytes, not until it has written them: a write that fails shows in what follows.
  /** @param {Uint8Array} chunk */
  write(chunk) {
    if (!((this.#writer.desiredSize ?? 0) > 0)) return this.#ready().then(() => this.#write(chunk));
    this.#write(chunk);
    return undefined;
  }

  /** @param {Uint8Array} chunk */
  #write(chunk) {
    const written = this.#writer.write(chunk);
    new Promise((resolve) => resolve(written)).catch((reason) => (this.#failure ??= { reason }));
  }

  async #ready() {
    if (this.#failure) throw this.#failure.reason;
    await this.#writer.ready;
  }

  // Whether the stream failed in the meantime: null is the desired size of one that did.
  check() {
    return this.#failure || this.#writer.desiredSize === null ? this.#ready() : undefined;
  }

  async close() {
    // `close` of a stream that failed rejects with an error of its own instead of the stream's reason.
    await this.check();
    await this.#writer.close();
    if (this.#failure) throw this.#failure.reason;
    this.#release();
  }

  /** @param {unknown} reason */
  abort(reason) {
    if (this.#isReleased) return;
    quietly(() => this.#writer.abort(reason));
    this.#release();
  }

  #release() {
    try {
      this.#writer.releaseLock();
    } catch {} // a caller's own kind of writer
    this.#isReleased = true;
  }
}

// The file sink (`fs/partial-file.js`), which can start over. `saveFunction` discards the file where the call fails.
export class FileSink {
  #file;
  /** @type {true} */
  canPublish = true;

  /** @param {SinkFile} file @param {boolean} [inspects] */
  constructor(file, inspects) {
    this.#file = file;
    if (inspects) file.staysReadable = true;
  }

  // A file that is read in ranges. What cannot be read back was not written.
  kept() {
    const { size, readAt } = this.#file.written();
    const guarded = (start, into) => {
      try {
        readAt(start, into);
      } catch (reason) {
        throw refusedBy(this, reason);
      }
    };
    return { __proto__: null, size, readAt: guarded };
  }

  /** @param {unknown} reason */
  words(reason) {
    return this.#file.words(reason);
  }

  // Refuses a path that a file may not take.
  look() {
    return this.#file.look();
  }

  get isEntered() {
    return this.#file.isEntered;
  }

  enter() {
    return this.#file.enter();
  }

  begin() {
    return this.#file.startOver();
  }

  /** @param {Uint8Array} chunk @param {boolean} isOurs */
  take(chunk, isOurs) {
    return owned(chunk, isOurs);
  }

  /** @param {Uint8Array} chunk */
  write(chunk) {
    return this.#file.write(chunk);
  }

  check() {}

  close() {
    return this.#file.close();
  }

  publish() {
    return this.#file.publish();
  }

  abort() {}
}
