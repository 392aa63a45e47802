// A token as a file, a command or a variable gives it: one line of ASCII. Anything else is refused with the reason, and never shown.
import { Misuse } from "./errors.js";

export const MAX_TOKEN_BYTES = 64 * 1024;

const ALONE = "Write the merchant's authorizer_access_token alone, on one line.";

// `source` is its name in a message: "the token file token".
/** @param {Uint8Array} bytes @param {string} source */
export function tokenText(bytes, source) {
  if (bytes.length > MAX_TOKEN_BYTES)
    throw new Misuse(`${source} holds more than ${MAX_TOKEN_BYTES} bytes: that is no access token`, ALONE);
  const token = decoded(bytes, source).trim();
  const fault = faultOf(token);
  if (fault) throw new Misuse(`${source} ${fault}`, ALONE);
  return token;
}

/** @param {Uint8Array} bytes @param {string} source */
function decoded(bytes, source) {
  // ASCII has no zero bytes: they are halves of UTF-16, with or without its byte order mark.
  if (/^(fffe|feff)/.test(Buffer.from(bytes.subarray(0, 2)).toString("hex")) || bytes.subarray(0, 4).includes(0)) {
    throw new Misuse(`${source} is UTF-16`, "Save it as UTF-8; in PowerShell, with -Encoding ascii.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Misuse(`${source} is not UTF-8`, ALONE);
  }
}

/** @param {string} token */
function faultOf(token) {
  if (token === "") return "is empty";
  if (/^[{["]/.test(token)) return "holds JSON, not a token alone";
  if (/[\r\n]/.test(token)) return `holds ${token.split(/\r\n|\r|\n/).length} lines`;
  if (/\s/.test(token)) return "holds a blank within the token";
  if (/\p{C}/u.test(token)) return "holds control characters";
  return /^[!-~]+$/.test(token) ? undefined : "holds characters that are not ASCII";
}
