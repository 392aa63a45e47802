// Rows in a snapshot's order, each once, however many there are: an external merge sort. Up to 4 MiB of lines are sorted in memory at a
// time and go to a temporary file as a run; reading merges the runs. 200,000 rows are about 15 runs.
import { TimeSlice } from "../core.js";
import { compareRows, writeRow } from "./manifest.js";
import { merged } from "./merged.js";
import { Spool } from "./spool.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { Line, Run } from "./merged.js" */

const MEMORY_BYTES = 4 * 1024 * 1024;
// More runs are merged into longer ones first: each takes a chunk of memory while it is read.
const MOST_RUNS = 64;

export class SortedRows {
  #spool;
  #folder;
  /** @type {Run[]} */
  #runs = [];
  /** @type {Line[]} */
  #lines = [];
  #length = 0;
  #slice = new TimeSlice();

  // `folder` is for the temporary file.
  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
    this.#spool = new Spool(folder);
  }

  /** @param {AsyncIterable<SnapshotRow>} rows @param {string} folder */
  static async of(rows, folder) {
    const sorted = new SortedRows(folder);
    try {
      for await (const row of rows) await sorted.#add(row);
      await sorted.#endRun();
      await sorted.#spool.seal();
      while (sorted.#runs.length > MOST_RUNS) await sorted.#shorten();
      return sorted;
    } catch (reason) {
      await sorted.discard();
      throw reason;
    }
  }

  // May be read more than once.
  async *lines() {
    /** @type {Line | undefined} */
    let held;
    for (const line of merged(this.#spool, this.#runs)) {
      if (held === undefined || compareRows(held, line) !== 0) {
        if (held) yield held.text;
        held = line;
      } else if (isBetter(line, held)) {
        held = line;
      }
      await this.#took(line.text.length);
    }
    if (held) yield held.text;
  }

  /** @returns {AsyncGenerator<SnapshotRow, void, undefined>} */
  async *rows() {
    for await (const line of this.lines()) yield/** @type {SnapshotRow} */ (JSON.parse(line));
  }

  async discard() {
    this.#runs = [];
    await this.#spool.discard();
  }

  /** @param {SnapshotRow} row */
  async #add(row) {
    const { authorizerAppid, env, functionName, error } = row;
    const text = writeRow(row);
    this.#lines.push({ authorizerAppid, env, functionName, hasError: error !== undefined, text });
    this.#length += text.length;
    await this.#took(text.length);
    if (this.#length >= MEMORY_BYTES) await this.#endRun();
  }

  async #endRun() {
    if (this.#lines.length === 0) return;
    const lines = this.#lines.sort(compareRows);
    this.#lines = [];
    this.#length = 0;
    await this.#write(this.#spool, this.#runs, lines);
  }

  // Merges the runs in groups.
  async #shorten() {
    const spool = new Spool(this.#folder);
    /** @type {Run[]} */
    const runs = [];
    try {
      for (let at = 0; at < this.#runs.length; at += MOST_RUNS)
        await this.#write(spool, runs, merged(this.#spool, this.#runs.slice(at, at + MOST_RUNS)));
      await spool.seal();
    } catch (reason) {
      await spool.discard();
      throw reason;
    }
    await this.#spool.discard();
    this.#spool = spool;
    this.#runs = runs;
  }

  /** @param {Spool} spool @param {Run[]} runs @param {Iterable<Line>} lines */
  async #write(spool, runs, lines) {
    const start = spool.size;
    for (const { text } of lines) {
      await spool.keep(new TextEncoder().encode(text));
      await this.#took(text.length);
    }
    runs.push({ start, end: spool.size });
  }

  // Yields to the event loop where it is time to.
  /** @param {number} bytes */
  async #took(bytes) {
    this.#slice.took(bytes);
    const turn = this.#slice.next();
    if (turn) await turn;
  }
}

// Of two rows of one function: one without an error; then one that says more; then any, but always the same.
/** @param {Line} line @param {Line} other */
function isBetter(line, other) {
  if (line.hasError !== other.hasError) return other.hasError;
  if (line.text.length !== other.text.length) return line.text.length > other.text.length;
  return line.text > other.text;
}
