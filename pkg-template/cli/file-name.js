// Turns a foreign name into a file's name for every system: it contains no path, and different names stay different.
import { createHash } from "node:crypto";

const LONGEST_BYTES = 180;
// A lone surrogate has no bytes of its own on a disk.
const UNSAFE = /[\u0000-\u001f\u007f"*/:<>?\\|%]|\p{Cs}|^\.|[. ]$/gu;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(\.|$)/i;

/** @param {string} character */
const escaped = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** @param {string} text */
export const shortDigest = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** @param {string} name */
export function fileName(name) {
  let safe = name.replace(UNSAFE, escaped);
  if (RESERVED.test(safe)) safe = escaped(safe[0]) + safe.slice(1);
  if (Buffer.byteLength(safe) <= LONGEST_BYTES) return safe;
  const start = Buffer.from(safe)
    .subarray(0, LONGEST_BYTES - 17)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
  return `${start}-${shortDigest(name)}`;
}

// The same for a folder beside a batch's list.
/** @param {string} name */
export const folderName = (name) => (fold(name) === "sha256sums" ? escaped(name[0]) + name.slice(1) : fileName(name));

// Equal for names that some file systems take for one: those ignore case and Unicode forms.
/** @param {string} path */
export const fold = (path) => path.normalize("NFD").toUpperCase().toLowerCase();
