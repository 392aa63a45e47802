// The digests of one call: the current one, and the one from before a restart.
import { hashOf } from "./hashes.js";

/** @import { NativeHash, OwnHash } from "./hashes.js" */
/** @import { DigestOf, HashWay } from "./types.d.ts" */

export class Digests {
  /** @type {OwnHash | NativeHash | undefined} */
  current;
  /** @type {OwnHash | NativeHash | undefined} */
  #kept;

  // Begins a digest; false where the runtime lacks this engine.
  /** @param {HashWay} way @param {boolean} keepsDigest */
  begin(way, keepsDigest) {
    const hash = hashOf(way);
    if (hash === undefined) return false;
    if (keepsDigest) this.#kept = this.current;
    this.current = hash;
    return true;
  }

  // The digits of all bytes, of those so far, or of those before the restart; undefined where the native engine failed.
  /** @param {DigestOf} of */
  digits(of) {
    try {
      if (of === "kept") return this.#kept?.digits();
      return of === "so-far" ? this.current?.fork().digits() : this.current?.digits();
    } catch {
      return undefined;
    }
  }
}
