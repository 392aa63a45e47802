// What is at the path of a folder that is to be made, and whether it may be replaced.
import { lstat, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { kindOf, nothing, TargetError } from "./target.js";

/** @param {string} code @param {string} what @param {string} path */
const refused = (code, what, path) => new TargetError(code, what, path, "extract");

// The stats of the folder that is there; undefined where nothing is. Throws where no folder may take the path.
/** @param {string} path @param {boolean} replace */
export async function lookAtFolder(path, replace) {
  const found = await lstat(path).catch(nothing);
  const folder = dirname(path);
  const above = await stat(folder);
  if (!above.isDirectory()) throw refused("ENOTDIR", "a part of its path is not a folder", path);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) {
    const kind = found.isSymbolicLink() ? "symbolic link" : (kindOf(found) ?? "file");
    throw refused("EEXIST", `it is a ${kind}, not a folder`, path);
  }
  // Windows has no device numbers to compare in every runtime, and no file system in the place of a folder that is common.
  if (folder === path || found.dev !== above.dev) throw refused("EBUSY", "a file system is mounted there", path);
  if (!replace && (await readdir(path)).length > 0)
    throw refused("ENOTEMPTY", "it is a folder that is not empty, and options.replace is not true", path);
  return found;
}
