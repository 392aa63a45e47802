// Callers' paths: texts and file: URLs.
import { fileURLToPath } from "node:url";

// A path as text; undefined where it is none.
/** @param {unknown} path @returns {string | undefined} */
export function pathOf(path) {
  const name = typeof path === "object" ? filePath(path) : path;
  return typeof name === "string" && name !== "" && !name.includes("\0") ? name : undefined;
}

// Throws for a file: URL of another host, and for an object that is not a URL.
/** @param {unknown} url */
function filePath(url) {
  try {
    return url instanceof URL ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}
