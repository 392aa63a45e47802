// A package on its way: in memory up to 1 MiB, beyond that in a temporary file without a name. A download writes to it as to any file.
import { readSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { writeWhole } from "../fs/durable.js";
import { partialName } from "../fs/partial-name.js";
import { failureOf } from "../fs/target.js";
import { writeFailed } from "../package/failures.js";

/** @import { SinkFile } from "../host/types.d.ts" */
/** @import { FileHandle } from "node:fs/promises" */

const MEMORY_BYTES = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const PRIVATE = 0o600;

/** @implements {SinkFile} */
export class Spool {
  /** @type {Uint8Array[]} */
  #chunks = [];
  /** @type {Uint8Array | undefined} */
  #bytes;
  #size = 0;
  #folder;
  #path;
  /** @type {FileHandle | undefined} */
  #handle;
  #isNamed = false;
  #written = 0;
  isEntered = true;
  staysReadable = true;

  // `folder` is for the temporary file.
  constructor(folder = tmpdir()) {
    this.#folder = folder;
    this.#path = join(folder, "a temporary file");
  }

  get size() {
    return this.#size;
  }

  /** @param {unknown} error */
  words(error) {
    return failureOf(this.#path, error);
  }

  async checkTarget() {}

  async enter() {}

  async startOver() {
    if (this.#written > 0) await this.#handle?.truncate(0);
    this.#chunks = [];
    this.#bytes = undefined;
    this.#size = 0;
    this.#written = 0;
  }

  // The spool owns the chunk.
  /** @param {Uint8Array} chunk */
  write(chunk) {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    return this.#size - this.#written > MEMORY_BYTES ? this.#spill() : undefined;
  }

  // The same for other writers than a download: a failure is WRITE_FAILED.
  /** @param {Uint8Array} chunk */
  async keep(chunk) {
    try {
      await this.write(chunk);
    } catch (error) {
      throw writeFailed(this.words(error), error);
    }
  }

  async seal() {
    try {
      await this.close();
    } catch (error) {
      throw writeFailed(this.words(error), error);
    }
  }

  async close() {
    if (this.#written > 0) await this.#spill();
    else this.#bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
  }

  async publish() {}

  // After close().
  written() {
    return {
      size: this.#size,
      readAt: (/** @type {number} */ start, /** @type {Uint8Array} */ into) => this.#readAt(start, into),
    };
  }

  // What was written, after close(), for an archive.
  async *chunks() {
    if (this.#bytes) {
      if (this.#bytes.length > 0) yield this.#bytes;
      return;
    }
    for (let at = 0; at < this.#size; at += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, this.#size - at));
      for (let done = 0; done < chunk.length; ) {
        const { bytesRead } = await this.#file.read(chunk, done, chunk.length - done, at + done);
        if (bytesRead === 0) throw new Error("the temporary file ends before its end");
        done += bytesRead;
      }
      yield chunk;
    }
  }

  async discard() {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#chunks = [];
    this.#bytes = undefined;
    await handle?.close().catch(() => {});
    if (this.#isNamed) await rm(this.#path, { force: true }).catch(() => {});
  }

  get #file() {
    return /** @type {FileHandle} */ (this.#handle);
  }

  async #spill() {
    this.#handle ??= await this.#open();
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const chunk of chunks) {
      await writeWhole(this.#file, chunk, this.#written);
      this.#written += chunk.length;
    }
  }

  async #open() {
    this.#path = join(this.#folder, await partialName());
    const handle = await open(this.#path, "wx+", PRIVATE);
    // Without a name it is gone with the process, however that ends. Windows keeps the name.
    this.#isNamed = await rm(this.#path).then(
      () => false,
      () => true,
    );
    return handle;
  }

  /** @param {number} start @param {Uint8Array} into */
  #readAt(start, into) {
    if (this.#bytes) {
      into.set(this.#bytes.subarray(start, start + into.length));
      return;
    }
    for (let at = 0; at < into.length; ) {
      const length = readSync(this.#file.fd, into, at, into.length - at, start + at);
      if (length === 0) throw new Error("the temporary file ends before its end");
      at += length;
    }
  }
}
