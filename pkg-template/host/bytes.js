// The bytes of a buffer or view, by the intrinsic getters. They read internal slots, which an imitation of a buffer lacks. They work on
// other realms' objects and throw on anything else.
import { unusable } from "./stop.js";

/** @import { Values } from "./types.d.ts" */

/**
 * @typedef {[bufferOf: (value: unknown) => ArrayBufferLike, offsetOf: (value: unknown) => number, lengthOf: (value: unknown) => number]} Slots
 */

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
/** @template Slot @param {object} owner @param {string | symbol} name @returns {(value: unknown) => Slot} */
const getter = (owner, name) =>
  Function.prototype.call.bind(/** @type {() => Slot} */ (Object.getOwnPropertyDescriptor(owner, name)?.get));
/** @type {(value: unknown) => string | undefined} */
const kindOf = getter(typedArray, Symbol.toStringTag);
/** @param {object} owner */
const slotsOf = (owner) =>
  /** @type {Slots} */ (["buffer", "byteOffset", "byteLength"].map((name) => getter(owner, name)));
const [bufferOf, offsetOf, lengthOf] = slotsOf(typedArray);
const dataView = slotsOf(DataView.prototype);
/** @type {(value: unknown) => number} */
const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
/** @type {((value: unknown) => number) | undefined} */
const sharedLength = globalThis.SharedArrayBuffer && getter(SharedArrayBuffer.prototype, "byteLength");
// Throws for a view that is detached or out of its buffer's bounds, which reports a length of 0.
const validate = Function.prototype.call.bind(typedArray.keys);

const DETACHED = () => unusable("its buffer is detached or was shrunk");

// A Uint8Array over a view's or buffer's bytes, without a copy; undefined for anything else.
/** @param {unknown} value */
export function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return bytesOfView(value);
  const length = lengthOfBuffer(value);
  // A view of a given length does not grow with its buffer.
  return length === undefined ? undefined : view(/** @type {ArrayBufferLike} */ (value), 0, length);
}

/** @type {Set<unknown>} */
const STREAMED = new Set(["ReadableStream", "Response", "Blob", "File"]);

// Other kinds of sources, by their `Symbol.toStringTag`: an exception of a getter takes 4 µs. Not by instanceof: naming Response loads
// Node's fetch.
/** @param {object} value */
function isStreamed(value) {
  try {
    return (
      STREAMED.has(/** @type {Values} */ (value)[Symbol.toStringTag]) ||
      typeof (/** @type {Values} */ (value)[Symbol.asyncIterator]) === "function"
    );
  } catch {
    return false; // a proxy
  }
}

/** @param {unknown} value */
function lengthOfBuffer(value) {
  if (typeof value !== "object" || value === null || isStreamed(value)) return undefined;
  for (const read of [bufferLength, sharedLength]) {
    try {
      return read?.(value);
    } catch {} // not of this kind
  }
  return undefined;
}

/** @param {ArrayBufferView} value */
function bytesOfView(value) {
  try {
    if (kindOf(value) === undefined) {
      const [buffer, offset, length] = dataView;
      return new Uint8Array(buffer(value), offset(value), length(value));
    }
    const length = lengthOf(value);
    if (length === 0) validate(value);
    return new Uint8Array(bufferOf(value), offsetOf(value), length);
  } catch {
    throw DETACHED();
  }
}

/** @param {ArrayBufferLike} buffer @param {number} offset @param {number} length */
function view(buffer, offset, length) {
  try {
    return new Uint8Array(buffer, offset, length);
  } catch {
    throw DETACHED();
  }
}

// A part of bytes. Throws where the buffer was detached or shrunk in the meantime.
/** @param {Uint8Array} bytes @param {number} offset @param {number} start @param {number} length */
export function partOf(bytes, offset, start, length) {
  return view(bytes.buffer, offset + start, length);
}

// Whether another thread may write to the bytes while they are read.
/** @param {Uint8Array} bytes */
export const isShared = (bytes) => !(bytes.buffer instanceof ArrayBuffer) && isSharedBuffer(bytes.buffer);

/** @param {unknown} buffer */
function isSharedBuffer(buffer) {
  try {
    return sharedLength?.(buffer) !== undefined;
  } catch {
    return false;
  }
}
