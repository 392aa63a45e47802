// Puts a folder back that a process left beside its path: it was killed between the two renames that replace a folder.
import { lstat, readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { codeOf, flushFolder } from "./durable.js";
import { digestOf, isRunning, writerOf } from "./partial-name.js";

// Something came to the path meanwhile, or another call has put it back.
/** @type {unknown[]} */
const TAKEN = ["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM", "EACCES", "ENOENT"];

// `target` is a path where nothing is.
/** @param {string} target */
export async function putBack(target) {
  const folder = dirname(target);
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([])); // a folder that may be written but not read
  if (!names.some((name) => writerOf(name)?.kind === "old")) return;
  const digest = await digestOf(basename(target));
  const left = [];
  for (const name of names) {
    const writer = writerOf(name);
    // A writer that still runs puts another one there at once. Of a writer that cannot be asked for, it does no harm.
    if (writer?.of !== digest || (await isRunning(writer)) === true) continue;
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isDirectory()) left.push({ path, at: stats.ctimeMs });
  }
  const latest = left.sort((one, other) => other.at - one.at)[0];
  if (latest === undefined) return;
  try {
    await rename(latest.path, target);
    await flushFolder(folder);
  } catch (error) {
    if (!TAKEN.includes(codeOf(error))) throw error;
  }
}
