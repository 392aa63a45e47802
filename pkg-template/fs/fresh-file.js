// A file of a fresh folder. A small one is written in one go by finish(), so that many can be under way; of a larger one no more than a part
// is in memory.
import { open } from "node:fs/promises";

import { flushed, writeWhole } from "./durable.js";

/** @import { FileHandle } from "node:fs/promises" */

const PART_BYTES = 1024 * 1024;
// No other user reads or changes what is not complete.
const PRIVATE = 0o600;

export class FreshFile {
  #path;
  #mode;
  /** @type {FileHandle | undefined} */
  #handle;
  /** @type {Uint8Array[]} */
  #chunks = [];
  #length = 0;

  /** @param {string} path @param {number} mode */
  constructor(path, mode) {
    this.#path = path;
    this.#mode = mode;
  }

  // Keeps a copy. True where it is time to write().
  /** @param {Uint8Array} chunk */
  take(chunk) {
    this.#chunks.push(Uint8Array.from(chunk));
    this.#length += chunk.length;
    return this.#length >= PART_BYTES;
  }

  async write() {
    this.#handle ??= await open(this.#path, "wx", PRIVATE);
    const handle = this.#handle;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#length = 0;
    for (const chunk of chunks) await writeWhole(handle, chunk);
  }

  async finish() {
    try {
      await this.write();
      // Not every file system has modes.
      await this.#handle?.chmod(this.#mode).catch(() => {});
      await flushed(this.#handle?.sync() ?? Promise.resolve());
    } finally {
      await this.close();
    }
  }

  async close() {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => {});
  }
}
