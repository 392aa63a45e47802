// verifyChecksum of a small buffer: through a piece of the module's memory that is kept for it, since to hand over the values
// one by one takes longer than to hash them. Whatever is not plainly a few bytes and 64 digits is the module's to judge.
import { scratch, smallLimit, verifyAtOnce, verifySmall } from "./bindings.js";
import { guarded, instance } from "./trap.js";

const DIGITS = 64;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
// Not what a caller's object says of itself.
const kindOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get;
const lengthOf = Object.getOwnPropertyDescriptor(typedArray, "length").get;

let kept;
let most;
let keptOf;

// Memory that grew is another, and so is a new instance's.
function keep() {
  kept = scratch();
  most = smallLimit();
  keptOf = instance();
}

// Whether the module's engine is asked for and nobody has to be told.
function own(options) {
  try {
    return options.engine === "wasm" && options.signal === undefined && options.onProgress === undefined;
  } catch {
    return false;
  }
}

function small(data, checksum, options) {
  if (keptOf !== instance() || kept.length === 0) keep();
  const length = lengthOf.call(data);
  if (length === 0) return undefined; // so has a detached buffer
  if (options === undefined ? length > most : length > kept.length - DIGITS || !own(options)) return undefined;
  let bits = 0;
  for (let at = 0; at < DIGITS; at++) {
    const digit = checksum.charCodeAt(at);
    bits |= digit;
    kept[at] = digit;
  }
  if (bits > 127) return undefined;
  kept.set(data, DIGITS);
  return verifySmall(length);
}

export const atOnce = guarded((data, checksum, options) => {
  const plain = typeof checksum === "string" && checksum.length === DIGITS && kindOf.call(data) === "Uint8Array";
  return (plain ? small(data, checksum, options) : undefined) ?? verifyAtOnce(data, checksum, options);
});
