// A module as printable text in a script, for pages: `xtask/src/printable.rs` writes it. Base64 would add 25 KB to a compressed page. To
// decode the text takes 2 to 4 ms and base64 0.4 at most, which servers use: they do not compress their files.
import { compiled } from "./compile.js";

/** @import { Compile } from "./compile.js" */

const FIRST = 0x23; // #
const ESCAPE = 0x7d; // }, and ~ after it
const SINGLE = 90;
const ESCAPED = 83;

/** @param {string} text */
function decoded(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const above = code < ESCAPE ? code : SINGLE + (code - ESCAPE) * ESCAPED + text.charCodeAt(++at);
    bytes[length++] = above - FIRST;
  }
  return bytes.subarray(0, length);
}

/** @type {(text: string) => Compile} */
export const inlined = (text) => async () => compiled(decoded(text));
