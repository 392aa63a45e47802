// What verifyChecksum is given: a buffer, or another kind of source.
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

  // Its bytes; undefined where it is no buffer. Looked at once: a look at anything else throws inside.
  #bytes() {
    return (this.#buffer ??= { bytes: bytesOf(this.#value) }).bytes;
  }

  get isBuffer() {
    try {
      return this.#bytes() !== undefined;
    } catch {
      return true; // open() says what is wrong with it
    }
  }

  // A Response's status.
  get status() {
    return statusOf(this.#value);
  }

  // Throws a Stop where it is unusable.
  open() {
    const bytes = this.#bytes();
    return bytes ? sourceOfBytes(bytes) : openSource(this.#value);
  }

  subtle() {
    return subtleDigits(this.#bytes());
  }
}
