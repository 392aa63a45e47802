// Names and contents of packages: nothing in them steers a terminal, begins a line of its own or hides, and different ones look different.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** @param {string} character */
const shownAs = (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** @param {unknown} text */
export const escaped = (text) => String(text).replace(HIDDEN, shownAs);

// A line of a file's contents: its tabs stay.
/** @param {string} line */
export const escapedLine = (line) =>
  line.replace(HIDDEN, (character) => (character === "\t" ? character : shownAs(character)));
