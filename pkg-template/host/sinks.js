// The destinations of a package's unverified bytes. A sink takes a chunk and returns the bytes to hash, which it then writes: the written
// bytes are the hashed ones, even where the chunk's buffer changes.
import { quietly } from "./source.js";
import { Stop } from "./stop.js";

/** @import { Sink, SinkFile } from "./types.d.ts" */

// The Stop for an error of a destination. A file sink describes its error.
/** @param {Sink} sink @param {unknown} reason */
export const refusedBy = (sink, reason) =>
  new Stop("destination", { reason, words: sink.canPublish ? sink.words(reason) : undefined });

// Calls a destination. Its exception or rejection ends the call, as a Stop.
/** @param {Sink} sink @param {() => unknown} call */
export async function guard(sink, call) {
  try {
    await call();
  } catch (reason) {
    throw refusedBy(sink, reason);
  }
}

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

  // A server may declare more bytes than it sends: without enough memory for them, the buffer grows with the bytes.
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

  // Copied to size: a view would keep the larger buffer alive.
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

// The stream sink: `options.to`, through its writer. Written bytes cannot be taken back.
export class StreamSink {
  #writer;
  #isReleased = false;
  /** @type {{ reason: unknown } | undefined} */
  #failure;
  #hasBegun = false;
  // What an inspection needs: a stream gives nothing back.
  /** @type {MemorySink | undefined} */
  #copy;
  /** @type {true} */
  isStream = true;
  /** @type {false} */
  canPublish = false;

  /** @param {WritableStreamDefaultWriter<Uint8Array>} writer @param {boolean} [inspects] */
  constructor(writer, inspects) {
    this.#writer = writer;
    if (inspects) this.#copy = new MemorySink();
  }

  // What the stream has received stays, also where the package starts over.
  /** @param {number} [total] */
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
    this.#copy?.close();
    return { bytes: this.#copy?.bytes };
  }

  // Waits until the stream accepts bytes, not until it has written them. A failed write shows in a later step.
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

  // Whether the stream has failed: its desired size is then null.
  check() {
    return this.#failure || this.#writer.desiredSize === null ? this.#ready() : undefined;
  }

  async close() {
    // `close` of a failed stream rejects with another error than the stream's reason.
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

// The file sink (`fs/partial-file.js`), which can start over. `saveFunction` discards the file after a failure.
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
    const guarded = (/** @type {number} */ start, /** @type {Uint8Array} */ into) => {
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

  // Refuses a path that cannot become the file.
  checkTarget() {
    return this.#file.checkTarget();
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
