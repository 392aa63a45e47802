// Reads a batch's file: one JSON object per line.
import { join } from "node:path";

import { fileName, fold, folderName, shortDigest } from "./file-name.js";
import { readJsonLines } from "./json-lines.js";

/** @import { Refuse } from "./json-lines.js" */
/** @typedef {{ authorizerAppid?: string, env: string, functionName: string }} Wish */
/** @typedef {{ wish: Wish, key: string, path: string, isApart: boolean }} Place */

/** @type {(keyof Wish)[]} */
const KEYS = ["authorizerAppid", "env", "functionName"];

const TEXTS = {
  empty: "batch.empty",
  form: "batch.form",
  notJson: "batch.notJson",
  notAnObject: "batch.notAnObject",
  unknownKey: "batch.unknownKey",
  advice: "batch.nothingSent",
};

// Resolves to { authorizerAppid?, env, functionName, path }[] without repeats. `path` is inside the batch's folder.
/** @param {string} file @returns {Promise<(Wish & { path: string })[]>} */
export async function readBatch(file) {
  /** @type {Map<string, Place>} */
  const wishes = new Map();
  for (const wish of await readJsonLines(file, { keys: KEYS, texts: TEXTS, check })) {
    const key = JSON.stringify(KEYS.map((name) => wish[name]));
    if (!wishes.has(key)) wishes.set(key, { wish, key, path: pathOf(wish), isApart: false });
  }
  const places = [...wishes.values()];
  keepApart(places);
  return places.map(({ wish, path }) => ({ ...wish, path }));
}

/** @param {Wish} given @param {Refuse} refuse */
function check(given, refuse) {
  for (const name of KEYS) {
    const needed = name !== "authorizerAppid" || given[name] !== undefined;
    if (needed && (typeof given[name] !== "string" || given[name] === "")) refuse("batch.missing", { name });
  }
}

/** @param {Wish} wish @param {string} [digest] */
function pathOf({ authorizerAppid, env, functionName }, digest) {
  const folders = [authorizerAppid, env].filter((name) => name !== undefined).map(folderName);
  return join(...folders, `${fileName(functionName)}${digest === undefined ? "" : `-${digest}`}.zip`);
}

// A path comes from the names of its line. Where a file system may take two paths for one, or one for a folder of another, each gets a
// digest of its line. So the order of lines does not matter, and a new line takes no other line's file.
/** @param {Place[]} places */
function keepApart(places) {
  let colliding;
  do {
    const taken = takenTwice(places.map(({ path }) => path));
    colliding = places.filter(({ path, isApart }) => !isApart && taken(path));
    for (const place of colliding)
      Object.assign(place, { isApart: true, path: pathOf(place.wish, shortDigest(place.key)) });
  } while (colliding.length > 0); // a new path may equal the plain one of another line
}

// Whether a path is another's too, or a folder of another.
/** @param {string[]} paths @returns {(path: string) => boolean} */
function takenTwice(paths) {
  /** @type {Map<string, number>} */
  const files = new Map();
  const folders = new Set();
  for (const path of paths.map(fold)) {
    files.set(path, (files.get(path) ?? 0) + 1);
    for (const { index } of path.matchAll(/[\\/]/g)) folders.add(path.slice(0, index));
  }
  return (path) => (files.get(fold(path)) ?? 0) > 1 || folders.has(fold(path));
}
