// The entry at a path, and whether a file may replace it.
import { existsSync } from "node:fs";
import { lstat, readlink, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { SYSTEM_WORDS } from "./system-words.js";

/** @import { Stats } from "node:fs" */

/** @typedef {{ found?: Stats, file?: Stats | undefined }} There */

// Links in these folders are a process's open files: with a redirection, `/dev/stdout` leads to a regular file.
const OPEN_FILES = /^\/(?:proc|dev\/fd)\//;

// A path that cannot become the file or folder.
export class TargetError extends Error {
  #what;

  /** @param {string} code @param {string} what @param {string} path @param {string} [call] */
  constructor(code, what, path, call = "save") {
    super(`${code}: ${what}, ${call} '${path}'`);
    this.code = code;
    this.path = path;
    this.#what = what;
  }

  /** @param {unknown} error */
  static wordsOf(error) {
    return typeof error === "object" && error !== null && #what in error ? error.#what : undefined;
  }
}

/** @param {string} path */
export const endsInSlash = (path) => new TargetError("EISDIR", "the path ends like a folder's", path);

// A file cannot be made where its folder is missing, or takes no files, as /proc.
/** @param {string} target */
const missing = (target) => (existsSync(dirname(target)) ? "its folder takes no such file" : "no such folder");

// The error of a target that cannot be written, with the system's code.
/** @param {string} target @param {unknown} error */
export function failureOf(target, error) {
  const { code: own, name } = /** @type {Partial<NodeJS.ErrnoException>} */ (error ?? {});
  const code = own ?? name;
  const words = TargetError.wordsOf(error) ?? (code === "ENOENT" ? missing(target) : SYSTEM_WORDS[String(code)]);
  return `could not write ${target}${words ? `: ${words} (${code})` : code ? `: ${code}` : ""}`;
}

// Undefined where nothing is there.
/** @param {NodeJS.ErrnoException | undefined} error */
export const nothing = (error) => {
  if (error?.code === "ENOENT") return undefined;
  throw error;
};

// The kind of a special file, for example "device"; undefined for a regular file.
/** @param {Stats} stats */
export function kindOf(stats) {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return "folder";
  if (stats.isFIFO()) return "FIFO";
  if (stats.isSocket()) return "socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "device" : "special file";
}

// The replaced entry: `found` at the path, and `file`, the regular file that it is or links to. Each is undefined where it is missing.
// Throws where the path cannot become the file.
/** @param {string} path @returns {Promise<There>} */
export async function lookAt(path) {
  const found = await lstat(path).catch(nothing);
  if (found === undefined) return {};
  const isLink = found.isSymbolicLink();
  // A dangling link is replaced, also one with a part that is not a folder.
  const file = isLink
    ? await stat(path).catch((error) => (error?.code === "ENOTDIR" ? undefined : nothing(error)))
    : found;
  const kind = file && kindOf(file);
  if (kind) {
    throw new TargetError(
      kind === "folder" ? "EISDIR" : "EEXIST",
      `it is ${isLink ? "a link to " : ""}a ${kind}, not a regular file`,
      path,
    );
  }
  if (isLink && OPEN_FILES.test(resolve(dirname(path), await readlink(path)))) {
    throw new TargetError("EEXIST", "it is a link to a process's open file", path);
  }
  return { found, file };
}

// In a folder with the sticky bit, as /tmp, only root and the owner of the file or the folder may replace a file.
/** @param {There} there @param {string} path @param {number} uid */
export async function admitOwner({ found }, path, uid) {
  if (found === undefined || uid === 0 || uid === found.uid) return;
  const folder = await stat(dirname(path));
  if (folder.mode & 0o1000 && folder.uid !== uid)
    throw new TargetError("EPERM", "it belongs to another user, in a folder with the sticky bit", path);
}
