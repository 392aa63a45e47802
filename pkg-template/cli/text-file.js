// Text that people and other programs wrote: UTF-8 with or without a byte order mark, or UTF-16 as PowerShell's `>` writes it.
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { systemError } from "./errors.js";

export async function readText(path) {
  if (path === "-") return decode(await buffer(process.stdin));
  try {
    return decode(await readFile(path));
  } catch (error) {
    throw systemError(`could not read ${path}`, error);
  }
}

function decode(bytes) {
  return new TextDecoder(encodingOf(bytes)).decode(bytes); // which drops the mark
}

// Without a mark the first character tells: in UTF-16 one half of an ASCII character is zero.
function encodingOf([first, second]) {
  if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second > 0)) return "utf-16be";
  return "utf-8";
}
