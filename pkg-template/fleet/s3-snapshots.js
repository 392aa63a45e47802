// An S3 archive's finished snapshots: `snapshots/<id>.ndjson`.
import { createHash } from "node:crypto";

import { invalidArgument } from "../package/failures.js";
import { readManifest } from "./manifest.js";
import { readFailure, writeFailure } from "./s3-errors.js";
import { newestFirst, snapshotChunks, summaryIn, TAIL_BYTES } from "./snapshot-text.js";
import { Spool } from "./spool.js";
import { together } from "./together.js";

/** @import { SnapshotRow, SnapshotSummary } from "../fleet.d.ts" */
/** @import { S3Names } from "./s3-names.js" */
/** @import { S3Objects } from "./s3-objects.js" */

const AT_ONCE = 8;
const TYPE = "application/x-ndjson";

export class S3Snapshots {
  #names;
  #objects;

  /** @param {S3Names} names @param {S3Objects} objects */
  constructor(names, objects) {
    this.#names = names;
    this.#objects = objects;
  }

  // The summaries, newest first.
  async all() {
    /** @type {string[]} */
    const ids = [];
    try {
      for await (const { key } of this.#objects.list(this.#names.snapshots)) {
        const id = this.#names.snapshotIn(key);
        if (id !== undefined) ids.push(id);
      }
    } catch (error) {
      throw readFailure(error, `list ${this.#objects.placeOf(this.#names.snapshots)}`);
    }
    /** @type {SnapshotSummary[]} */
    const found = [];
    await together(ids, AT_ONCE, async (id) => {
      const summary = await this.find(id);
      if (summary) found.push(summary);
    });
    return found.sort(newestFirst);
  }

  /** @param {string} id @returns {Promise<SnapshotSummary | undefined>} */
  async find(id) {
    const key = this.#names.snapshot(id);
    try {
      const end = await this.#objects.tail(key, TAIL_BYTES);
      const summary = end && (await summaryIn(end));
      return summary?.id === id ? summary : undefined;
    } catch (error) {
      throw readFailure(error, `read ${this.#objects.placeOf(key)}`);
    }
  }

  /** @param {string} id @returns {AsyncGenerator<{ row?: SnapshotRow }, void, undefined>} */
  async *records(id) {
    const key = this.#names.snapshot(id);
    const place = this.#objects.placeOf(key);
    try {
      const chunks = await this.#objects.chunks(key);
      if (chunks === undefined) throw invalidArgument(`${place} is gone`);
      yield* /** @type {AsyncIterable<{ row?: SnapshotRow }>} */ (readManifest(chunks));
    } catch (error) {
      throw readFailure(error, `read ${place}`);
    }
  }

  // Always false: which of several writers' snapshots is there is read again, since an answer may have been lost.
  //
  // Parts are removed after the snapshot is there. Where it is not there after all parts were read, they were all there: so that this run's
  // snapshot has every row, and does no harm where a store does not know conditions and it replaces one that has the same rows.
  /** @param {SnapshotSummary} summary @param {AsyncIterable<string>} lines */
  async write(summary, lines) {
    const key = this.#names.snapshot(summary.id);
    const spool = new Spool();
    try {
      const hash = createHash("sha256");
      for await (const chunk of snapshotChunks(summary, lines)) {
        hash.update(chunk);
        await spool.keep(chunk);
      }
      await spool.seal();
      if ((await this.find(summary.id)) === undefined)
        await this.#objects.putNew(key, spool, { digest: hash.digest("hex"), type: TYPE });
      return false;
    } catch (error) {
      throw writeFailure(error, `write ${this.#objects.placeOf(key)}`);
    } finally {
      await spool.discard();
    }
  }
}
