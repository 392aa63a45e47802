// A module as base64 in a script, for servers: Node, Deno and Bun decode it natively. Deno's Buffer takes 5 ms for the module, most of them
// to load itself, and `fromBase64` 0.1 ms.
import { compiled } from "./compile.js";

/** @import { Compile } from "./compile.js" */

// For a page whose bundler takes this form. `Uint8Array.from` would take 24 ms instead of 4.
/** @param {string} base64 */
function decoded(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

// It needs no file system and no URL.
/** @type {(base64: string) => Compile} */
export const inlined = (base64) => async () =>
  compiled(Uint8Array.fromBase64?.(base64) ?? globalThis.Buffer?.from?.(base64, "base64") ?? decoded(base64));
