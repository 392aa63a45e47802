// Flushing and renaming, where file systems differ.
import { open, rename } from "node:fs/promises";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

// A file system that has no flush.
/** @type {unknown[]} */
const NO_FLUSH = ["ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOSYS"];
// What a folder's flush fails by where there is one. Windows and some network file systems have none, by a number of codes.
/** @type {unknown[]} */
const LOST = ["EIO", "ENOSPC", "EDQUOT"];

// Windows refuses to replace a file while a virus scanner or an indexer holds it: about a second of further tries.
/** @type {unknown[]} */
const HELD = ["EPERM", "EACCES", "EBUSY"];
const WAITS_MS = [20, 40, 80, 160, 320, 400];

/** @param {unknown} error */
export const codeOf = (error) => /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code;

/** @param {Promise<void>} flush */
export async function flushed(flush) {
  try {
    await flush;
  } catch (error) {
    if (!NO_FLUSH.includes(codeOf(error))) throw error;
  }
}

/** @param {string} from @param {string} to */
export async function renamed(from, to) {
  for (let tries = 0; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (process.platform !== "win32" || !HELD.includes(codeOf(error)) || tries === WAITS_MS.length) throw error;
      await pause(WAITS_MS[tries]);
    }
  }
}

// The rename itself survives a power cut only where the folder is flushed; not every system lets a folder be opened.
/** @param {string} path */
export async function flushFolder(path) {
  /** @param {unknown} error */
  const lost = (error) => {
    if (LOST.includes(codeOf(error))) throw error;
  };
  const folder = await open(path, "r").catch(lost);
  try {
    await folder?.sync().catch(lost);
  } finally {
    await folder?.close().catch(() => {});
  }
}
