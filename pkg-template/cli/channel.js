// Destinations that are not regular files: standard output, a FIFO or a device. They cannot take bytes back, so a package is verified
// before its first byte is written.
import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";

import { systemError } from "./errors.js";
import { text } from "./language.js";

const PIECE_BYTES = 1024 * 1024;
const STANDARD_OUTPUT = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/** @param {string} path */
export const isStandardOutput = (path) => STANDARD_OUTPUT.includes(path);

/** @param {import("node:fs").Stats} stats */
const isChannel = (stats) => stats.isFIFO() || stats.isCharacterDevice() || stats.isBlockDevice();

// An existing FIFO or device.
export class Channel {
  #path;
  #isFifo;

  /** @param {string} path @param {boolean} isFifo */
  constructor(path, isFifo) {
    this.#path = path;
    this.#isFifo = isFifo;
  }

  // Undefined for a missing path or any other entry.
  /** @param {string} path */
  static async at(path) {
    const stats = await stat(path).catch(() => undefined);
    return stats && isChannel(stats) ? new Channel(path, stats.isFIFO()) : undefined;
  }

  // A FIFO opens when a reader opens it, which may never happen: the signal ends the wait.
  /** @param {Uint8Array} bytes @param {AbortSignal} signal */
  async write(bytes, signal) {
    let handle;
    try {
      handle = await unlessAborted(open(this.#path, constants.O_WRONLY), signal);
      if (!isChannel(await handle.stat())) throw Object.assign(new Error(text("file.taken")), { code: "EEXIST" });
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
      throw systemError(text("file.unwritable", { path: this.#path }), error, text("file.channelAdvice"));
    }
  }

  // No bytes follow: a reader that waits for a writer gets the end.
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
