// verifyChecksum of a buffer that is hashed in one go: through a piece of the module's memory that is kept for it, since to hand
// over the values one by one takes longer than to hash a few bytes, and a tenth as long as to hash 64 KiB. Whatever is not
// plainly bytes and 64 digits is the module's to judge.
import { hostAtOnce, scratch, smallLimit, verifyAtOnce, verifyDigits, verifySmall } from "./bindings.js";
import { guarded, instance } from "./trap.js";

const DIGITS = 64;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
// Not what a caller's object says of itself.
const getterOf = (name) => Object.getOwnPropertyDescriptor(typedArray, name).get;
const [kindOf, lengthOf, bufferOf, offsetOf] = [Symbol.toStringTag, "length", "buffer", "byteOffset"].map(getterOf);

const sizeOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;

let kept;
let most;
let keptOf;

// Memory that grew is another, and so is a new instance's.
const isKept = () => keptOf === instance() && kept.length !== 0;

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

function bytesOfBuffer(data) {
  if (!(data instanceof ArrayBuffer)) return undefined;
  try {
    return new Uint8Array(data, 0, sizeOf.call(data));
  } catch {
    return undefined; // detached, or none at all
  }
}

// Puts digits there; whether they may be some.
function put(digits, start) {
  let bits = 0;
  for (let at = 0; at < DIGITS; at++) {
    const digit = digits.charCodeAt(at);
    bits |= digit;
    kept[start + at] = digit;
  }
  return bits <= 127;
}

// By the runtime's hash, if it is the one to ask. One that breaks is asked again by the module, which tells of it.
function byHost(bytes, length, checksum) {
  const buffer = bufferOf.call(bytes);
  if (!(buffer instanceof ArrayBuffer)) return undefined; // others may write to it meanwhile
  const host = hostAtOnce(length);
  if (host === undefined) return undefined;
  let digest;
  try {
    digest = host.createHash("sha256").update(new Uint8Array(buffer, offsetOf.call(bytes), length)).digest("hex");
  } catch {
    return undefined;
  }
  if (typeof digest !== "string" || digest.length !== DIGITS) return undefined;
  if (!isKept()) keep();
  if (!put(checksum, 0)) return undefined;
  // The same digits, as a rule: to copy them takes a third of the time.
  if (digest === checksum) kept.copyWithin(DIGITS, 0, DIGITS);
  else if (!put(digest, DIGITS)) return undefined;
  return verifyDigits();
}

function plain(bytes, checksum, options) {
  if (!isKept()) keep();
  const length = lengthOf.call(bytes);
  if (length === 0) return undefined; // so has a detached buffer
  if (options === undefined && length > most) return byHost(bytes, length, checksum);
  if (options !== undefined && (length > kept.length - DIGITS || !own(options))) return undefined;
  if (!put(checksum, 0)) return undefined;
  kept.set(bytes, DIGITS);
  return verifySmall(length);
}

export const atOnce = guarded((data, checksum, options) => {
  let verdict;
  if (typeof checksum === "string" && checksum.length === DIGITS) {
    const bytes = kindOf.call(data) === "Uint8Array" ? data : bytesOfBuffer(data);
    if (bytes !== undefined) verdict = plain(bytes, checksum, options);
  }
  return verdict ?? verifyAtOnce(data, checksum, options);
});
