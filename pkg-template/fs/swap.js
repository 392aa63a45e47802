// Puts a complete folder at its target's path. A runtime has no rename that swaps two folders: one that is not empty stands beside the
// target, under a name of ours, between two renames.
import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";

import { codeOf, flushFolder, renamed } from "./durable.js";
import { lookAtFolder } from "./folder-target.js";
import { newFolderName, oldFolderName } from "./partial-name.js";

// A folder that is not empty is where another one was to go.
/** @type {unknown[]} */
const FULL = ["ENOTEMPTY", "EEXIST"];
// Windows replaces no folder by a rename, not even an empty one.
const replacesEmpty = process.platform !== "win32";
// So often others may come in between that extract to the same path.
const MOST_TRIES = 100;

/** @param {string} fresh @param {string} target @param {boolean} replace */
export async function swapIn(fresh, target, replace) {
  /** @type {string[]} */
  const aside = [];
  for (let tries = 1; !(await isIn(fresh, target, replace, aside)); tries++) {
    if (tries === MOST_TRIES) throw Object.assign(new Error("EBUSY: others write it"), { code: "EBUSY" });
  }
  await flushFolder(dirname(target));
  for (const path of aside) await removed(path);
}

// One try: false where another writer came in between.
/** @param {string} fresh @param {string} target @param {boolean} replace @param {string[]} aside */
async function isIn(fresh, target, replace, aside) {
  // Anything may have come to the target's path since the first look: this throws where it may not be replaced.
  const found = await lookAtFolder(target, replace);
  if (found === undefined || (await isEmptied(target))) return isPlaced(fresh, target);
  const old = join(dirname(target), await oldFolderName(basename(target)));
  try {
    await renamed(target, old);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
  aside.push(old);
  try {
    return await isPlaced(fresh, target);
  } catch (error) {
    await rename(old, target).catch(() => {});
    throw error;
  }
}

// Whether a rename may take the path of the folder that was there.
/** @param {string} target */
async function isEmptied(target) {
  try {
    if (replacesEmpty) return (await readdir(target)).length === 0;
    await rmdir(target);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return true;
    if (FULL.includes(codeOf(error))) return false;
    throw error;
  }
}

/** @param {string} fresh @param {string} target */
const isPlaced = (fresh, target) =>
  renamed(fresh, target).then(
    () => true,
    (error) => {
      if (FULL.includes(codeOf(error))) return false;
      throw error;
    },
  );

// What is being removed is not put back: it takes the name of a folder that is not complete.
/** @param {string} path */
async function removed(path) {
  try {
    const gone = join(dirname(path), await newFolderName());
    await rename(path, gone);
    await rm(gone, { recursive: true, force: true });
  } catch {} // another user's files: a later call tries again
}
