// Names that may be any text, as names that a file system or a store takes: every byte that is not safe is `MARK` and two digits.

// Only a package's name holds 64 hexadecimal digits. An escape has two more.
const LONG_DIGITS = /[0-9a-f]{60}/gi;

/** @param {string} name @param {RegExp} safe of one character @param {string} mark */
export function escapedBy(name, safe, mark) {
  /** @param {string} letter */
  const escapeOf = (letter) => `${mark}${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;
  return Array.from(new TextEncoder().encode(name), (byte) => {
    const letter = String.fromCharCode(byte);
    return safe.test(letter) ? letter : escapeOf(letter);
  })
    .join("")
    .replace(LONG_DIGITS, (digits) => digits.slice(0, -1) + escapeOf(digits.slice(-1)));
}

// Undefined for a name that is not escaped.
/** @param {string} name @param {string} mark */
export function unescapedBy(name, mark) {
  try {
    return decodeURIComponent(name.replaceAll(mark, "%"));
  } catch {
    return undefined;
  }
}
