// The synchronous fast path of verifyChecksum: hashes a plain buffer of up to 8 MiB without a call scope, which saves 13 µs of 14.5 at
// 64 bytes and 10 of 53 at 64 KiB. A message of up to 64 KiB goes through the module's scratch buffer without an allocation: 1.1 µs
// instead of 3.8 at 64 bytes. Any other argument than plain bytes and 64 digits takes the asynchronous path.
import { scratch, verifyScratch, wayOf } from "../bindings.js";
import { bytesOf } from "./bytes.js";
import { SMALL_BYTES, SYNCHRONOUS_BYTES } from "./defaults.js";
import { hashOf, mayHaveNative, OwnHash } from "./hashes.js";
import { guarded, instance } from "../load/trap.js";

/** @import { HashWay, Values } from "./types.d.ts" */

const DIGITS = 64;
const HEXADECIMAL = /^[0-9a-f]{64}$/i;

/** @type {Uint8Array} */
let buffer;
/** @type {number | undefined} */
let bufferOf;

const scratchBuffer = guarded(scratch);
const verify = guarded(verifyScratch);
const way = guarded(wayOf);

// Grown memory has another buffer, and so has a new instance.
function currentBuffer() {
  if (bufferOf !== instance() || buffer.length === 0) [buffer, bufferOf] = [scratchBuffer(), instance()];
  return buffer;
}

/** @param {Uint8Array} bytes @param {string} checksum */
function byScratch(bytes, checksum) {
  const kept = currentBuffer();
  let bits = 0;
  for (let at = 0; at < DIGITS; at++) {
    const digit = checksum.charCodeAt(at);
    bits |= digit;
    kept[at] = digit;
  }
  if (bits > 127) return undefined;
  kept.set(bytes, DIGITS);
  return verify(bytes.length); // undefined where the digits are malformed
}

// Returns the result, or undefined for the asynchronous path.
/** @param {unknown} data @param {unknown} checksum @param {unknown} options */
export function verifyNow(data, checksum, options) {
  if (typeof checksum !== "string" || checksum.length !== DIGITS) return undefined;
  const engine = options === undefined ? "auto" : engineAlone(options);
  if (engine === undefined) return undefined;
  try {
    const bytes = bytesOf(data);
    if (bytes === undefined || bytes.length > SYNCHRONOUS_BYTES) return undefined;
    if (engine === "auto" && bytes.length > SMALL_BYTES)
      return byWay(way(bytes.length, mayHaveNative()), bytes, checksum);
    return bytes.length <= currentBuffer().length - DIGITS ? byScratch(bytes, checksum) : byWay("own", bytes, checksum);
  } catch {
    return undefined; // the asynchronous path rejects with the reason
  }
}

/** @param {HashWay} way @param {Uint8Array} bytes @param {string} checksum */
function byWay(way, bytes, checksum) {
  if (way === "subtle" || !HEXADECIMAL.test(checksum)) return undefined;
  const hash = hashOf(way) ?? new OwnHash();
  hash.update(bytes);
  const digits = hash.digits();
  return HEXADECIMAL.test(digits) ? digits === checksum.toLowerCase() : undefined;
}

// "wasm" where it is the only option; undefined otherwise.
/** @param {unknown} options */
function engineAlone(options) {
  try {
    const given = /** @type {Values} */ (options);
    const isAlone = given.engine === "wasm" && given.signal === undefined && given.onProgress === undefined;
    return isAlone ? "wasm" : undefined;
  } catch {
    return undefined;
  }
}
