// Reads a batch's file: one JSON object per line. Checks the whole file before the first request.
import { join } from "node:path";

import { Misuse } from "./errors.js";
import { fileName, fold, folderName, shortDigest } from "./file-name.js";
import { text } from "./language.js";
import { readText } from "./text-file.js";

/** @typedef {{ authorizerAppid?: string, env: string, functionName: string }} Wish */
/** @typedef {{ wish: Wish, key: string, path: string, isApart: boolean }} Place */

/** @type {(keyof Wish)[]} */
const KEYS = ["authorizerAppid", "env", "functionName"];

// Resolves to { authorizerAppid?, env, functionName, path }[] without repeats. `path` is inside the batch's folder.
/** @param {string} file @returns {Promise<(Wish & { path: string })[]>} */
export async function readBatch(file) {
  /** @type {Map<string, Place>} */
  const wishes = new Map();
  for (const [index, line] of (await readText(file)).split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const wish = parse(line, index + 1);
    const key = JSON.stringify(KEYS.map((name) => wish[name]));
    if (!wishes.has(key)) wishes.set(key, { wish, key, path: pathOf(wish), isApart: false });
  }
  if (wishes.size === 0) throw new Misuse(text("batch.empty"), text("batch.form"));
  const places = [...wishes.values()];
  keepApart(places);
  return places.map(({ wish, path }) => ({ ...wish, path }));
}

/** @param {string} line @param {number} number @returns {Wish} */
function parse(line, number) {
  /** @type {(key: string, values?: { [name: string]: unknown }) => never} */
  const refuse = (key, values) => {
    throw new Misuse(text(key, { number, ...values }), text("batch.nothingSent"));
  };
  /** @type {unknown} */
  let wish;
  try {
    wish = JSON.parse(line);
  } catch {
    return refuse("batch.notJson");
  }
  if (typeof wish !== "object" || wish === null || Array.isArray(wish)) return refuse("batch.notAnObject");
  const given = /** @type {Wish} */ (wish);
  for (const name of Object.keys(given))
    if (!KEYS.some((key) => key === name)) refuse("batch.unknownKey", { keys: KEYS.join(", ") });
  for (const name of KEYS) {
    const needed = name !== "authorizerAppid" || given[name] !== undefined;
    if (needed && (typeof given[name] !== "string" || given[name] === "")) refuse("batch.missing", { name });
  }
  return given;
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
