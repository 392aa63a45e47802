// A verified package in a file: Node, Deno and Bun.
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { beginDownload, load } from "./core.js";
import { PartialFile } from "./fs/partial-file.js";

export async function saveFunction(request, path, options) {
  // Resolved at the call: a later process.chdir has no effect.
  const target = localPath(path);
  const file = target && new PartialFile(join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}.partial`), target);
  if (file === undefined) throw (await load()).invalidArgument("path must be a non-empty string or a file: URL");
  try {
    const { size, checksum, link } = await beginDownload(request, options, file).promise;
    return { path: target, size, checksum, link };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function localPath(path) {
  const name = typeof path === "object" ? filePath(path) : path;
  return typeof name === "string" && name !== "" && !name.includes("\0") ? resolve(name) : undefined;
}

// Not every file: URL names a file of this machine, and not every object is a URL.
function filePath(url) {
  try {
    return url instanceof URL ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}
