// A folder under a fresh name beside its target, which takes the target's path only by publish().
import { chmod, lstat, mkdir, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

import { FunctionLinkError } from "../core.js";
import { writeFailed } from "../package/failures.js";
import { flushFolder } from "./durable.js";
import { lookAtFolder } from "./folder-target.js";
import { FreshFile } from "./fresh-file.js";
import { newFolderName } from "./partial-name.js";
import { Place } from "./places.js";
import { putBack } from "./put-back.js";
import { swapIn } from "./swap.js";
import { sweep } from "./sweep.js";
import { admitOwner, failureOf, nothing } from "./target.js";

/** @import { Stats } from "node:fs" */
/** @import { Receiver } from "../package/types.d.ts" */

// No other user reads or changes what is not complete.
const PRIVATE = 0o700;
// Whatever the umask is. Setuid, setgid and sticky are no package's to set.
const FOLDER = 0o755;
const PROGRAM = 0o755;
const FILE = 0o644;
const PERMISSIONS = 0o777;

// So many small files are written and flushed at once.
const AT_ONCE = 16;

/** @implements {Receiver} */
export class FreshFolder {
  #target;
  #replace;
  #place = new Place();
  // Where it is, from enter() on.
  #path = "";
  // The folder that is replaced.
  /** @type {Stats | undefined} */
  #found;
  /** @type {Set<string>} */
  #folders = new Set();
  // The one that arrives.
  /** @type {FreshFile | undefined} */
  #file;
  /** @type {Set<Promise<unknown>>} */
  #underWay = new Set();
  /** @type {Set<Promise<unknown>>} */
  #background = new Set();
  /** @type {{ reason: unknown } | undefined} */
  #failure;
  #isOver = false;
  /** @type {Promise<void> | undefined} */
  #swept;

  /** @param {string} target @param {boolean} replace */
  constructor(target, replace) {
    this.#target = target;
    this.#replace = replace;
  }

  // Puts back what a killed process left. Rejects where no folder may take the path.
  look() {
    return this.#do(async () => {
      if (!(await lstat(this.#target).catch(nothing))) await putBack(this.#target);
      this.#found = await lookAtFolder(this.#target, this.#replace);
    });
  }

  // Waits for a place among the saves, and makes the folder.
  enter() {
    return this.#do(async () => {
      await this.#place.take();
      if (this.#isOver) return;
      const above = dirname(this.#target);
      const path = join(above, await newFolderName());
      await mkdir(path, { mode: PRIVATE });
      this.#path = path;
      const made = await lstat(path);
      await admitOwner({ found: this.#found }, this.#target, made.uid);
      this.#swept = sweep(above, made.mtimeMs);
    });
  }

  // Makes the folders that `path` is in, and itself where it ends in a slash.
  /** @param {string} path */
  async makeFolders(path) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (this.#folders.has(folder)) continue;
      this.#folders.add(folder);
      await this.#do(() => mkdir(this.#inner(folder), { mode: PRIVATE }));
    }
  }

  // Begins a file, whose chunks come by write() and end by endFile().
  /** @param {string} path @param {boolean} isExecutable */
  async beginFile(path, isExecutable) {
    await this.makeFolders(path);
    this.#file = new FreshFile(this.#inner(path), isExecutable ? PROGRAM : FILE);
  }

  // A promise only where there is something to wait for. The chunk is copied.
  /** @param {Uint8Array} chunk */
  write(chunk) {
    const file = this.#file;
    return file?.take(chunk) ? this.#do(() => file.write()) : undefined;
  }

  // Waits for room alone: what fails shows later, by flush() at the latest.
  async endFile() {
    const file = this.#file;
    this.#file = undefined;
    if (file) await this.#start(() => file.finish());
  }

  // Everything is on the disk.
  async flush() {
    await this.#settled();
    // The innermost first: they were made after those that they are in.
    for (const folder of [...this.#folders].reverse()) await this.#start(() => finished(this.#inner(folder), FOLDER));
    await this.#settled();
  }

  // The call waits for this to its end: where it rejects, the target has to be as it was.
  async publish() {
    await this.#do(async () => {
      await finished(this.#path, this.#found ? this.#found.mode & PERMISSIONS : FOLDER);
      await swapIn(this.#path, this.#target, this.#replace);
      await this.#swept;
    });
    this.#place.leave();
  }

  // Whatever went wrong, and whatever is still under way: the folder goes, the target stays as it was.
  async discard() {
    this.#isOver = true;
    this.#place.giveUp();
    await Promise.allSettled(this.#underWay);
    await this.#file?.close();
    if (this.#path) await rm(this.#path, { recursive: true, force: true }).catch(() => {});
    await this.#swept;
    this.#place.leave();
  }

  /** @param {string} path */
  #inner(path) {
    return join(this.#path, path.replaceAll("/", sep));
  }

  // Begins work when there is room for it.
  /** @param {() => Promise<unknown>} work */
  async #start(work) {
    while (this.#background.size >= AT_ONCE) await Promise.race(this.#background);
    if (this.#failure) throw this.#failure.reason;
    /** @type {Promise<unknown>} */
    const task = this.#do(work)
      .catch((reason) => {
        this.#failure ??= { reason };
      })
      .finally(() => this.#background.delete(task));
    this.#background.add(task);
  }

  async #settled() {
    await Promise.all(this.#background);
    if (this.#failure) throw this.#failure.reason;
  }

  // Whatever is under way when the folder is discarded is waited for.
  /** @template T @param {() => Promise<T>} work */
  async #do(work) {
    if (this.#isOver) throw new Error("the folder was discarded");
    const doing = work();
    this.#underWay.add(doing);
    try {
      return await doing;
    } catch (error) {
      throw FunctionLinkError.is(error) ? error : writeFailed(failureOf(this.#target, error), error);
    } finally {
      this.#underWay.delete(doing);
    }
  }
}

/** @param {string} path @param {number} mode */
async function finished(path, mode) {
  await flushFolder(path);
  // Not every file system has modes.
  await chmod(path, mode).catch(() => {});
}
