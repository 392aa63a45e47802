// Bytes of this machine: a file, or standard input by the name of "-".
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { verifyChecksum } from "../index.js";
import { Misuse, systemError } from "./errors.js";

/** @import { ProgressEvent } from "../index.d.ts" */

const PIECE_BYTES = 1024 * 1024;

// Whether a file's bytes are the checksum's; `onProgress` knows the whole length where it is a file.
/**
 * @param {string} path
 * @param {string} checksum
 * @param {{ signal?: AbortSignal, onProgress?: (event: ProgressEvent) => void }} [options]
 */
export async function verifyFile(path, checksum, { signal, onProgress = () => {} } = {}) {
  const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: PIECE_BYTES });
  source.on("error", () => {}); // heard by whoever reads it, and by nobody where that has ended
  let bytes = 0;
  try {
    const totalBytes = path === "-" ? undefined : (await stat(path)).size;
    /** @param {ProgressEvent} event */
    const counted = ({ transferredBytes }) => {
      bytes = transferredBytes;
      onProgress({ transferredBytes, totalBytes });
    };
    return { verified: await verifyChecksum(source, checksum, { signal, onProgress: counted }), size: bytes };
  } catch (error) {
    const { code, syscall } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
    if (typeof syscall === "string")
      throw systemError(`could not read ${path === "-" ? "standard input" : path}`, error);
    if (code === "INVALID_ARGUMENT" && !/^[0-9a-f]{64}$/i.test(checksum)) {
      throw new Misuse(
        "the checksum is not 64 hexadecimal digits",
        "Give a SHA-256, as wechat-function-link link shows it.",
      );
    }
    throw error;
  } finally {
    source.destroy();
  }
}
