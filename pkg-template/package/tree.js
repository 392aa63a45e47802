// Files that are no zip: `{ files }` of the caller's, or a folder of `wechat-function-link/fs`.
import { bytesOf, kinds, readValue, STEP_BYTES, sourceOfStream, Stop, unusable } from "../core.js";
import { patternsOf } from "./patterns.js";
import { nextOf } from "./steps.js";

/** @import { Iterate } from "../host/types.d.ts" */
/** @import { Inspection } from "../package-bindings.js" */
/** @import { BeginTree, Driving, TreeEntry } from "./types.d.ts" */
/** @import { Work } from "./work.js" */

// What `folder()` of `./fs` returns has a method by this name. It returns an async iterable of `{ path, kind, isExecutable, modified,
// read }`: `path` relative, with slashes; `kind` "file", "directory" or "symlink"; `modified` in milliseconds, or undefined; `read()` an async
// iterable of Uint8Arrays, the contents of a file or the target of a link, each time anew.
export const FOLDER = Symbol.for("wechat-function-link.folder");

// `begin` makes the caller's iterator, `entryOf` an entry of what it gives.
export class Tree {
  #begin;
  #entryOf;
  #ignore;
  /** @type {(path: string) => boolean} */
  #isIgnored = () => false;

  /** @param {BeginTree} begin @param {(value: unknown) => TreeEntry} entryOf @param {string[]} [ignore] */
  constructor(begin, entryOf, ignore = []) {
    this.#begin = begin;
    this.#entryOf = entryOf;
    this.#ignore = ignore;
  }

  // Has the module read the patterns.
  /** @param {Driving} call */
  prepare({ module, work }) {
    if (this.#ignore.length === 0) return;
    const patterns = work.owns(patternsOf(module, this.#ignore));
    this.#isIgnored = (path) => module.ignores(patterns, path);
  }

  // Calls `take(entry)` for each, in their order, until it returns false.
  /** @param {Work} work @param {(entry: TreeEntry) => unknown} take */
  async each(work, take) {
    await eachOf(
      () => this.#begin(this.#isIgnored),
      work,
      (value) => take(work.run(() => this.#entryOf(value))),
    );
  }
}

/** @template Value @param {Iterate} begin @param {Work} work @param {(value: Value) => unknown} take */
async function eachOf(begin, work, take) {
  const source = work.run(() => sourceOfStream({ [Symbol.asyncIterator]: begin }));
  const cancel = () => work.run(() => source.cancel());
  const forget = work.finally(cancel);
  for (let step = await nextOf(source, work); !step.done; step = await nextOf(source, work)) {
    if ((await take(/** @type {Value} */ (step.value))) === false) break;
  }
  cancel(); // where it has not ended
  forget();
}

/** @param {string} what */
const wrong = (what) => unusable(`each of its files must ${what}`);

/** @param {unknown} value */
function pathOf(value) {
  const isSound = typeof value === "string" && value !== "" && kinds.isWellFormed(value);
  if (!isSound) throw wrong("have a path, a non-empty well-formed string");
  return value;
}

// `{ path, bytes }`
/** @param {unknown} value @returns {TreeEntry} */
export function fileOf(value) {
  let path;
  let bytes;
  try {
    const given = /** @type {object} */ (value);
    path = pathOf(readValue(given, "path"));
    bytes = bytesOf(readValue(given, "bytes"));
  } catch (reason) {
    throw reason instanceof Stop ? reason : wrong("be an object with path and bytes");
  }
  if (bytes === undefined) throw wrong("have bytes, an ArrayBuffer or a view");
  return { path, kind: "file", isExecutable: false, modified: undefined, bytes, read: undefined };
}

// Of a folder of ours.
/** @param {unknown} value @returns {TreeEntry} */
export function entryOf(value) {
  const { path, kind, isExecutable, modified, read } = /** @type {TreeEntry} */ (value);
  return { path: pathOf(path), kind, isExecutable, modified, read, bytes: undefined };
}

// An entry's contents, chunk by chunk, until `take` returns false.
/** @param {TreeEntry} entry @param {Work} work @param {(chunk: Uint8Array) => unknown} take */
export async function eachChunk({ bytes, kind, read }, work, take) {
  if (kind === "directory") return;
  /** @param {Uint8Array} chunk */
  const whole = async (chunk) => {
    for (let start = 0; start < chunk.length; start += STEP_BYTES) {
      const part = chunk.subarray(start, start + STEP_BYTES);
      if ((await take(part)) === false) return false;
      await work.took(part.length);
    }
    return true;
  };
  if (bytes) await whole(bytes);
  else if (read) await eachOf(() => read()[Symbol.asyncIterator](), work, whole);
}

// Feeds the module, as long as it takes more. What `keep` gets may be read again later: bytes of the caller's are copied for it.
/** @param {Driving} call @param {Tree} tree @param {Inspection} inspection @param {(entry: TreeEntry) => void} [keep] */
export async function fillTree({ module, work }, tree, inspection, keep) {
  let isFull = false;
  await tree.each(work, async (given) => {
    const entry = keep && given.bytes ? { ...given, bytes: given.bytes.slice() } : given;
    keep?.(entry);
    isFull = !module.beginEntry(inspection, entry.path, entry.kind, entry.isExecutable, entry.modified);
    if (isFull) return false;
    await eachChunk(entry, work, (part) => {
      isFull = !module.chunk(inspection, part);
      return !isFull;
    });
    if (!isFull) module.endEntry(inspection);
    await work.took(0);
    return !isFull;
  });
}
