// One of two snapshots that are compared: its rows, read by batches. Few are read at first, so that the first drift does not wait for many.
import { kinds, readValue } from "../core.js";

/** @import { Context } from "../host/types.d.ts" */
/** @import { RowError, SnapshotRow } from "../fleet.d.ts" */

/** @typedef {{ authorizerAppid: string, env?: string, functionName?: string }} Names */
/** @typedef {{ row: SnapshotRow, names: Names }} Waiting */

// A crossing into the module for each row would take 3 µs of 7 a row.
const MOST_ROWS = 512;

export class ComparedSide {
  #context;
  #iterate;
  /** @type {AsyncIterator<SnapshotRow> | Iterator<SnapshotRow> | undefined} */
  #iterator;
  #isEnded = true;
  #size = 1;
  /** @type {Waiting[]} */
  #batch = [];
  #taken = 0;

  // The errors of the last merchant and the last environment that could not be listed.
  /** @type {{ merchant: RowError | undefined, environment: RowError | undefined }} */
  unlisted = { merchant: undefined, environment: undefined };

  /** @param {unknown} rows @param {Context} context */
  constructor(rows, context) {
    this.#context = context;
    this.#iterate = kinds.iterate(rows);
  }

  // Whether there is an iterator.
  begin() {
    try {
      const iterator = this.#iterate && this.#context.run(this.#iterate);
      if (typeof iterator?.next !== "function") return false;
      this.#iterator = /** @type {AsyncIterator<SnapshotRow>} */ (iterator);
      this.#isEnded = false;
      return true;
    } catch {
      return false;
    }
  }

  // The next rows as the module takes them, in JSON; undefined where there are none. Called once the last ones are taken.
  /** @returns {Promise<string | undefined>} */
  async read() {
    this.#batch = [];
    this.#taken = 0;
    const rows = [];
    while (rows.length < this.#size && !this.#isEnded) {
      const row = await this.#next();
      if (row !== undefined) rows.push(this.#waiting(row));
    }
    this.#size = Math.min(this.#size * 2, MOST_ROWS);
    return rows.length > 0 ? JSON.stringify(rows) : undefined;
  }

  async #next() {
    // A source that fails has ended.
    this.#isEnded = true;
    const step = await this.#context.run(() => this.#iterator?.next());
    if (!step || step.done) return undefined;
    this.#isEnded = false;
    return step.value;
  }

  // Reads each field once. What is no text is handed over as false, which the module refuses.
  /** @param {SnapshotRow} row */
  #waiting(row) {
    /** @param {string} name */
    const text = (name) => {
      const value = readValue(row, name);
      return value === undefined || typeof value === "string" ? value : false;
    };
    if (typeof row !== "object" || row === null) return false;
    const [authorizerAppid, env, functionName] = NAMES.map(text);
    const names = /** @type {Names} */ ({ authorizerAppid, env, functionName });
    this.#batch.push({ row, names });
    const hasError = readValue(row, "error") !== undefined;
    return { __proto__: null, ...names, checksum: text("checksum"), contentDigest: text("contentDigest"), hasError };
  }

  // The next row of the batch.
  take() {
    const taken = this.#batch[this.#taken++];
    const { names, row } = taken;
    if (names.env === undefined) this.unlisted.merchant = row.error;
    else if (names.functionName === undefined) this.unlisted.environment = row.error;
    return taken;
  }

  // Lets the source go, where it has not ended. Its failure is dropped: the consumer has left, or has an error already.
  async leave() {
    if (this.#isEnded) return;
    this.#isEnded = true;
    try {
      await this.#context.run(() => this.#iterator?.return?.());
    } catch {}
  }
}

const NAMES = ["authorizerAppid", "env", "functionName"];
