// Removes the partial files and folders of writers that have ended.
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { digestOf, isRunning, writerOf } from "./partial-name.js";

/** @import { Stats } from "node:fs" */
/** @import { Writer } from "./partial-name.js" */

// The time without a write after which a file of an unknown writer is removed.
const ABANDONED_MS = 3_600_000;
// Above this number of names, the folder is read at most once in as many milliseconds: reading takes 1 % of that time.
const MANY_NAMES = 100;
const REST_MS_PER_NAME = 1;
const MOST_FOLDERS = 1000;

/** @type {Map<string, Promise<void>>} */
const underWay = new Map();
/** @type {Map<string, number>} */
const resting = new Map();

// `now` is the time of the folder's file system. Never rejects: a file that cannot be removed stays.
/** @param {string} folder @param {number} now @returns {Promise<void>} */
export function sweep(folder, now) {
  if ((resting.get(folder) ?? 0) > performance.now()) return Promise.resolve();
  const swept =
    underWay.get(folder) ??
    sweepFolder(folder, now)
      .catch(() => {})
      .finally(() => underWay.delete(folder));
  underWay.set(folder, swept);
  return swept;
}

/** @param {string} folder @param {number} now */
async function sweepFolder(folder, now) {
  const names = await readdir(folder);
  rest(folder, names.length);
  /** @type {Set<string> | undefined} */
  let digests;
  // An old folder without another one in its place is put back by the next call for that path.
  /** @param {Writer} writer */
  const isReplaced = async ({ of = "" }) => (digests ??= new Set(await Promise.all(names.map(digestOf)))).has(of);
  for (const name of names) {
    const writer = writerOf(name);
    const path = join(folder, name);
    if (!writer || !(await isAbandoned(writer, path, now).catch(() => false))) continue;
    if (writer.kind === "old" && !(await isReplaced(writer))) continue;
    await rm(path, { force: true, recursive: writer.kind !== "file" }).catch(() => {});
  }
}

/** @param {string} folder @param {number} names */
function rest(folder, names) {
  resting.delete(folder);
  if (names <= MANY_NAMES) return;
  if (resting.size >= MOST_FOLDERS) resting.clear();
  resting.set(folder, performance.now() + names * REST_MS_PER_NAME);
}

/** @param {Writer} writer @param {string} path @param {number} now */
async function isAbandoned(writer, path, now) {
  const runs = await isRunning(writer);
  if (runs) return false;
  const stats = await lstat(path);
  const isOfItsKind = writer.kind === "file" ? stats.isFile() : stats.isDirectory();
  return isOfItsKind && (runs === false || (await isUnwritten(writer.kind, path, stats, now - ABANDONED_MS)));
}

// Whether nothing was written since: of a new folder, anywhere in it.
/** @param {Writer["kind"]} kind @param {string} path @param {Stats} stats @param {number} since @returns {Promise<boolean>} */
async function isUnwritten(kind, path, stats, since) {
  // An old folder's own time is that of its rename.
  if ((kind === "old" ? stats.ctimeMs : stats.mtimeMs) >= since) return false;
  if (kind !== "new" || !stats.isDirectory()) return true;
  for (const name of await readdir(path)) {
    const inner = join(path, name);
    if (!(await isUnwritten(kind, inner, await lstat(inner), since))) return false;
  }
  return true;
}
