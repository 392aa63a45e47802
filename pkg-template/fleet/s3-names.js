// Which keys an archive has in its bucket: those of a folder's files, but unfinished work has other escapes. Keys differ by case, and some
// stores decode percent escapes once too often.
import { kinds } from "../core.js";
import { invalidArgument } from "../package/failures.js";
import { escapedBy, unescapedBy } from "./escapes.js";
import { idIn } from "./file-names.js";

const SAFE = /^[A-Za-z0-9-]$/;
const MOST_BYTES = 200;
const ESCAPED = /^(?:[A-Za-z0-9-]|_[0-9a-f]{2})+$/;

export class S3Names {
  /** @param {string} prefix */
  constructor(prefix) {
    this.unfinished = `${prefix}unfinished/`;
    this.snapshots = `${prefix}snapshots/`;
    this.prefix = prefix;
  }

  /** @param {string} checksum */
  blob(checksum) {
    return `${this.prefix}blobs/${checksum.slice(0, 2)}/${checksum}`;
  }

  /** @param {string} id */
  snapshot(id) {
    return `${this.snapshots}${id}.ndjson`;
  }

  // The id of a finished snapshot's key.
  /** @param {string} key */
  snapshotIn(key) {
    return idIn(key.slice(this.snapshots.length));
  }

  // The start of the keys of an unfinished snapshot's parts.
  /** @param {string} id */
  parts(id) {
    return `${this.unfinished}${escaped(id)}/`;
  }

  /** @param {string} id @param {string} part */
  part(id, part) {
    const name = typeof part === "string" && kinds.isWellFormed(part) ? escaped(part) : "";
    if (name === "" || name.length > MOST_BYTES)
      throw invalidArgument(`part must be a well-formed string of at most ${MOST_BYTES} bytes, and not empty`);
    return this.parts(id) + name;
  }

  // The part's name of a key; undefined for a foreign one.
  /** @param {string} id @param {string} key */
  partIn(id, key) {
    return unescaped(key.slice(this.parts(id).length));
  }

  // The id of such a start.
  /** @param {string} start */
  unfinishedIn(start) {
    return unescaped(start.slice(this.unfinished.length, -1));
  }
}

/** @param {string} name */
const escaped = (name) => escapedBy(name, SAFE, "_");

/** @param {string} name */
const unescaped = (name) => (ESCAPED.test(name) ? unescapedBy(name, "_") : undefined);
