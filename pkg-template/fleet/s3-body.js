// A reply's body: in chunks, each within its time, whole or with an error.
import { protocolFault, S3Fault, timeoutFault, truncatedFault } from "./s3-errors.js";

// A list of 1,000 keys is less than 2 MiB.
const MOST_TEXT_BYTES = 8 * 1024 * 1024;

/**
 * @param {Response} response
 * @param {number} silence milliseconds
 * @param {AbortController} abort
 * @returns {AsyncGenerator<Uint8Array, void, undefined>}
 */
export async function* bodyChunks(response, silence, abort) {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let size = 0;
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silence);
      if (done) break;
      size += value.length;
      if (value.length > 0) yield value;
    }
    isOver = true;
  } catch (error) {
    throw error instanceof S3Fault ? error : truncatedFault(`the body broke off after ${size} bytes`);
  } finally {
    if (!isOver) abort.abort();
    if (!isOver) await reader.cancel().catch(() => {});
  }
  const declared = response.headers.get("content-encoding") === null ? response.headers.get("content-length") : null;
  if (declared !== null && Number(declared) !== size)
    throw truncatedFault(`the body broke off after ${size} of ${Number(declared)} bytes`);
}

// The whole of a body.
/** @param {AsyncIterable<Uint8Array>} chunks @param {number} [most] */
export async function bytesOfBody(chunks, most = Number.POSITIVE_INFINITY) {
  const found = [];
  let size = 0;
  for await (const chunk of chunks) {
    found.push(chunk);
    size += chunk.length;
    if (size > most) throw protocolFault(`the reply is longer than ${most} bytes`);
  }
  return Buffer.concat(found);
}

/** @param {AsyncIterable<Uint8Array>} chunks */
export const textIn = async (chunks) => (await bytesOfBody(chunks, MOST_TEXT_BYTES)).toString("utf8");

/** @template Result @param {Promise<Result>} promise @param {number} milliseconds @returns {Promise<Result>} */
async function within(promise, milliseconds) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const silent = new Promise((_, reject) => {
    timer = setTimeout(() => reject(timeoutFault(milliseconds)), milliseconds);
  });
  try {
    return await /** @type {Promise<Result>} */ (Promise.race([promise, silent]));
  } finally {
    clearTimeout(timer);
  }
}
