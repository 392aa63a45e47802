// What takes a package's bytes and is no file: standard output, a FIFO or a device. None can take bytes back: a package is verified before
// its first byte is written.
import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";

import { systemError } from "./errors.js";

const PIECE_BYTES = 1024 * 1024;
const STANDARD_OUTPUT = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/** @param {string} path */
export const isStandardOutput = (path) => STANDARD_OUTPUT.includes(path);

/** @param {import("node:fs").Stats} stats */
const isChannel = (stats) => stats.isFIFO() || stats.isCharacterDevice() || stats.isBlockDevice();

// A FIFO or a device that is there already.
export class Channel {
  #path;
  #isFifo;

  /** @param {string} path @param {boolean} isFifo */
  constructor(path, isFifo) {
    this.#path = path;
    this.#isFifo = isFifo;
  }

  // Undefined where something else is at the path, or nothing.
  /** @param {string} path */
  static async at(path) {
    const stats = await stat(path).catch(() => undefined);
    return stats && isChannel(stats) ? new Channel(path, stats.isFIFO()) : undefined;
  }

  // A FIFO opens when its reader comes, which may be never: the signal ends the wait.
  /** @param {Uint8Array} bytes @param {AbortSignal} signal */
  async write(bytes, signal) {
    let handle;
    try {
      handle = await unlessAborted(open(this.#path, constants.O_WRONLY), signal);
      if (!isChannel(await handle.stat())) throw Object.assign(new Error("a file was put there"), { code: "EEXIST" });
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await unlessAborted(
          handle.write(bytes, at, Math.min(bytes.length - at, PIECE_BYTES)),
          signal,
        );
        at += bytesWritten;
      }
      await handle.close();
    } catch (error) {
      signal.throwIfAborted();
      handle?.close().catch(() => {});
      throw systemError(
        `could not write ${this.#path}`,
        error,
        "Check what is there, and whether its reader is still there.",
      );
    }
  }

  // There are no bytes to come: a reader that waits for a writer sees the end.
  async release() {
    if (!this.#isFifo) return;
    const handle = await open(this.#path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
    await handle?.close();
  }
}

/** @template Result @param {Promise<Result>} work @param {AbortSignal} signal @returns {Promise<Result>} */
function unlessAborted(work, signal) {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason);
    signal.addEventListener("abort", aborted);
    if (signal.aborted) aborted();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
