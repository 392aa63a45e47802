// Reads text files: UTF-8 with or without a byte order mark, or UTF-16 as PowerShell's `>` writes it.
import { createReadStream } from "node:fs";
import process from "node:process";

import { Misuse, systemError } from "./errors.js";
import { text } from "./language.js";

// The largest text, in bytes: a list of a million lines has 150 MiB. An endless device would fill the memory.
const MOST_BYTES = 256 * 1024 * 1024;

/** @param {string} path */
export async function readText(path) {
  if (path === "-") return decode(await bounded(process.stdin, text("name.stdin")));
  try {
    return decode(await bounded(createReadStream(path), path));
  } catch (error) {
    throw error instanceof Misuse ? error : systemError(text("file.unreadable", { path }), error);
  }
}

/** @param {AsyncIterable<Buffer>} stream @param {string} path */
async function bounded(stream, path) {
  /** @type {Buffer[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Misuse(text("file.tooLarge", { path }), text("file.tooLargeAdvice"));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

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
