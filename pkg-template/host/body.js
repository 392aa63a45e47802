// Reads a body to memory, and counts its bytes meanwhile: a declared length is not trusted.
import { bytesOf } from "./bytes.js";
import { TimeSlice } from "./time-slice.js";

/** @import { Source } from "./source.js" */
/** @import { Read } from "./types.d.ts" */

// Resolves to `{ body }` or `{ fault }`. `isOver` stops the reading.
/** @param {Source} source @param {number} most @param {() => boolean} isOver @returns {Promise<Read>} */
export async function readBounded(source, most, isOver) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  const slice = new TimeSlice();
  let length = 0;
  for (;;) {
    const turn = slice.next();
    if (turn) await turn;
    let step;
    try {
      step = await source.next();
    } catch {
      return { fault: "broke-off" };
    }
    if (isOver() || step.done) break;
    const bytes = chunkOf(step.value);
    if (bytes === undefined) return { fault: "not-bytes" };
    length += bytes.length;
    slice.took(bytes.length);
    if (length > most) return { fault: "too-large" };
    if (bytes.length > 0) chunks.push(bytes.slice());
  }
  return { body: joined(chunks, length) };
}

/** @param {unknown} value */
function chunkOf(value) {
  try {
    return bytesOf(value);
  } catch {
    return undefined;
  }
}

/** @param {Uint8Array[]} chunks @param {number} length */
function joined(chunks, length) {
  if (chunks.length === 1) return chunks[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
