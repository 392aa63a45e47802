// Folders that their owner alone may enter, whatever the umask is.
import { chmod, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { codeOf } from "../fs/durable.js";

const PRIVATE = 0o700;

// Makes a folder and those around it that are missing. One that is there stays as it is.
/** @param {string} path @returns {Promise<void>} */
export async function makeFolder(path) {
  try {
    await mkdir(path, { mode: PRIVATE });
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    return makeFolder(path);
  }
  // Not every file system has modes.
  await chmod(path, PRIVATE).catch(() => {});
}
