// Any ChecksumSource, or a response's body, as chunks. Leaving a source before its end cancels it and releases its lock.
import { bytesOf } from "./bytes.js";
import { unusable } from "./stop.js";

/** @import { SourceStep, Values } from "./types.d.ts" */

// Calls without waiting, and marks a rejection as handled.
/** @param {() => unknown} call */
export function quietly(call) {
  new Promise((resolve) => resolve(call())).catch(() => {});
}

/** @param {unknown} object @param {string | symbol} name @returns {unknown} */
const read = (object, name) => {
  try {
    return /** @type {Values | null | undefined} */ (object)?.[name];
  } catch {
    return undefined;
  }
};

export class Source {
  #next;
  #cancel;
  #release;
  #isOpen = true;
  total;

  /** @param {{ next(): unknown, cancel(): unknown, release?: () => unknown }} methods @param {number} [total] */
  constructor({ next, cancel, release = () => {} }, total) {
    this.#next = next;
    this.#cancel = cancel;
    this.#release = release;
    this.total = total;
  }

  // `{ done, value }` of a reader or an iterator. Throws `{ reason }` with its own reason, or a Stop for an unusable source.
  /** @returns {Promise<SourceStep>} */
  async next() {
    let step;
    try {
      step = await this.#next();
    } catch (reason) {
      this.settle();
      throw { reason };
    }
    if (typeof step !== "object" || step === null) throw unusable("its iterator does not answer as one");
    try {
      const { done, value } = /** @type {{ done?: unknown, value?: unknown }} */ (step);
      if (!done) return { done: false, value };
    } catch (reason) {
      throw { reason };
    }
    this.settle();
    return { done: true };
  }

  // After the end: releases the lock, without a cancel.
  settle() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#release();
    } catch {} // a caller's own kind of reader
  }

  cancel() {
    if (!this.#isOpen) return;
    quietly(this.#cancel);
    this.settle();
  }
}

// A buffer is one chunk.
/** @param {Uint8Array} bytes */
export function sourceOfBytes(bytes) {
  const chunks = [bytes];
  const next = () => (chunks.length > 0 ? { done: false, value: chunks.pop() } : { done: true });
  return new Source({ next, cancel: () => {} }, bytes.length);
}

// Opens a source that is not a buffer. Throws a Stop for an unusable one.
/** @param {unknown} value */
export function openSource(value) {
  if (typeof value !== "object" || value === null) {
    throw unusable(
      "it must be an ArrayBuffer, a view, a Blob, a ReadableStream, a Response or an AsyncIterable of bytes",
    );
  }
  const used = read(value, "bodyUsed");
  if (typeof used === "boolean") return sourceOfResponse(value, used);
  const [stream, size] = [read(value, "stream"), read(value, "size")];
  if (typeof stream === "function" && typeof size === "number") {
    try {
      return sourceOfStream(stream.call(value), size);
    } catch {
      throw unusable("the Blob cannot be read");
    }
  }
  return sourceOfStream(value);
}

// A Response's status; undefined for any other source. Opening refuses a Response without a status of its own.
/** @param {unknown} value */
export function statusOf(value) {
  if (typeof read(value, "bodyUsed") !== "boolean") return undefined;
  const status = read(value, "status");
  return typeof status === "number" && Number.isInteger(status) && status > 0 && status < 1000 ? status : undefined;
}

// The body of a Response. A missing body is a source without bytes.
/** @param {object} response @param {boolean} used */
function sourceOfResponse(response, used) {
  if (used) throw unusable("the Response's body was used already");
  const type = String(read(response, "type"));
  if (type.startsWith("opaque") || type === "error") throw unusable(`the Response is of type "${type}"`);
  const body = read(response, "body");
  if (body === null || body === undefined) return sourceOfBytes(new Uint8Array(0));
  const headers = read(response, "headers");
  /** @param {string} name @returns {string | null} */
  const header = (name) => {
    try {
      return /** @type {Headers} */ (headers).get(name);
    } catch {
      return null;
    }
  };
  const declared = header("content-encoding") === null ? header("content-length") : null;
  return sourceOfStream(body, declared !== null && /^\d+$/.test(declared) ? Number(declared) : undefined);
}

// A stream of any realm, recognised by its methods, or an async iterable.
/** @param {unknown} stream @param {number} [total] */
export function sourceOfStream(stream, total) {
  const getReader = read(stream, "getReader");
  if (typeof getReader === "function") {
    let reader;
    try {
      reader = getReader.call(stream);
    } catch {
      throw unusable("the stream is locked");
    }
    return new Source(
      { next: () => reader.read(), cancel: () => reader.cancel(), release: () => reader.releaseLock() },
      total,
    );
  }
  const iterate = read(stream, Symbol.asyncIterator);
  if (typeof iterate !== "function") throw unusable("it is neither bytes nor a stream of bytes");
  let iterator;
  try {
    iterator = iterate.call(stream);
  } catch {
    throw unusable("it cannot be iterated");
  }
  const next = read(iterator, "next");
  if (typeof next !== "function") throw unusable("its iterator has no next()");
  return new Source({ next: () => next.call(iterator), cancel: () => iterator.return?.() }, total);
}

// A chunk's bytes.
/** @param {unknown} value */
export function bytesOfChunk(value) {
  const bytes = bytesOf(value);
  if (bytes === undefined) throw unusable("one of its chunks is not bytes");
  return bytes;
}
