// `./fleet` for browsers and workers without a file system: the import succeeds, a call rejects.
import { unsupported } from "./core.js";

/** @returns {Promise<never>} */
export async function takeSnapshot() {
  throw unsupported("node:fs");
}

export function fileArchive() {
  throw unsupported("node:fs");
}

export function s3Archive() {
  throw unsupported("node:fs");
}

export function compareSnapshots() {
  throw unsupported("node:fs");
}
