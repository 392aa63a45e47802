// Reads a call's arguments once, synchronously, at the call, and checks their types.
import { bytesOf, Intake, isShared, kinds, readValue, Stop } from "../core.js";
import { entryOf, FOLDER, fileOf, Tree } from "./tree.js";

/** @import { Kind } from "../host/types.d.ts" */
/** @import { CompareTaken, ExtractTaken, FolderSource, Slice, Source, Taken } from "./types.d.ts" */

const SOURCES = "an ArrayBuffer, a view, a Blob, a folder() or { files }";

/**
 * @param {{ [called: string]: unknown }} sources
 * @param {unknown} options
 * @param {{ [name: string]: Kind<unknown> }} names
 * @returns {Taken}
 */
function take(sources, options, names) {
  const intake = new Intake();
  /** @type {(Source | undefined)[]} */
  const given = [];
  /** @type {{ [name: string]: unknown }} */
  const taken = { __proto__: null, sources: given, refused: undefined };
  for (const [called, value] of Object.entries(sources)) given.push(takeSource(intake, called, value));
  const read = intake.reader(options, "options");
  for (const [name, kind] of Object.entries(names)) taken[name] = read(name, kind);
  taken.refused = intake.record.refused;
  return /** @type {Taken} */ (/** @type {unknown} */ (taken));
}

const LIMITS = { maxBytes: kinds.bytes, maxEntries: kinds.count, signal: kinds.signal };

/** @param {unknown} source @param {unknown} options */
export const takeInspect = (source, options) => take({ source }, options, LIMITS);

/** @param {unknown} value */
function patterns(value) {
  const isSound = Array.isArray(value) && value.every((item) => typeof item === "string" && kinds.isWellFormed(item));
  if (!isSound) throw new kinds.Refused("be an array of well-formed strings");
  return [...value];
}

const COMPARE = { ...LIMITS, ignore: patterns, modes: kinds.flag, ignoreCrAtEol: kinds.flag, patches: kinds.flag };

/** @param {unknown} before @param {unknown} after @param {unknown} options @returns {CompareTaken} */
export const takeCompare = (before, after, options) => take({ before, after }, options, COMPARE);

/** @param {unknown} source @param {unknown} path @param {unknown} options */
export function takeRead(source, path, options) {
  const taken = take({ source }, options, LIMITS);
  const isPath = typeof path === "string" && kinds.isWellFormed(path);
  if (isPath) taken.path = path;
  else taken.refused ??= "path must be a well-formed string";
  return taken;
}

/** @param {unknown} value */
const symlinks = (value) => {
  if (value !== "refuse" && value !== "skip") throw new kinds.Refused('be "refuse" or "skip"');
  return value;
};

/** @param {unknown} source @param {unknown} options @returns {ExtractTaken} */
export const takeExtract = (source, options) => take({ source }, options, { ...LIMITS, replace: kinds.flag, symlinks });

// Of `folder()`.
/** @param {unknown} options */
export function takeFolder(options) {
  const { ignore = [], refused } = /** @type {CompareTaken} */ (take({}, options, { ignore: patterns }));
  return { ignore, refused };
}

// One of `{ bytes }`, `{ blob, slice, size }`, `{ tree }`.
/** @param {Intake} intake @param {string} called @param {unknown} value @returns {Source | undefined} */
function takeSource(intake, called, value) {
  /** @param {string} what @returns {undefined} */
  const refuse = (what) => void intake.refuse(`${called} ${what}`);
  try {
    if (typeof value !== "object" || value === null) return refuse(`must be ${SOURCES}`);
    const bytes = bytesOf(value);
    if (bytes)
      return isFixed(bytes) ? { __proto__: null, bytes } : refuse("must not be of a shared or resizable buffer");
    const [folder, files, slice, size] = [FOLDER, "files", "slice", "size"].map((name) => readValue(value, name));
    if (folder !== undefined) {
      const { entries, ignore } = /** @type {FolderSource} */ (folder);
      return { __proto__: null, tree: new Tree(entries, entryOf, ignore) };
    }
    if (files !== undefined) {
      const begin = kinds.iterate(files);
      return begin ? { __proto__: null, tree: new Tree(begin, fileOf) } : refuse("must have iterable files");
    }
    if (typeof slice === "function" && typeof size === "number" && Number.isSafeInteger(size) && size >= 0)
      return { __proto__: null, blob: value, slice: /** @type {Slice} */ (slice), size };
    return refuse(`must be ${SOURCES}`);
  } catch (reason) {
    return refuse(reason instanceof Stop ? reason.words.replace(/^the source /, "") : "must be readable");
  }
}

/** @param {Uint8Array} bytes */
const isFixed = (bytes) => !isShared(bytes) && /** @type {ArrayBuffer} */ (bytes.buffer).resizable !== true;
