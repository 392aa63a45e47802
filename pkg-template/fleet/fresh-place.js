// Files that are written under a fresh name, in a folder of their own, and get their name once they are complete. Two writers of one name do
// not meet.
import { link, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { codeOf, flushed, flushFolder, renamed, writeWhole } from "../fs/durable.js";
import { partialName } from "../fs/partial-name.js";
import { sweep } from "../fs/sweep.js";
import { failureOf } from "../fs/target.js";
import { FunctionLinkError } from "../core.js";
import { writeFailed } from "../package/failures.js";
import { makeFolder } from "./private-folders.js";

/** @import { FileHandle } from "node:fs/promises" */

const PRIVATE = 0o600;
const BATCH_BYTES = 1024 * 1024;
// Reading the folder for what killed writers left takes longer than a small file does.
const SWEEP_REST_MS = 60_000;

export class FreshPlaces {
  #swept = Number.NEGATIVE_INFINITY;

  // The folder is on the file system of the targets.
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /** @param {string} target */
  at(target) {
    return new FreshPlace(this, target);
  }

  // Removes what killed writers left. The time of a file that has just been made is that of its file system.
  /** @param {FileHandle} made */
  async sweep(made) {
    if (performance.now() - this.#swept < SWEEP_REST_MS) return;
    this.#swept = performance.now();
    await sweep(this.folder, (await made.stat()).mtimeMs);
  }
}

class FreshPlace {
  #places;
  #target;
  #path = "";
  /** @type {FileHandle | undefined} */
  #handle;
  /** @type {Uint8Array[]} */
  #batch = [];
  #length = 0;

  /** @param {FreshPlaces} places @param {string} target */
  constructor(places, target) {
    this.#places = places;
    this.#target = target;
  }

  open() {
    return this.#guard(async () => {
      const { folder } = this.#places;
      const path = join(folder, await partialName());
      const make = () => open(path, "wx", PRIVATE);
      this.#handle = await make().catch(async (error) => {
        if (codeOf(error) !== "ENOENT") throw error;
        await makeFolder(folder);
        return make();
      });
      this.#path = path;
      // Not every file system has modes.
      await this.#handle.chmod(PRIVATE).catch(() => {});
      await this.#places.sweep(this.#handle);
    });
  }

  // The place owns the chunk. A promise only where there is something to wait for.
  /** @param {Uint8Array} chunk */
  write(chunk) {
    this.#batch.push(chunk);
    this.#length += chunk.length;
    return this.#length < BATCH_BYTES ? undefined : this.#guard(() => this.#flush());
  }

  // On the disk, and under its name. False where the name is taken already: that file stays.
  publish() {
    return this.#guard(async () => {
      await this.#complete();
      const isNew = await this.#name();
      if (isNew) await flushFolder(dirname(this.#target));
      return isNew;
    });
  }

  // On the disk, and under its name, whatever has that.
  replace() {
    return this.#guard(async () => {
      await this.#complete();
      await this.#rename();
    });
  }

  // On the disk, beside the folder that its name will be in.
  async #complete() {
    await this.#flush();
    await flushed(this.#file.sync());
    await this.#close();
    await makeFolder(dirname(this.#target));
  }

  async discard() {
    await this.#close();
    if (this.#path) await rm(this.#path, { force: true }).catch(() => {});
  }

  // A link fails where its name is taken, as a rename does not. Not every file system has links.
  async #name() {
    try {
      await link(this.#path, this.#target);
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      if (await isThere(this.#target)) return false;
      await this.#rename();
    }
    return true;
  }

  async #rename() {
    await renamed(this.#path, this.#target);
    this.#path = "";
  }

  async #flush() {
    const batch = this.#batch;
    this.#batch = [];
    this.#length = 0;
    if (batch.length === 0) return;
    await writeWhole(this.#file, batch.length === 1 ? batch[0] : Buffer.concat(batch));
  }

  async #close() {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => {});
  }

  get #file() {
    return /** @type {FileHandle} */ (this.#handle);
  }

  /** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
  async #guard(work) {
    try {
      return await work();
    } catch (error) {
      throw FunctionLinkError.is(error) ? error : writeFailed(failureOf(this.#target, error), error);
    }
  }
}

/** @param {string} path */
const isThere = (path) =>
  stat(path).then(
    () => true,
    () => false,
  );
