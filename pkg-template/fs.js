// A verified package in a file: Node, Deno and Bun.
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { load } from "./core.js";
import { PartialFile } from "./fs/partial-file.js";

export async function saveFunction(request, path, options) {
  const core = await load();
  const target = localPath(path);
  if (target === undefined) throw core.invalidArgument("path must be a non-empty string or a file: URL");
  // The runtime's own fetch gives pieces that nobody writes to any more.
  const owned = !("fetch" in Object(options));
  const file = new PartialFile(join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}.partial`), target, owned);
  try {
    const { size, checksum, link } = await core.downloadFunction(request, options, file);
    return { path: target, size, checksum, link };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function localPath(path) {
  const name = path instanceof URL ? filePath(path) : path;
  return typeof name === "string" && name !== "" && !name.includes("\0") ? resolve(name) : undefined;
}

// Not every file: URL names a file of this machine.
function filePath(url) {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
