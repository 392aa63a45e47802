// An S3 archive's packages: `blobs/ab/<64 digits>`. Bytes are hashed in a temporary file first, so that wrong ones are never sent.
import { createHash } from "node:crypto";

import { checksumMismatch } from "../package/failures.js";
import { sourceOf } from "./byte-source.js";
import { readFailure, truncatedFault, writeFailure } from "./s3-errors.js";
import { Spool } from "./spool.js";
import { verified } from "./verified.js";

/** @import { ByteSource } from "../fleet.d.ts" */
/** @import { S3Names } from "./s3-names.js" */
/** @import { S3Objects } from "./s3-objects.js" */

const TYPE = "application/octet-stream";

export class S3Blobs {
  #names;
  #objects;

  /** @param {S3Names} names @param {S3Objects} objects */
  constructor(names, objects) {
    this.#names = names;
    this.#objects = objects;
  }

  /** @param {string} checksum */
  async sizeOf(checksum) {
    const key = this.#names.blob(checksum);
    try {
      return await this.#objects.sizeOf(key);
    } catch (error) {
      throw readFailure(error, `look at ${this.#objects.placeOf(key)}`);
    }
  }

  /** @param {string} checksum @param {ByteSource} bytes */
  async put(checksum, bytes) {
    const source = sourceOf(bytes);
    const key = this.#names.blob(checksum);
    try {
      const size = await this.#objects.sizeOf(key);
      return size === undefined ? await this.#store(checksum, key, source) : { size, stored: false };
    } catch (error) {
      throw writeFailure(error, `write ${this.#objects.placeOf(key)}`);
    } finally {
      source.cancel();
    }
  }

  /** @param {string} checksum @returns {Promise<ReadableStream<Uint8Array> | undefined>} */
  async get(checksum) {
    if ((await this.sizeOf(checksum)) === undefined) return undefined;
    const key = this.#names.blob(checksum);
    const place = this.#objects.placeOf(key);
    return verified(this.#chunks(key), checksum, place, (error) => readFailure(error, `read ${place}`));
  }

  /** @param {string} key */
  async *#chunks(key) {
    const chunks = await this.#objects.chunks(key);
    if (chunks === undefined) throw truncatedFault("the object is gone");
    yield* chunks;
  }

  /** @param {string} checksum @param {string} key @param {ReturnType<typeof sourceOf>} source */
  async #store(checksum, key, source) {
    const spool = new Spool();
    try {
      const hash = createHash("sha256");
      for (let chunk = await source.next(); chunk; chunk = await source.next()) {
        hash.update(chunk);
        await spool.keep(chunk);
      }
      const { size } = spool;
      const actual = hash.digest("hex");
      if (actual !== checksum) {
        const words = `the ${size} bytes that arrived have the checksum ${actual}, not ${checksum}`;
        throw checksumMismatch(words, { expected: checksum, actual, size });
      }
      await spool.seal();
      return { size, stored: await this.#objects.putNew(key, spool, { digest: checksum, type: TYPE }) };
    } finally {
      await spool.discard();
    }
  }
}
