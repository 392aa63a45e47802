// A module as base64 in a script, for servers: Node, Deno and Bun decode it natively. Deno's Buffer takes 5 ms for the module, most of them
// to load itself, and `fromBase64` 0.1 ms.
import { compiled } from "./compile.js";

/** @import { Compile } from "./compile.js" */

// For a page whose bundler takes this form.
/** @param {string} base64 */
const decoded = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

// It needs no file system and no URL.
/** @type {(base64: string) => Compile} */
export const inlined = (base64) => async () =>
  compiled(Uint8Array.fromBase64?.(base64) ?? globalThis.Buffer?.from?.(base64, "base64") ?? decoded(base64));
