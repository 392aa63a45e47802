// An archive's finished snapshots: `snapshots/<id>.ndjson`.
import { open, readdir } from "node:fs/promises";

import { FunctionLinkError } from "../core.js";
import { nothing } from "../fs/target.js";
import { idIn } from "./file-names.js";
import { readManifest } from "./manifest.js";
import { newestFirst, snapshotChunks, summaryIn, TAIL_BYTES } from "./snapshot-text.js";
import { unreadable } from "./unreadable.js";

/** @import { SnapshotRow, SnapshotSummary } from "../fleet.d.ts" */
/** @import { FileNames } from "./file-names.js" */
/** @import { FreshPlaces } from "./fresh-place.js" */
/** @import { FileHandle } from "node:fs/promises" */

const CHUNK_BYTES = 64 * 1024;

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

  // What the file of a finished snapshot holds.
  /** @param {string} id */
  records(id) {
    return rowsIn(this.#names.snapshot(id));
  }

  // Publishes a snapshot. False where it is there already.
  /** @param {SnapshotSummary} summary @param {AsyncIterable<string>} lines @returns {Promise<boolean>} */
  async write(summary, lines) {
    const place = this.#places.at(this.#names.snapshot(summary.id));
    try {
      await place.open();
      for await (const chunk of snapshotChunks(summary, lines)) {
        const written = place.write(chunk);
        if (written) await written;
      }
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
export async function* rowsIn(path) {
  try {
    yield* /** @type {AsyncIterable<{ row?: SnapshotRow }>} */ (readManifest(chunksOf(path)));
  } catch (error) {
    throw unreadableLine(path, error);
  }
}

// A file that cannot be read, or a line in it that is malformed.
/** @param {string} path @param {unknown} error */
const unreadableLine = (path, error) =>
  FunctionLinkError.is(error)
    ? invalidArgument(`could not read ${path}: ${/** @type {Error} */ (error).message}`)
    : unreadable(path, error);

/** @param {string} path @returns {AsyncGenerator<Uint8Array, void, undefined>} */
export async function* chunksOf(path) {
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
  const end = new Uint8Array(Math.min(size, TAIL_BYTES));
  const { bytesRead } = await file.read(end, 0, end.length, size - end.length);
  try {
    const summary = await summaryIn(end.subarray(0, bytesRead));
    if (summary) return summary;
  } catch {} // a file that was cut off
  throw invalidArgument("its last line is no summary");
}
