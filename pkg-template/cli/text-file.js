// Reads text files: UTF-8 with or without a byte order mark, or UTF-16 as PowerShell's `>` writes it.
import { createReadStream } from "node:fs";
import process from "node:process";

import { bounded } from "./bounded.js";
import { Misuse, systemError } from "./errors.js";
import { text } from "./language.js";

// The largest text, in bytes: a list of a million lines has 150 MiB.
const MOST_BYTES = 256 * 1024 * 1024;

/** @param {string} path */
export async function readText(path) {
  if (path === "-") return decode(await contentsOf(process.stdin, text("name.stdin")));
  try {
    return decode(await contentsOf(createReadStream(path), path));
  } catch (error) {
    throw error instanceof Misuse ? error : systemError(text("file.unreadable", { path }), error);
  }
}

/** @param {AsyncIterable<Buffer>} stream @param {string} path */
const contentsOf = (stream, path) =>
  bounded(stream, MOST_BYTES, () => new Misuse(text("file.tooLarge", { path }), text("file.tooLargeAdvice")));

/** @param {Uint8Array} bytes */
function decode(bytes) {
  return new TextDecoder(encodingOf(bytes)).decode(bytes); // drops the mark
}

// Without a mark the first character decides: in UTF-16 one byte of an ASCII character is zero.
/** @param {Uint8Array} bytes */
function encodingOf([first, second]) {
  if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second > 0)) return "utf-16be";
  return "utf-8";
}
