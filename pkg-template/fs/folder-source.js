// A folder as a package: its entries by the bytes of their paths, each read when it is asked for. No link is followed.
import { constants } from "node:fs";
import { lstat, open, readdir, readlink } from "node:fs/promises";
import { sep } from "node:path";
import process from "node:process";

import { hexadecimal } from "../host/hexadecimal.js";
import { invalidArgument } from "../package/failures.js";
import { gbk } from "../package/texts.js";
import { SYSTEM_WORDS } from "./system-words.js";

/** @import { Stats } from "node:fs" */

/** @typedef {"file" | "directory" | "symlink"} Kind */
/** @typedef {{ path: string, kind: Kind, isExecutable: boolean, modified: number, read: () => AsyncIterable<Uint8Array> }} FolderEntry */
/** @typedef {{ at: Buffer, raw: Buffer, path: string, kind: Kind | undefined, stats: Stats, order: Buffer }} Listed */

const CHUNK_BYTES = 256 * 1024;
// A file that became a link or a FIFO after it was listed is neither followed nor waited for. Windows has neither flag.
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const OWNER_EXECUTES = 0o100;
const hasModes = process.platform !== "win32";

const SEPARATOR = Buffer.from(sep);
const SLASH = Buffer.from("/");
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// Yields entries as package/tree.js takes them; `read()` reuses its chunk. What `isIgnored(path)` is true for is left out, and of a folder
// everything in it: it is not read.
/** @param {string} root @param {(path: string) => boolean} isIgnored @returns {AsyncGenerator<FolderEntry, void, void>} */
export async function* entriesOf(root, isIgnored) {
  // The folders that are being listed, the innermost last: what is left of each, the next entry last.
  const open = [await listed(Buffer.from(root), Buffer.alloc(0))];
  while (open.length > 0) {
    const next = open.at(-1)?.pop();
    if (next === undefined) {
      open.pop();
    } else if (!isIgnored(next.path)) {
      yield entryOf(next);
      if (next.kind === "directory") open.push(await listed(next.at, Buffer.concat([next.raw, SLASH])));
    }
  }
}

// The last by its path comes first. A folder's path ends in a slash, which decides where it stands among its neighbours.
/** @param {Buffer} folder @param {Buffer} prefix @returns {Promise<Listed[]>} */
async function listed(folder, prefix) {
  const names = await readdir(folder, { encoding: "buffer" }).catch(unreadable(folder));
  /** @param {Uint8Array} given */
  const described = async (given) => {
    const name = Buffer.from(given);
    const at = Buffer.concat([folder, SEPARATOR, name]);
    const raw = Buffer.concat([prefix, name]);
    const stats = await lstat(at).catch(unreadable(at));
    const path = textOf(raw) + (stats.isDirectory() ? "/" : "");
    return { at, raw, path, kind: kindOf(stats), stats, order: Buffer.from(path) };
  };
  const entries = await Promise.all(names.map(described));
  return entries.sort((one, other) => Buffer.compare(other.order, one.order));
}

/** @param {Stats} stats @returns {Kind | undefined} */
function kindOf(stats) {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : undefined;
}

// A path's bytes as text, as the names of a zip without a note of their encoding: UTF-8, else GBK, else each byte by itself.
/** @param {Buffer} raw */
function textOf(raw) {
  try {
    return strict.decode(raw);
  } catch {
    return gbk(raw) ?? hexadecimal(raw).replace(/../g, "\\x$&");
  }
}

/** @type {Record<Kind, (at: Buffer, size: number) => AsyncIterable<Uint8Array>>} */
const READERS = { file: contents, symlink: target, directory: async function* () {} };

/** @param {Listed} listed @returns {FolderEntry} */
function entryOf({ at, path, kind, stats: { mode, mtimeMs, size } }) {
  if (kind === undefined) throw failureOf(at, { code: "EINVAL", message: "it is no file, folder or symbolic link" });
  const isExecutable = kind === "file" && hasModes && (mode & OWNER_EXECUTES) !== 0;
  return { path, kind, isExecutable, modified: mtimeMs, read: () => READERS[kind](at, size) };
}

/** @param {Buffer} at @param {number} size */
async function* contents(at, size) {
  const handle = await open(at, READ).catch(unreadable(at));
  try {
    if (!(await handle.stat()).isFile()) throw failureOf(at, { code: "EINVAL", message: "it is no file any more" });
    // One byte more than a small file has: its end shows by a read that is not full.
    const chunk = Buffer.allocUnsafe(Math.min(size + 1, CHUNK_BYTES));
    for (let length = 0; ; ) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null).catch(unreadable(at));
      if (bytesRead > 0) yield chunk.subarray(0, bytesRead);
      length += bytesRead;
      if (bytesRead === 0 || (bytesRead < chunk.length && length >= size)) return;
    }
  } finally {
    await handle.close().catch(() => {});
  }
}

/** @param {Buffer} at */
async function* target(at) {
  yield Buffer.from(await readlink(at, { encoding: "buffer" }).catch(unreadable(at)));
}

/** @param {Buffer} at @returns {(error: NodeJS.ErrnoException) => never} */
const unreadable = (at) => (error) => {
  throw failureOf(at, error);
};

// What a system's error means for the call.
/** @param {Buffer} at @param {NodeJS.ErrnoException | { code: string, message: string }} error */
function failureOf(at, error) {
  const { code = error instanceof Error ? error.name : "", message } = error;
  const known = SYSTEM_WORDS[code];
  const words = code === "EINVAL" ? message : known === undefined ? code : `${known} (${code})`;
  return invalidArgument(`could not read ${at}: ${words}`, error instanceof Error ? error : undefined);
}
