// Bytes of this machine: a file, or standard input for "-".
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { verifyChecksum } from "../index.js";
import { Misuse, systemError } from "./errors.js";
import { text } from "./language.js";

/** @import { ProgressEvent } from "../index.d.ts" */

const PIECE_BYTES = 1024 * 1024;

// Whether a file's bytes match the checksum. For a file, `onProgress` gets the total.
/**
 * @param {string} path
 * @param {string} checksum
 * @param {{ signal?: AbortSignal, onProgress?: (event: ProgressEvent) => void }} [options]
 */
export async function verifyFile(path, checksum, { signal, onProgress = () => {} } = {}) {
  const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: PIECE_BYTES });
  source.on("error", () => {}); // its reader reports it, unless the reader has ended
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
      throw systemError(text("file.unreadable", { path: path === "-" ? text("name.stdin") : path }), error);
    if (code === "INVALID_ARGUMENT" && !/^[0-9a-f]{64}$/i.test(checksum)) {
      throw new Misuse(text("verify.badSum"), text("verify.badSumAdvice"));
    }
    throw error;
  } finally {
    source.destroy();
  }
}
