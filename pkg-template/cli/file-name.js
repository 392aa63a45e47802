// A name from elsewhere as a file's name on every system: nothing in it is a path, and different names stay different.
import { createHash } from "node:crypto";

const LONGEST_BYTES = 180;
const UNSAFE = /[\u0000-\u001f\u007f"*/:<>?\\|%]|^\.|[. ]$/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

const escaped = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

export function fileName(name) {
  let safe = name.replace(UNSAFE, escaped);
  if (RESERVED.test(safe)) safe = escaped(safe[0]) + safe.slice(1);
  if (Buffer.byteLength(safe) <= LONGEST_BYTES) return safe;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 16);
  return `${Buffer.from(safe).subarray(0, LONGEST_BYTES - 17).toString("utf8").replace(/\ufffd+$/, "")}-${digest}`;
}
