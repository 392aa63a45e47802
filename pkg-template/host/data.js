// The data of verifyChecksum: a buffer, or another kind of source.
import { bytesOf } from "./bytes.js";
import { subtleDigits } from "./hashes.js";
import { openSource, sourceOfBytes, statusOf } from "./source.js";

export class Data {
  #value;
  /** @type {{ bytes: Uint8Array | undefined } | undefined} */
  #buffer;

  /** @param {unknown} value */
  constructor(value) {
    this.#value = value;
  }

  // The buffer's bytes; undefined for another source. Cached: for another source each check throws and catches.
  #bytes() {
    return (this.#buffer ??= { bytes: bytesOf(this.#value) }).bytes;
  }

  get isBuffer() {
    try {
      return this.#bytes() !== undefined;
    } catch {
      return true; // open() throws the reason
    }
  }

  // The status of a Response; undefined for another source.
  get status() {
    return statusOf(this.#value);
  }

  // Throws a Stop for unusable data.
  open() {
    const bytes = this.#bytes();
    return bytes ? sourceOfBytes(bytes) : openSource(this.#value);
  }

  subtle() {
    return subtleDigits(this.#bytes());
  }
}
