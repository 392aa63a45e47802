// Checks the text of a token from a file, a command or a variable: one line of ASCII. The error for anything else has the reason without
// the text.
import { Misuse } from "./errors.js";
import { text } from "./language.js";

export const MAX_TOKEN_BYTES = 64 * 1024;

// `source` is its name in a message: "the token file token".
/** @param {Uint8Array} bytes @param {string} source */
export function tokenText(bytes, source) {
  if (bytes.length > MAX_TOKEN_BYTES)
    throw new Misuse(text("token.tooLarge", { source, most: MAX_TOKEN_BYTES }), text("token.aloneAdvice"));
  const token = decoded(bytes, source).trim();
  const fault = faultOf(token);
  if (fault) throw new Misuse(text(fault, { source, count: linesOf(token) }), text("token.aloneAdvice"));
  return token;
}

/** @param {Uint8Array} bytes @param {string} source */
function decoded(bytes, source) {
  // ASCII has no zero bytes: they come from UTF-16, with or without a byte order mark.
  if (/^(fffe|feff)/.test(Buffer.from(bytes.subarray(0, 2)).toString("hex")) || bytes.subarray(0, 4).includes(0)) {
    throw new Misuse(text("token.utf16", { source }), text("token.utf16Advice"));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Misuse(text("token.notUtf8", { source }), text("token.aloneAdvice"));
  }
}

/** @param {string} token */
const linesOf = (token) => token.split(/\r\n|\r|\n/).length;

// The key of what is wrong.
/** @param {string} token */
function faultOf(token) {
  if (token === "") return "token.empty";
  if (/^[{["]/.test(token)) return "token.json";
  if (/[\r\n]/.test(token)) return "token.lines";
  if (/\s/.test(token)) return "token.blank";
  if (/\p{C}/u.test(token)) return "token.control";
  return /^[!-~]+$/.test(token) ? undefined : "token.notAscii";
}
