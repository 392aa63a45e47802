// An unfinished snapshot's parts: a folder of files of rows.
import { open, opendir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { codeOf } from "../fs/durable.js";
import { failureOf, nothing } from "../fs/target.js";
import { writeFailed } from "../package/failures.js";
import { unescaped, unfinishedIn } from "./file-names.js";
import { readManifest } from "./manifest.js";
import { partBytes } from "./part-text.js";
import { makeFolder } from "./private-folders.js";
import { unreadable, unreadableLine } from "./unreadable.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { FileNames } from "./file-names.js" */
/** @import { FreshPlaces } from "./fresh-place.js" */

const PRIVATE = 0o600;

export class Parts {
  #names;
  #places;

  /** @param {FileNames} names @param {FreshPlaces} places */
  constructor(names, places) {
    this.#names = names;
    this.#places = places;
  }

  /** @param {string} id @param {string} part @param {SnapshotRow[]} rows */
  async write(id, part, rows) {
    const path = this.#names.part(id, part);
    const bytes = await partBytes(rows);
    if (bytes.length === 0) return empty(path, this.#names.parts(id));
    const place = this.#places.at(path);
    try {
      await place.open();
      await place.write(bytes);
      await place.replace();
    } finally {
      await place.discard();
    }
  }

  /** @param {string} id @returns {AsyncGenerator<string, void, undefined>} */
  async *list(id) {
    for await (const name of this.#files(id)) {
      const part = unescaped(name);
      if (part !== undefined) yield part;
    }
  }

  // The rows of all parts, in any order.
  /** @param {string} id @returns {AsyncGenerator<SnapshotRow, void, undefined>} */
  async *rows(id) {
    for await (const name of this.#files(id)) yield* this.#rowsOf(join(this.#names.parts(id), name));
  }

  // A part was in memory when it was written.
  /** @param {string} path */
  async *#rowsOf(path) {
    try {
      for await (const { row } of readManifest(once(await readFile(path)))) if (row) yield row;
    } catch (error) {
      throw unreadableLine(path, error);
    }
  }

  /** @param {string} id */
  async remove(id) {
    await rm(this.#names.parts(id), { recursive: true, force: true }).catch(() => {});
  }

  // The snapshots that have parts. One that is finished as well was not cleared away: its writer was killed, or late.
  async ids() {
    const names = await readdir(this.#names.unfinished).catch(() => []);
    return names.map(unfinishedIn).filter((id) => id !== undefined);
  }

  /** @param {string} id */
  async *#files(id) {
    const path = this.#names.parts(id);
    try {
      const folder = await opendir(path).catch(nothing);
      if (folder === undefined) return;
      for await (const entry of folder) if (entry.isFile()) yield entry.name;
    } catch (error) {
      throw unreadable(path, error);
    }
  }
}

/** @param {Uint8Array} chunk */
async function* once(chunk) {
  if (chunk.length > 0) yield chunk;
}

// A part without rows is its name alone, which appears at once.
/** @param {string} path @param {string} folder */
async function empty(path, folder) {
  try {
    const make = () => open(path, "wx", PRIVATE);
    const handle = await make().catch(async (error) => {
      if (codeOf(error) !== "ENOENT") throw error;
      await makeFolder(folder);
      return make();
    });
    await handle.chmod(PRIVATE).catch(() => {});
    await handle.close();
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw writeFailed(failureOf(path, error), error);
  }
}
