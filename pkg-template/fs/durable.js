// Writing, flushing and renaming, with the differences of file systems.
import { open, rename } from "node:fs/promises";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

/** @import { FileHandle } from "node:fs/promises" */

// Codes of a file system without flush.
/** @type {unknown[]} */
const NO_FLUSH = ["ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOSYS"];
// Codes of a failed flush of a folder. Windows and some network file systems do not support it, and fail with various other codes.
/** @type {unknown[]} */
const LOST = ["EIO", "ENOSPC", "EDQUOT"];

// Windows refuses to replace a file while a virus scanner or an indexer has it open: retries for about a second.
/** @type {unknown[]} */
const HELD = ["EPERM", "EACCES", "EBUSY"];
const WAITS_MS = [20, 40, 80, 160, 320, 400];

/** @param {unknown} error */
export const codeOf = (error) => /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code;

// A write may take a part of the bytes.
/** @param {FileHandle} file @param {Uint8Array} bytes @param {number} [position] where the file is, by default */
export async function writeWhole(file, bytes, position) {
  for (let at = 0; at < bytes.length; ) {
    const from = position === undefined ? null : position + at;
    at += (await file.write(bytes, at, bytes.length - at, from)).bytesWritten;
  }
}

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

// The rename survives a power cut only after a flush of the folder. Some systems cannot open a folder.
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
