// Where an archive's folder holds what.
import { join } from "node:path";

import { kinds } from "../core.js";
import { invalidArgument } from "../package/failures.js";
import { escapedBy, unescapedBy } from "./escapes.js";

const CHECKSUM = /^[0-9a-f]{64}$/i;
export const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const FINISHED = ".ndjson";
// The folder of what is not complete: parts, and files that are being written.
const UNFINISHED = "unfinished";
const PARTS = ".parts";

// What no file system takes for another name.
const SAFE = /^[a-z0-9_-]$/;
const MOST_BYTES = 200;

// A checksum in lower case.
/** @param {unknown} checksum */
export function checksumOf(checksum) {
  if (typeof checksum !== "string" || !CHECKSUM.test(checksum))
    throw invalidArgument("checksum must be 64 hexadecimal digits (SHA-256)");
  return checksum.toLowerCase();
}

/** @param {unknown} id @returns {asserts id is string} */
export function checkId(id) {
  if (typeof id !== "string" || !ID.test(id))
    throw invalidArgument(
      "id must be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or a digit",
    );
}

export class FileNames {
  /** @param {string} root */
  constructor(root) {
    this.root = root;
    this.unfinished = join(root, UNFINISHED);
    this.snapshots = join(root, "snapshots");
  }

  /** @param {string} checksum */
  blob(checksum) {
    return join(this.root, "blobs", checksum.slice(0, 2), checksum);
  }

  /** @param {string} id */
  snapshot(id) {
    return join(this.snapshots, id + FINISHED);
  }

  // The folder of an unfinished snapshot's parts.
  /** @param {string} id */
  parts(id) {
    return join(this.unfinished, escaped(id) + PARTS);
  }

  /** @param {string} id @param {string} part */
  part(id, part) {
    const name = typeof part === "string" && kinds.isWellFormed(part) ? escaped(part) : "";
    if (name === "" || name.length > MOST_BYTES)
      throw invalidArgument("part must be a non-empty string that fits a file's name");
    return join(this.parts(id), name);
  }
}

// The id of a finished snapshot's file.
/** @param {string} name */
export function idIn(name) {
  const id = name.slice(0, -FINISHED.length);
  return name.endsWith(FINISHED) && ID.test(id) ? id : undefined;
}

// The id of a folder of parts.
/** @param {string} name */
export const unfinishedIn = (name) => (name.endsWith(PARTS) ? unescaped(name.slice(0, -PARTS.length)) : undefined);

// Percent escapes, of capital letters, too: `A` and `a` are one name on some file systems.
/** @param {string} name */
const escaped = (name) => escapedBy(name, SAFE, "%");

// Undefined for a name that is not escaped.
/** @param {string} name */
export const unescaped = (name) => unescapedBy(name, "%");
