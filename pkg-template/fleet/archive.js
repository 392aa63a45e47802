// What every archive does, wherever it keeps things: checks names, sorts what a snapshot has, and finishes it once.
import { invalidArgument } from "../package/failures.js";
import { checkId, checksumOf } from "./file-names.js";
import { SortedRows } from "./sorted-rows.js";

/** @import { Archive, ByteSource, SnapshotRow, SnapshotRows, SnapshotSummary } from "../fleet.d.ts" */
/** @import { Stores } from "./types.d.ts" */

/** @implements {Archive} */
export class StoredArchive {
  #blobs;
  #snapshots;
  #parts;
  #folder;

  // `folder` is for the temporary file that rows are sorted in.
  /** @param {Stores} stores @param {string} folder */
  constructor({ blobs, snapshots, parts }, folder) {
    this.#blobs = blobs;
    this.#snapshots = snapshots;
    this.#parts = parts;
    this.#folder = folder;
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

  /** @param {string} id @returns {SnapshotRows} */
  snapshot(id) {
    const snapshots = this.#snapshots;
    const known = async () => {
      checkId(id);
      const summary = await snapshots.find(id);
      if (!summary) throw invalidArgument(`the archive has no finished snapshot ${JSON.stringify(id)}`);
      return summary;
    };
    return {
      id,
      summary: known,
      async *[Symbol.asyncIterator]() {
        await known();
        for await (const { row } of snapshots.records(id)) if (row) yield row;
      },
    };
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
      const sorted = await SortedRows.of(this.#parts.rows(id), this.#folder);
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
