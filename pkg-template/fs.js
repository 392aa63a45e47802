// Saves a verified package to a file: Node, Deno and Bun.
import { resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { beginDownload, load } from "./core.js";
import { PartialFile } from "./fs/partial-file.js";

/** @import { SavedFunction } from "./fs.d.ts" */

// For `inspect: true`.
const importBase = () => import("./package-core.js");

/** @param {unknown} request @param {unknown} path @param {unknown} [options] @returns {Promise<SavedFunction>} */
export async function saveFunction(request, path, options) {
  const name = typeof path === "object" ? filePath(path) : path;
  const isName = typeof name === "string" && name !== "" && !name.includes("\0");
  if (!isName) throw (await load()).invalidArgument("path must be a non-empty string or a file: URL");
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

// A slash at the end, `.` and `..` name folders, also missing ones. resolve() drops them.
/** @param {string} name */
const namesFolder = (name) => (process.platform === "win32" ? /(^|[/\\])\.{0,2}$/ : /(^|\/)\.{0,2}$/).test(name);

// Throws for a file: URL of another host, and for an object that is not a URL.
/** @param {unknown} url */
function filePath(url) {
  try {
    return url instanceof URL ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}
