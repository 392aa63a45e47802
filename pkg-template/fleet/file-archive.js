// A folder as an archive. Everything is written under a fresh name first, and takes its own once it is whole: there are no locks, and two runs
// do not meet.
import { resolve } from "node:path";

import { pathOf } from "../fs/path-of.js";
import { invalidArgument } from "../package/failures.js";
import { Blobs } from "./blobs.js";
import { checkId, checksumOf, FileNames } from "./file-names.js";
import { FreshPlaces } from "./fresh-place.js";
import { Parts } from "./parts.js";
import { SnapshotFiles } from "./snapshot-files.js";
import { SortedRows } from "./sorted-rows.js";

/** @import { Archive, ByteSource, SnapshotRow, SnapshotSummary } from "../fleet.d.ts" */

/** @param {unknown} folder @returns {Archive} */
export function fileArchive(folder) {
  const path = pathOf(folder);
  if (path === undefined) throw invalidArgument("folder must be a non-empty string or a file: URL");
  return new FileArchive(resolve(path));
}

/** @implements {Archive} */
class FileArchive {
  #names;
  #blobs;
  #snapshots;
  #parts;

  /** @param {string} root */
  constructor(root) {
    this.#names = new FileNames(root);
    const places = new FreshPlaces(this.#names.unfinished);
    this.#blobs = new Blobs(this.#names, places);
    this.#snapshots = new SnapshotFiles(this.#names, places);
    this.#parts = new Parts(this.#names, places);
  }

  /** @param {string} checksum */
  async has(checksum) {
    return (await this.#blobs.sizeOf(checksumOf(checksum))) !== undefined;
  }

  /** @param {string} checksum @param {ByteSource} source */
  async put(checksum, source) {
    return this.#blobs.put(checksumOf(checksum), source);
  }

  /** @param {string} checksum */
  async get(checksum) {
    return this.#blobs.get(checksumOf(checksum));
  }

  async *snapshots() {
    yield* await this.#snapshots.all();
  }

  /** @param {string} id */
  snapshot(id) {
    return this.#snapshots.rows(id);
  }

  /** @param {string} id @param {string} part @param {SnapshotRow[]} rows */
  async writePart(id, part, rows) {
    checkId(id);
    return this.#parts.write(id, part, rows);
  }

  /** @param {string} id */
  async *parts(id) {
    checkId(id);
    yield* this.#parts.list(id);
  }

  /** @param {string} id @param {(rows: AsyncIterable<SnapshotRow>) => Promise<SnapshotSummary>} summarise */
  async finish(id, summarise) {
    checkId(id);
    const summary = (await this.#snapshots.find(id)) ?? (await this.#finish(id, summarise));
    await this.#clear();
    return summary;
  }

  /** @param {string} id @param {(rows: AsyncIterable<SnapshotRow>) => Promise<SnapshotSummary>} summarise */
  async #finish(id, summarise) {
    try {
      const sorted = await SortedRows.of(this.#parts.rows(id), this.#names.unfinished);
      try {
        const summary = await summarise(sorted.rows());
        if (await this.#snapshots.write({ ...summary, id }, sorted.lines())) return summary;
      } finally {
        await sorted.discard();
      }
    } catch (reason) {
      // Another run may have finished it meanwhile, and cleared its parts away.
      const summary = await this.#snapshots.find(id);
      if (summary) return summary;
      throw reason;
    }
    return /** @type {SnapshotSummary} */ (await this.#snapshots.find(id));
  }

  // Removes the parts of finished snapshots.
  async #clear() {
    for (const id of await this.#parts.ids())
      if (await this.#snapshots.find(id).catch(() => {})) await this.#parts.remove(id);
  }
}
