// Reads sha256sum's format as `sha256sum -c` does, with a line's blanks, escapes and BSD form, and writes it as sha256sum does.
/** @typedef {{ number: number, path?: string, checksum?: string }} SumsLine */
/** @typedef {{ reversed: boolean | undefined }} List */

const STANDARD = /^([0-9a-f]{64})[ \t](.*)$/is;
// OpenSSL writes `SHA256(a)= …`, and SHA2-256 since version 3.
const TAGGED = /^SHA(?:2-)?256[ \t]*\((.*)\)[ \t]*=[ \t]*([0-9a-f]{64})[ \t]*$/is;
/** @type {{ [pair: string]: string }} */
const ESCAPES = { "\\\\": "\\", "\\n": "\n", "\\r": "\r" };

// Each line is { number, path, checksum }, or { number } for a malformed one. Empty lines and comments are left out.
/** @param {string} text @returns {SumsLine[]} */
export function parseSums(text) {
  /** @type {List} */
  const list = { reversed: undefined };
  return text.split("\n").flatMap((line, index) => {
    const content = line.replace(/\r$/, "");
    if (content.trim() === "" || content.startsWith("#")) return [];
    return [{ number: index + 1, ...parseLine(content.replace(/^[ \t]+/, ""), list) }];
  });
}

/** @param {string} line @param {List} list */
function parseLine(line, list) {
  const escaped = line.startsWith("\\");
  const entry = entryOf(escaped ? line.slice(1) : line, list);
  const path = escaped ? unescaped(entry?.name) : entry?.name;
  return entry && path ? { checksum: entry.checksum.toLowerCase(), path } : {};
}

/** @param {string} line @param {List} list */
function entryOf(line, list) {
  const tagged = TAGGED.exec(line);
  if (tagged) return { checksum: tagged[2], name: tagged[1] };
  const [, checksum, rest] = STANDARD.exec(line) ?? [];
  if (!rest) return undefined;
  // BSD's `-r` writes one blank. All lines of a list have the same form: otherwise a name with a leading blank could pass for another.
  if (rest.length === 1 || !/^[ *]/.test(rest)) {
    if (list.reversed === false) return undefined;
    list.reversed = true;
  } else if (!list.reversed) {
    list.reversed = false;
    return { checksum, name: rest.slice(1) };
  }
  return { checksum, name: rest };
}

// Undefined for an escape that sha256sum does not write.
/** @param {string | undefined} name */
function unescaped(name) {
  if (name === undefined || !/^(?:[^\\]|\\[\\nr])*$/s.test(name)) return undefined;
  return name.replace(/\\[\\nr]/g, (pair) => ESCAPES[pair]);
}

/** @type {{ [character: string]: string }} */
const WRITTEN = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };

/** @param {string} checksum @param {string} path */
export function sumLine(checksum, path) {
  const escaped = path.replace(/[\\\n\r]/g, (character) => WRITTEN[character]);
  return `${escaped === path ? "" : "\\"}${checksum}  ${escaped}\n`;
}
