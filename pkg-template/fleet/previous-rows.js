// The packages of the previous snapshot, for a run whose targets come in any order. The snapshot is read once and kept in blocks, in memory
// up to 1 MiB and beyond that in a temporary file. In memory is the first name of each block: 0.7 % of it.
import { compareRows } from "./manifest.js";
import { Spool } from "./spool.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { EnvironmentName } from "./calls.js" */

/** @typedef {EnvironmentName & { start: number, length: number }} Block */
/** @typedef {Pick<SnapshotRow, "modTime" | "checksum" | "size" | "contentDigest">} PreviousRow */

const BLOCK_BYTES = 16 * 1024;

export class PreviousRows {
  #spool = new Spool();
  /** @type {Block[]} */
  #blocks = [];

  // Reads the rows of a snapshot, which are sorted.
  /** @param {AsyncIterable<SnapshotRow>} rows */
  static async of(rows) {
    const previous = new PreviousRows();
    try {
      await previous.#read(rows);
    } catch (reason) {
      await previous.discard();
      throw reason;
    }
    return previous;
  }

  // An environment's functions by name, without those that had no package.
  /** @param {EnvironmentName} name @returns {Map<string, PreviousRow>} */
  of(name) {
    /** @type {Map<string, PreviousRow>} */
    const found = new Map();
    const block = this.#blockOf(name);
    if (block === undefined) return found;
    const bytes = new Uint8Array(block.length);
    this.#spool.written().readAt(block.start, bytes);
    const beginning = `[${namesOf(name)},`;
    for (const line of new TextDecoder().decode(bytes).split("\n")) {
      if (!line.startsWith(beginning)) continue;
      const [, , functionName, row] = /** @type {[string, string, string, PreviousRow]} */ (JSON.parse(line));
      found.set(functionName, row);
    }
    return found;
  }

  async discard() {
    this.#blocks = [];
    await this.#spool.discard();
  }

  /** @param {AsyncIterable<SnapshotRow>} rows */
  async #read(rows) {
    /** @type {Block | undefined} */
    let block;
    /** @type {EnvironmentName | undefined} */
    let last;
    let text = "";
    const end = async () => {
      if (block === undefined) return;
      const bytes = new TextEncoder().encode(text);
      block.length = bytes.length;
      this.#blocks.push(block);
      text = "";
      await this.#spool.keep(bytes);
    };
    for await (const { authorizerAppid, env, functionName, modTime, checksum, size, contentDigest, error } of rows) {
      if (env === undefined || functionName === undefined || checksum === undefined || error) continue;
      const name = { authorizerAppid, env };
      // An environment's rows are in one block.
      if (block === undefined || (text.length >= BLOCK_BYTES && last && compareRows(last, name) !== 0)) {
        await end();
        block = { ...name, start: this.#spool.size, length: 0 };
      }
      last = name;
      const row = { modTime, checksum, size, contentDigest };
      text += `[${namesOf(name)},${JSON.stringify(functionName)},${JSON.stringify(row)}]\n`;
    }
    await end();
    await this.#spool.seal();
  }

  // The last block that begins with this name or one before it.
  /** @param {EnvironmentName} name */
  #blockOf(name) {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareRows(this.#blocks[middle], name) <= 0) low = middle + 1;
      else high = middle;
    }
    return this.#blocks[low - 1];
  }
}

/** @param {EnvironmentName} name */
const namesOf = ({ authorizerAppid, env }) => `${JSON.stringify(authorizerAppid)},${JSON.stringify(env)}`;
