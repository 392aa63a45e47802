// Files and folders of this machine: Node, Deno and Bun.
import { resolve } from "node:path";
import process from "node:process";

import { beginDownload, load } from "./core.js";
import { entriesOf } from "./fs/folder-source.js";
import { FreshFolder } from "./fs/fresh-folder.js";
import { PartialFile } from "./fs/partial-file.js";
import { pathOf } from "./fs/path-of.js";
import { invalidArgument } from "./package/failures.js";
import { takeExtract, takeFolder } from "./package/taken.js";
import { FOLDER } from "./package/tree.js";

/** @import { ExtractedPackage, SavedFunction } from "./fs.d.ts" */
/** @import { PackageFolder } from "./package.d.ts" */

// For `inspect: true`.
const importBase = () => import("./package-core.js");

/** @param {unknown} request @param {unknown} path @param {unknown} [options] @returns {Promise<SavedFunction>} */
export async function saveFunction(request, path, options) {
  const name = pathOf(path);
  if (name === undefined) throw (await load()).invalidArgument("path must be a non-empty string or a file: URL");
  // Resolved at the call: a later process.chdir has no effect.
  const target = resolve(name);
  const file = new PartialFile(target, namesFolder(name));
  try {
    const { size, checksum, link, inspection } = await beginDownload(request, options, file, importBase).promise;
    return { path: target, size, checksum, link, ...(inspection && { inspection }) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** @param {unknown} path @param {unknown} [options] @returns {PackageFolder} */
export function folder(path, options) {
  const name = pathOf(path);
  if (name === undefined) throw invalidArgument("path must be a non-empty string or a file: URL");
  const { ignore, refused } = takeFolder(options);
  if (refused !== undefined) throw invalidArgument(refused);
  const root = resolve(name);
  /** @param {(path: string) => boolean} isIgnored */
  const entries = (isIgnored) => entriesOf(root, isIgnored);
  return Object.freeze({ folder: root, [FOLDER]: Object.freeze({ ignore, entries }) });
}

/** @param {unknown} source @param {unknown} path @param {unknown} [options] @returns {Promise<ExtractedPackage>} */
export async function extractPackage(source, path, options) {
  const taken = takeExtract(source, options);
  const name = pathOf(path);
  if (taken.refused !== undefined) throw invalidArgument(taken.refused);
  if (name === undefined) throw invalidArgument("path must be a non-empty string or a file: URL");
  const target = resolve(name);
  const fresh = new FreshFolder(target, taken.replace ?? false);
  try {
    const { unpack } = await import("./package-core.js");
    const { files, bytes } = await unpack(taken, fresh);
    await fresh.publish();
    return { folder: target, files, bytes };
  } catch (error) {
    await fresh.discard();
    throw error;
  }
}

// A slash at the end, `.` and `..` name folders, also missing ones. resolve() drops them.
/** @param {string} name */
const namesFolder = (name) => (process.platform === "win32" ? /(^|[/\\])\.{0,2}$/ : /(^|\/)\.{0,2}$/).test(name);
