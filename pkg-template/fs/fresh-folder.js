// A folder under a fresh name beside its target, which takes the target's path only by publish().
import { chmod, lstat, mkdir, open, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

import { writeFailed } from "../package/failures.js";
import { flushed, flushFolder } from "./durable.js";
import { lookAtFolder } from "./folder-target.js";
import { newFolderName } from "./partial-name.js";
import { Place } from "./places.js";
import { putBack } from "./put-back.js";
import { swapIn } from "./swap.js";
import { sweep } from "./sweep.js";
import { admitOwner, failureOf, nothing } from "./target.js";

// No other user reads or changes what is not complete.
const PRIVATE = { folder: 0o700, file: 0o600 };
// Whatever the umask is. Setuid, setgid and sticky are no package's to set.
const FOLDER = 0o755;
const PROGRAM = 0o755;
const FILE = 0o644;
const PERMISSIONS = 0o777;

// Files and folders that are written or flushed at once: the system gathers what waits for the disk.
const AT_ONCE = 16;

export class FreshFolder {
  #target;
  #replace;
  #place = new Place();
  #path;
  // The stats of the folder that is replaced.
  #found;
  #folders = new Set();
  #underWay = new Set();
  #failure;
  #isOver = false;
  #swept;

  constructor(target, replace) {
    this.#target = target;
    this.#replace = replace;
  }

  // Puts back what a killed process left. Rejects where no folder may take the path.
  look() {
    return this.#guarded(async () => {
      if (!(await lstat(this.#target).catch(nothing))) await putBack(this.#target);
      this.#found = await lookAtFolder(this.#target, this.#replace);
    });
  }

  // Waits for a place among the saves, and makes the folder.
  enter() {
    return this.#guarded(async () => {
      await this.#place.take();
      if (this.#isOver) return;
      const above = dirname(this.#target);
      const path = join(above, await newFolderName());
      await mkdir(path, { mode: PRIVATE.folder });
      this.#path = path;
      const made = await lstat(path);
      await admitOwner({ found: this.#found }, this.#target, made.uid);
      this.#swept = sweep(above, made.mtimeMs);
    });
  }

  // Makes the folders that `path` is in, and itself where it ends in a slash.
  async makeFolders(path) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (this.#folders.has(folder)) continue;
      this.#folders.add(folder);
      await this.#guarded(() => mkdir(this.#inner(folder), { mode: PRIVATE.folder }));
    }
  }

  // Writes a file, of an iterable of chunks that are its own. Waits only for room: what fails shows later, or at publish().
  async write(path, isExecutable, chunks) {
    if (this.#failure) throw this.#failure.reason;
    await this.makeFolders(path);
    await this.#start(() => this.#written(this.#inner(path), isExecutable, chunks));
  }

  // Rejects where the target has to be as it was. The call waits for this to its end.
  async publish() {
    await this.#idle();
    for (const folder of [...this.#folders].reverse()) await this.#start(() => finished(this.#inner(folder), FOLDER));
    await this.#idle();
    await this.#guarded(async () => {
      const mode = this.#found ? this.#found.mode & PERMISSIONS : FOLDER;
      await finished(this.#path, mode);
      await swapIn(this.#path, this.#target, this.#replace);
      await this.#swept;
    });
    this.#place.leave();
  }

  // Whatever went wrong, and whatever is still under way: the folder goes, the target stays as it was.
  async discard() {
    this.#isOver = true;
    this.#place.giveUp();
    await this.#idle().catch(() => {});
    if (this.#path) await rm(this.#path, { recursive: true, force: true }).catch(() => {});
    await this.#swept;
    this.#place.leave();
  }

  #inner(path) {
    return join(this.#path, path.replaceAll("/", sep));
  }

  // Begins work when there is room for it.
  async #start(work) {
    while (this.#underWay.size >= AT_ONCE) await Promise.race(this.#underWay);
    const task = this.#guarded(work)
      .catch((reason) => {
        this.#failure ??= { reason };
      })
      .finally(() => this.#underWay.delete(task));
    this.#underWay.add(task);
  }

  async #idle() {
    await Promise.all(this.#underWay);
    if (this.#failure) throw this.#failure.reason;
  }

  async #written(path, isExecutable, chunks) {
    const handle = await open(path, "wx", PRIVATE.file);
    try {
      for await (const chunk of chunks) await writeAll(handle, chunk);
      // Not every file system has modes.
      await handle.chmod(isExecutable ? PROGRAM : FILE).catch(() => {});
      await flushed(handle.sync());
    } finally {
      await handle.close();
    }
  }

  async #guarded(work) {
    try {
      return await work();
    } catch (error) {
      throw typeof error?.syscall === "string" || error?.code
        ? writeFailed(failureOf(this.#target, error), error)
        : error;
    }
  }
}

async function finished(path, mode) {
  await flushFolder(path);
  await chmod(path, mode).catch(() => {});
}

async function writeAll(handle, chunk) {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
}
