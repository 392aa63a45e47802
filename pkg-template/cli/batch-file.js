// The batch's file: one JSON object per line. All of it is looked at before anything is sent.
import { join } from "node:path";

import { Misuse } from "./errors.js";
import { fileName, fold, folderName, shortDigest } from "./file-name.js";
import { readText } from "./text-file.js";

/** @typedef {{ authorizerAppid?: string, env: string, functionName: string }} Wish */
/** @typedef {{ wish: Wish, key: string, path: string, isApart: boolean }} Place */

/** @type {(keyof Wish)[]} */
const KEYS = ["authorizerAppid", "env", "functionName"];

// Resolves to { authorizerAppid?, env, functionName, path }[], each once, with the path inside the batch's folder.
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
  if (wishes.size === 0) throw new Misuse("the batch names no function", `Write one {${KEYS.join(", ")}} per line.`);
  const places = [...wishes.values()];
  keepApart(places);
  return places.map(({ wish, path }) => ({ ...wish, path }));
}

/** @param {string} text @param {number} number @returns {Wish} */
function parse(text, number) {
  /** @type {(why: string) => never} */
  const refuse = (why) => {
    throw new Misuse(
      `line ${number} of the batch ${why}`,
      `Write one {${KEYS.join(", ")}} per line; nothing was sent.`,
    );
  };
  /** @type {unknown} */
  let wish;
  try {
    wish = JSON.parse(text);
  } catch {
    return refuse("is not JSON");
  }
  if (typeof wish !== "object" || wish === null || Array.isArray(wish)) return refuse("is not an object");
  const given = /** @type {Wish} */ (wish);
  for (const name of Object.keys(given))
    if (!KEYS.some((key) => key === name)) refuse(`has a key that is none of ${KEYS.join(", ")}`);
  for (const name of KEYS) {
    const needed = name !== "authorizerAppid" || given[name] !== undefined;
    if (needed && (typeof given[name] !== "string" || given[name] === ""))
      refuse(`needs ${name}, a text that is not empty`);
  }
  return given;
}

/** @param {Wish} wish @param {string} [digest] */
function pathOf({ authorizerAppid, env, functionName }, digest) {
  const folders = [authorizerAppid, env].filter((name) => name !== undefined).map(folderName);
  return join(...folders, `${fileName(functionName)}${digest === undefined ? "" : `-${digest}`}.zip`);
}

// A path comes from what its line names. Where some systems take two for one, or one for a folder of another, each gets a
// digest of its own line: the order of lines has no say, and a line that is added later takes no file of another.
/** @param {Place[]} places */
function keepApart(places) {
  let colliding;
  do {
    const taken = takenTwice(places.map(({ path }) => path));
    colliding = places.filter(({ path, isApart }) => !isApart && taken(path));
    for (const place of colliding)
      Object.assign(place, { isApart: true, path: pathOf(place.wish, shortDigest(place.key)) });
  } while (colliding.length > 0); // a new path may be the plain one of another line
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
