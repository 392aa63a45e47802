// A batch's SHA256SUMS: one line for each downloaded and verified package. It is the record of the batch, and input for `sha256sum -c`.
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join, posix, sep } from "node:path";

import { isProcessThere } from "../fs/process-there.js";
import { Misuse, systemError } from "./errors.js";
import { text } from "./language.js";
import { verifyFile } from "./local-file.js";
import { parseSums, sumLine } from "./sums.js";

/** @import { SumsLine } from "./sums.js" */

const NAME = "SHA256SUMS";
const FRESH = /^\.SHA256SUMS\.(\d+)\.partial$/;

// A rewrite takes time with the length of the list. Rewrites take at most this fraction of the time: 1 / 20.
const REWRITE_SHARE = 20;

export class Journal {
  #folder;
  #sums;
  #listed; // the paths that have a line
  /** @type {Set<string>} */
  #wrong = new Set(); // the paths whose line no longer matches
  #rewriteAfter = 0;
  /** @type {Promise<void>} */
  #writing = Promise.resolve();

  /** @param {string} folder */
  static async open(folder) {
    const path = join(folder, NAME);
    try {
      await mkdir(folder, { recursive: true });
      await removeLeftovers(folder);
      await (await open(path, "a")).close();
      if (!(await stat(path)).isFile()) throw new Misuse(text("file.notAFile", { path }), text("file.notAFileAdvice"));
      const journal = new Journal(folder, path, await readFile(path, "utf8"));
      await journal.#writing;
      return journal;
    } catch (error) {
      throw error instanceof Misuse ? error : systemError(text("file.unopened", { path }), error);
    }
  }

  /** @param {string} folder @param {string} path @param {string} text */
  constructor(folder, path, text) {
    this.#folder = folder;
    this.path = path;
    const lines = parseSums(text);
    this.#sums = sumsOf(lines);
    this.#listed = new Set(this.#sums.keys());
    // Two lines of one path, or half a line of a killed run: the last whole line counts.
    if (this.#sums.size < lines.length || (text !== "" && !text.endsWith("\n"))) this.#enqueue(() => this.#rewrite());
  }

  // The record's checksum for a path, where the file still matches it.
  /** @param {string} path @param {AbortSignal} signal */
  async holds(path, signal) {
    const name = listName(path);
    const checksum = this.#sums.get(name);
    if (checksum === undefined) return undefined;
    try {
      const { verified, size } = await verifyFile(join(this.#folder, path), checksum, { signal });
      if (verified) return { checksum, size };
      this.#forget(name);
    } catch (error) {
      signal.throwIfAborted();
      const { cause } = /** @type {{ cause?: NodeJS.ErrnoException }} */ (error);
      if (["ENOENT", "ENOTDIR"].includes(String(cause?.code))) this.#forget(name);
    }
    return undefined;
  }

  // Resolves when the record contains the line, or will with the next rewrite.
  /** @param {string} checksum @param {string} path */
  add(checksum, path) {
    const name = listName(path);
    const before = this.#sums.get(name);
    this.#sums.set(name, checksum);
    if (!this.#listed.has(name)) {
      this.#listed.add(name);
      return this.#enqueue(() => appendFile(this.path, sumLine(checksum, name)));
    }
    if (before === checksum && !this.#wrong.has(name)) return this.#writing;
    this.#wrong.add(name);
    return this.#rewriteSoon();
  }

  async close() {
    await this.#writing.catch(() => {});
    if (this.#wrong.size > 0) await this.#enqueue(() => this.#rewrite());
  }

  // The file is missing or changed: its line is wrong.
  /** @param {string} name */
  #forget(name) {
    this.#sums.delete(name);
    this.#wrong.add(name);
    this.#rewriteSoon().catch(() => {}); // reported by add or close
  }

  #rewriteSoon() {
    return this.#enqueue(() => {
      if (this.#wrong.size > 0 && performance.now() >= this.#rewriteAfter) return this.#rewrite();
      return undefined;
    });
  }

  /** @param {() => Promise<void> | undefined} write */
  #enqueue(write) {
    this.#writing = this.#writing
      .catch(() => {})
      .then(write)
      .catch((error) => {
        throw error instanceof Misuse ? error : systemError(text("file.unwritable", { path: this.path }), error);
      });
    return this.#writing;
  }

  // Writes under a fresh name, then renames: the list is whole at every instant. Lines that another run has added meanwhile stay.
  async #rewrite() {
    const start = performance.now();
    const wrong = this.#wrong;
    this.#wrong = new Set();
    const lines = sumsOf(parseSums(await readFile(this.path, "utf8")));
    for (const name of wrong) {
      const checksum = this.#sums.get(name);
      if (checksum === undefined) lines.delete(name);
      else lines.set(name, checksum);
    }
    const fresh = join(this.#folder, `.${NAME}.${process.pid}.partial`);
    const { mode } = await stat(this.path);
    const file = await open(fresh, "wx");
    try {
      await file.chmod(mode & 0o777).catch(() => {}); // some file systems have no modes
      await file.writeFile([...lines].map(([name, checksum]) => sumLine(checksum, name)).join(""));
      await file.close();
      await rename(fresh, this.path);
    } catch (error) {
      await file.close().catch(() => {});
      await rm(fresh, { force: true });
      throw error;
    }
    for (const name of wrong) this.#listed[lines.has(name) ? "add" : "delete"](name);
    const end = performance.now();
    this.#rewriteAfter = end + (end - start) * REWRITE_SHARE;
  }
}

// Lines by path: the last one of a path counts.
/** @param {SumsLine[]} lines */
function sumsOf(lines) {
  /** @type {Map<string, string>} */
  const sums = new Map();
  for (const { path, checksum } of lines)
    if (path !== undefined && checksum !== undefined) sums.set(posix.normalize(path), checksum);
  return sums;
}

/** @param {string} path */
const listName = (path) => (sep === "\\" ? path.replaceAll("\\", "/") : path);

// Removes the files of runs that were killed during a rewrite.
/** @param {string} folder */
async function removeLeftovers(folder) {
  for (const name of await readdir(folder)) {
    const [, pid] = FRESH.exec(name) ?? [];
    // A file with this process's number is of an earlier process: this run has written none yet.
    const isLeft = pid !== undefined && (Number(pid) === process.pid || !isProcessThere(Number(pid)));
    if (isLeft) await rm(join(folder, name), { force: true });
  }
}
