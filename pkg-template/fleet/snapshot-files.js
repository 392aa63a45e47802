// An archive's finished snapshots: `snapshots/<id>.ndjson`.
import { open, readdir } from "node:fs/promises";

import { nothing } from "../fs/target.js";
import { invalidArgument } from "../package/failures.js";
import { checkId, idIn } from "./file-names.js";
import { readManifest, writeHead, writeSummary } from "./manifest.js";
import { unreadable, unreadableLine } from "./unreadable.js";

/** @import { SnapshotRow, SnapshotRows, SnapshotSummary } from "../fleet.d.ts" */
/** @import { FileNames } from "./file-names.js" */
/** @import { FreshPlaces } from "./fresh-place.js" */
/** @import { FileHandle } from "node:fs/promises" */

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

export class SnapshotFiles {
  #names;
  #places;

  /** @param {FileNames} names @param {FreshPlaces} places */
  constructor(names, places) {
    this.#names = names;
    this.#places = places;
  }

  // The summaries, newest first.
  /** @returns {Promise<SnapshotSummary[]>} */
  async all() {
    /** @type {SnapshotSummary[]} */
    const found = [];
    for (const id of (await this.#fileNames()).map(idIn)) {
      const summary = id === undefined ? undefined : await this.find(id);
      if (summary) found.push(summary);
    }
    return found.sort(newestFirst);
  }

  // The summary of a snapshot; undefined where it is not there, or not finished.
  /** @param {string} id @returns {Promise<SnapshotSummary | undefined>} */
  async find(id) {
    const summary = await this.#withFile(id, lastLineOf);
    // A file system that ignores case opens another snapshot's file.
    return summary?.id === id ? summary : undefined;
  }

  /** @param {string} id @returns {SnapshotRows} */
  rows(id) {
    const known = async () => {
      checkId(id);
      const summary = await this.find(id);
      if (!summary) throw invalidArgument(`the archive has no finished snapshot ${JSON.stringify(id)}`);
      return summary;
    };
    const names = this.#names;
    return {
      id,
      summary: known,
      async *[Symbol.asyncIterator]() {
        await known();
        for await (const { row } of rowsIn(names.snapshot(id))) if (row) yield row;
      },
    };
  }

  // Publishes a snapshot. False where it is there already.
  /** @param {SnapshotSummary} summary @param {AsyncIterable<string>} lines @returns {Promise<boolean>} */
  async write(summary, lines) {
    const { id, startedAt, previous } = summary;
    const place = this.#places.at(this.#names.snapshot(id));
    const encoder = new TextEncoder();
    try {
      await place.open();
      await place.write(encoder.encode(writeHead({ version: 1, id, startedAt, ...(previous && { previous }) })));
      for await (const line of lines) {
        const written = place.write(encoder.encode(line));
        if (written) await written;
      }
      await place.write(encoder.encode(writeSummary(summary)));
      return await place.publish();
    } finally {
      await place.discard();
    }
  }

  async #fileNames() {
    const folder = this.#names.snapshots;
    try {
      return (await readdir(folder).catch(nothing)) ?? [];
    } catch (error) {
      throw unreadable(folder, error);
    }
  }

  /** @template Result @param {string} id @param {(file: FileHandle) => Promise<Result>} work */
  async #withFile(id, work) {
    const path = this.#names.snapshot(id);
    try {
      const file = await open(path, "r").catch(nothing);
      if (file === undefined) return undefined;
      try {
        return await work(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw unreadableLine(path, error);
    }
  }
}

// What a file of lines holds.
/** @param {string} path @returns {AsyncGenerator<{ row?: SnapshotRow }, void, undefined>} */
async function* rowsIn(path) {
  try {
    yield* /** @type {AsyncIterable<{ row?: SnapshotRow }>} */ (readManifest(chunksOf(path)));
  } catch (error) {
    throw unreadableLine(path, error);
  }
}

/** @param {string} path */
async function* chunksOf(path) {
  const file = await open(path, "r");
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

// The summary is the last line.
/** @param {FileHandle} file @returns {Promise<SnapshotSummary>} */
async function lastLineOf(file) {
  const { size } = await file.stat();
  const end = new Uint8Array(Math.min(size, CHUNK_BYTES));
  const { bytesRead } = await file.read(end, 0, end.length, size - end.length);
  const line = end.subarray(end.lastIndexOf(LINE_FEED, bytesRead - 2) + 1, bytesRead);
  const lines = async function* () {
    yield line;
  };
  try {
    for await (const { summary } of readManifest(lines())) if (summary) return summary;
  } catch {} // a file that was cut off
  throw invalidArgument("its last line is no summary");
}

/** @param {SnapshotSummary} one @param {SnapshotSummary} other */
const newestFirst = (one, other) =>
  Date.parse(other.endedAt) - Date.parse(one.endedAt) ||
  Date.parse(other.startedAt) - Date.parse(one.startedAt) ||
  (one.id < other.id ? 1 : -1);
