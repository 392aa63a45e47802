// An unfinished snapshot's parts: a folder of files of rows.
import { open, opendir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { codeOf } from "../fs/durable.js";
import { failureOf, nothing } from "../fs/target.js";
import { writeFailed } from "../package/failures.js";
import { unescaped, unfinishedIn } from "./file-names.js";
import { partBytes } from "./part-text.js";
import { makeFolder } from "./private-folders.js";
import { rowsIn } from "./snapshot-files.js";
import { unreadable } from "./unreadable.js";

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
    for await (const name of this.#files(id))
      for await (const { row } of rowsIn(join(this.#names.parts(id), name))) if (row) yield row;
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
