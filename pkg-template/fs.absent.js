// `./fs` where bundlers and workers have no file system: importing it is no fault, a call is.
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
