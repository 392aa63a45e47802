// Zips of files given as text or bytes by path, made by Unix and deflated, as the platform's sample.
import { strToU8, zipSync } from "fflate";

/** @typedef {{ readonly [path: string]: string | Uint8Array }} Files */

const REGULAR_FILE = 0o100644 << 16;
const MADE_BY_UNIX = 3;

/** @param {Files} files @param {{ level?: 0 | 6, mtime?: string, isReversed?: boolean }} [options] */
export function zip(files, { level = 6, mtime = "2019-05-16T06:55:53Z", isReversed = false } = {}) {
  const entries = Object.entries(files).map(([name, content]) => {
    return [name, typeof content === "string" ? strToU8(content) : content];
  });
  if (isReversed) entries.reverse();
  return zipSync(Object.fromEntries(entries), { level, mtime, os: MADE_BY_UNIX, attrs: REGULAR_FILE });
}
