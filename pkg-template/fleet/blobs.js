// An archive's packages: `blobs/ab/<64 digits>`, each written once and verified whenever it is written or read.
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";

import { FunctionLinkError } from "../core.js";
import { failureOf, nothing } from "../fs/target.js";
import { checksumMismatch, writeFailed } from "../package/failures.js";
import { sourceOf } from "./byte-source.js";
import { chunksOf } from "./snapshot-files.js";
import { unreadable } from "./unreadable.js";
import { verified } from "./verified.js";

/** @import { ByteSource } from "../fleet.d.ts" */
/** @import { FileNames } from "./file-names.js" */
/** @import { FreshPlaces } from "./fresh-place.js" */

export class Blobs {
  #names;
  #places;

  /** @param {FileNames} names @param {FreshPlaces} places */
  constructor(names, places) {
    this.#names = names;
    this.#places = places;
  }

  // The size of a package that is there.
  /** @param {string} checksum */
  async sizeOf(checksum) {
    const path = this.#names.blob(checksum);
    try {
      return (await stat(path).catch(nothing))?.size;
    } catch (error) {
      throw unreadable(path, error);
    }
  }

  // What cannot be looked at cannot be written.
  /** @param {string} checksum */
  async #storedSize(checksum) {
    try {
      return await this.sizeOf(checksum);
    } catch (error) {
      const { cause } = /** @type {{ cause?: unknown }} */ (error);
      throw writeFailed(failureOf(this.#names.blob(checksum), cause), cause);
    }
  }

  /** @param {string} checksum @param {ByteSource} bytes */
  async put(checksum, bytes) {
    const source = sourceOf(bytes);
    try {
      const size = await this.#storedSize(checksum);
      return size === undefined ? await this.#store(checksum, source) : { size, stored: false };
    } finally {
      source.cancel();
    }
  }

  /** @param {string} checksum @returns {Promise<ReadableStream<Uint8Array> | undefined>} */
  async get(checksum) {
    if ((await this.sizeOf(checksum)) === undefined) return undefined;
    const path = this.#names.blob(checksum);
    return verified(chunksOf(path), checksum, path, (error) =>
      FunctionLinkError.is(error) ? error : unreadable(path, error),
    );
  }

  /** @param {string} checksum @param {ReturnType<typeof sourceOf>} source */
  async #store(checksum, source) {
    const place = this.#places.at(this.#names.blob(checksum));
    try {
      await place.open();
      const hash = createHash("sha256");
      let size = 0;
      for (let chunk = await source.next(); chunk; chunk = await source.next()) {
        hash.update(chunk);
        size += chunk.length;
        const written = place.write(chunk);
        if (written) await written;
      }
      const actual = hash.digest("hex");
      if (actual !== checksum) {
        const words = `the ${size} bytes that arrived have the checksum ${actual}, not ${checksum}`;
        throw checksumMismatch(words, { expected: checksum, actual, size });
      }
      return { size, stored: await place.publish() };
    } finally {
      await place.discard();
    }
  }
}
