// The engines: the module's SHA-256, `createHash` of Node, Deno and Bun, and `crypto.subtle`. A native engine is used only after it has
// hashed a known message correctly.
import { Sha256 } from "../bindings.js";
import { guarded } from "../load/trap.js";
import { isShared } from "./bytes.js";
import { HASH_SLICE_BYTES } from "./defaults.js";
import { hexadecimal } from "./hexadecimal.js";
import { Stop } from "./stop.js";

/** @import { HashWay } from "./types.d.ts" */

const QUESTION = new Uint8Array([97, 98, 99]);
const ANSWER = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

const begin = guarded(() => new Sha256());
/** @param {Sha256} digest @param {Uint8Array} bytes */
const update = guarded((/** @type {Sha256} */ digest, /** @type {Uint8Array} */ bytes) => digest.update(bytes));
const fork = guarded((/** @type {Sha256} */ digest) => digest.fork());
const digits = guarded((/** @type {Sha256} */ digest) => digest.digest());

export class OwnHash {
  #digest;

  constructor(digest = begin()) {
    this.#digest = digest;
  }

  /** @param {Uint8Array} bytes */
  update(bytes) {
    for (let at = 0; at < bytes.length; at += HASH_SLICE_BYTES)
      update(this.#digest, bytes.subarray(at, at + HASH_SLICE_BYTES));
  }

  fork() {
    return new OwnHash(fork(this.#digest));
  }

  // Ends the digest and releases it.
  digits() {
    return digits(this.#digest);
  }
}

export class NativeHash {
  #hash;

  /** @param {import("node:crypto").Hash} hash */
  constructor(hash) {
    this.#hash = hash;
  }

  /** @param {Uint8Array} bytes */
  update(bytes) {
    // Shared memory is copied first: other threads may write to it.
    this.#guard(() => this.#hash.update(isShared(bytes) ? new Uint8Array(bytes) : bytes));
  }

  fork() {
    return new NativeHash(this.#guard(() => this.#hash.copy()));
  }

  digits() {
    return this.#guard(() => this.#hash.digest("hex"));
  }

  /** @template Result @param {() => Result} call @returns {Result} */
  #guard(call) {
    try {
      return call();
    } catch (reason) {
      throw new Stop("hash", { reason });
    }
  }
}

/** @returns {((name: "node:crypto") => typeof import("node:crypto")) | undefined} */
function getBuiltinModule() {
  try {
    const { process } = globalThis;
    return typeof process.getBuiltinModule === "function" ? (name) => process.getBuiltinModule(name) : undefined;
  } catch {
    return undefined;
  }
}

/** @type {boolean | undefined} */
let mayHave;
// Loading `node:crypto`, to be sure, takes up to 40 ms. Bundlers do not follow `getBuiltinModule`.
export const mayHaveNative = () => (mayHave ??= getBuiltinModule() !== undefined);

/** @type {typeof import("node:crypto") | null | undefined} */
let native;
// `node:crypto`; null where the runtime has none, or its SHA-256 is wrong.
/** @returns {typeof import("node:crypto") | null} */
export function nativeCrypto() {
  if (native === undefined) native = loadNative();
  return native;
}

function loadNative() {
  try {
    const crypto = getBuiltinModule()?.("node:crypto");
    if (crypto === undefined) return null;
    const hash = crypto.createHash("sha256");
    hash.update(QUESTION);
    return hash.copy().digest("hex") === ANSWER ? crypto : null;
  } catch {
    return null;
  }
}

// Creates a hash by the engine that the module chose; undefined where the runtime lacks it.
/** @param {HashWay} way */
export function hashOf(way) {
  if (way !== "native") return new OwnHash();
  const crypto = nativeCrypto();
  if (crypto === null) return undefined;
  try {
    return new NativeHash(crypto.createHash("sha256"));
  } catch {
    return undefined;
  }
}

/** @type {boolean | undefined} */
let isSubtleSound;
// A whole buffer's digits by `crypto.subtle`, which copies the bytes first; undefined where it is missing or wrong.
/** @param {Uint8Array | undefined} bytes */
export async function subtleDigits(bytes) {
  try {
    isSubtleSound ??= (await digestOf(QUESTION)) === ANSWER;
    return isSubtleSound ? await digestOf(bytes) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Uint8Array | undefined} bytes */
async function digestOf(bytes) {
  return hexadecimal(await globalThis.crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes)));
}
