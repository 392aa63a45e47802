// The parts of an S3 archive's unfinished snapshots: `unfinished/<id>/<part>`, an object of rows each.
import { createHash } from "node:crypto";

import { ID } from "./file-names.js";
import { readManifest } from "./manifest.js";
import { partBytes } from "./part-text.js";
import { readFailure, truncatedFault, writeFailure } from "./s3-errors.js";
import { together } from "./together.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { S3Names } from "./s3-names.js" */
/** @import { Listed, S3Objects } from "./s3-objects.js" */

// Parts are mostly small: they are read, and removed, some at a time.
const AT_ONCE = 16;
const MOST_HELD = 4 * 1024 * 1024;

export class S3Parts {
  #names;
  #objects;

  /** @param {S3Names} names @param {S3Objects} objects */
  constructor(names, objects) {
    this.#names = names;
    this.#objects = objects;
  }

  /** @param {string} id @param {string} part @param {SnapshotRow[]} rows */
  async write(id, part, rows) {
    const key = this.#names.part(id, part);
    const bytes = await partBytes(rows);
    try {
      await this.#objects.replace(key, bytes, createHash("sha256").update(bytes).digest("hex"));
    } catch (error) {
      throw writeFailure(error, `write ${this.#objects.placeOf(key)}`);
    }
  }

  /** @param {string} id @returns {AsyncGenerator<string, void, undefined>} */
  async *list(id) {
    for await (const { key } of this.#listed(id)) {
      const part = this.#names.partIn(id, key);
      if (part !== undefined) yield part;
    }
  }

  // The rows of all parts, in any order. A part without rows is not read.
  /** @param {string} id @returns {AsyncGenerator<SnapshotRow, void, undefined>} */
  async *rows(id) {
    /** @type {string[]} */
    let keys = [];
    let held = 0;
    for await (const { key, size } of this.#listed(id)) {
      if (size === 0 || this.#names.partIn(id, key) === undefined) continue;
      if (keys.length === AT_ONCE || (keys.length > 0 && held + size > MOST_HELD)) {
        yield* this.#rowsIn(keys);
        keys = [];
        held = 0;
      }
      keys.push(key);
      held += size;
    }
    yield* this.#rowsIn(keys);
  }

  /** @param {string[]} keys */
  async *#rowsIn(keys) {
    for (const bytes of await Promise.all(keys.map((key) => this.#bytes(key)))) {
      const chunks = async function* () {
        yield bytes;
      };
      for await (const { row } of readManifest(chunks())) if (row) yield row;
    }
  }

  /** @param {string} key */
  async #bytes(key) {
    try {
      const bytes = await this.#objects.bytes(key);
      if (bytes === undefined) throw truncatedFault("the object is gone");
      return bytes;
    } catch (error) {
      throw readFailure(error, `read ${this.#objects.placeOf(key)}`);
    }
  }

  // The snapshots that have parts. One that is finished as well was not cleared away: its writer was killed, or late.
  async ids() {
    /** @type {string[]} */
    const ids = [];
    try {
      for await (const start of this.#objects.starts(this.#names.unfinished)) {
        const id = this.#names.unfinishedIn(start);
        if (id !== undefined && ID.test(id)) ids.push(id);
      }
    } catch {
      // What is left over does no harm.
    }
    return ids;
  }

  /** @param {string} id */
  async remove(id) {
    try {
      // Removed page by page: what is listed does not become less by it.
      let keys = [];
      for await (const { key } of this.#objects.list(this.#names.parts(id))) {
        keys.push(key);
        if (keys.length === AT_ONCE) await this.#removeAll(keys);
        if (keys.length === AT_ONCE) keys = [];
      }
      await this.#removeAll(keys);
    } catch {
      // The next run removes them.
    }
  }

  /** @param {string[]} keys */
  async #removeAll(keys) {
    await together(keys, AT_ONCE, (key) => this.#objects.remove(key));
  }

  /** @param {string} id @returns {AsyncGenerator<Listed, void, undefined>} */
  async *#listed(id) {
    const start = this.#names.parts(id);
    try {
      yield* this.#objects.list(start);
    } catch (error) {
      throw readFailure(error, `list ${this.#objects.placeOf(start)}`);
    }
  }
}
