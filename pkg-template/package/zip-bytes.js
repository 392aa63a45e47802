// A zip's bytes, which stay where they are: the module asks for ranges of them.
import { bytesOf, partOf, STEP_BYTES, unusable } from "../core.js";

/** @import { Kept } from "../host/types.d.ts" */
/** @import { Tree } from "./tree.js" */
/** @import { Source } from "./types.d.ts" */
/** @import { Work } from "./work.js" */

/** @typedef {(start: number, into: Uint8Array) => void} ReadAt */

export class ZipBytes {
  #read;
  /** @type {{ reason: unknown } | undefined} */
  #failure;
  size;

  // `read(start, into)` may throw.
  /** @param {number} size @param {ReadAt} read */
  constructor(size, read) {
    this.size = size;
    this.#read = read;
  }

  // Of `{ bytes }`, or of a file that is read in ranges: `{ size, readAt }`.
  /** @param {Kept} kept */
  static of({ bytes, size, readAt }) {
    if (bytes === undefined) return new ZipBytes(size ?? 0, /** @type {ReadAt} */ (readAt));
    const offset = bytes.byteOffset;
    // Throws a Stop where the buffer was detached or shrunk meanwhile.
    return new ZipBytes(bytes.length, (start, into) => into.set(partOf(bytes, offset, start, into.length)));
  }

  // For the module, through which nothing may be thrown: `check` throws it.
  /** @param {number} start @param {Uint8Array} into */
  readAt(start, into) {
    try {
      this.#read(start, into);
    } catch (reason) {
      this.#failure ??= { reason };
    }
  }

  check() {
    if (this.#failure) throw this.#failure.reason;
  }
}

/** @param {number} size */
function allocated(size) {
  try {
    return new Uint8Array(size);
  } catch {
    throw unusable(`there is no memory for its ${size} bytes`);
  }
}

/** @param {{ arrayBuffer(): unknown } | undefined} part */
function contentsOf(part) {
  if (typeof part?.arrayBuffer !== "function") throw unusable("its slice() returns no Blob");
  return part.arrayBuffer();
}

// A Blob's bytes, in memory: reading a Blob is asynchronous, and the module's reading is not. By slices: the chunks of its stream are
// garbage that Node and Deno let grow to the Blob's size once more.
/** @param {Extract<Source, { blob: object }>} source @param {Work} work */
async function bytesOfBlob({ blob, slice, size }, work) {
  const bytes = allocated(size);
  for (let at = 0; at < size; at += STEP_BYTES) {
    const length = Math.min(STEP_BYTES, size - at);
    const chunk = bytesOf(await work.run(() => contentsOf(slice.call(blob, at, at + length))));
    work.check();
    if (chunk?.length !== length) throw unusable("it does not give the bytes of its size");
    bytes.set(chunk, at);
    await work.took(length);
  }
  return bytes;
}

/** @param {Exclude<Source, { tree: Tree }>} source @param {Work} work */
export async function openZip(source, work) {
  return ZipBytes.of({ __proto__: null, bytes: source.bytes ?? (await bytesOfBlob(source, work)) });
}
