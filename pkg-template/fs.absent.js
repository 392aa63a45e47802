// `./fs` for browsers and workers without a file system: the import succeeds, a call rejects.
import { unsupported } from "./core.js";

/** @returns {Promise<never>} */
export async function saveFunction() {
  throw unsupported("node:fs");
}

export function folder() {
  throw unsupported("node:fs");
}

export async function extractPackage() {
  throw unsupported("node:fs");
}
