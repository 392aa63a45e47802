// sha256sum's format, its BSD form as well: what it writes, this reads, and the other way round.
const LINE = /^(\\?)([0-9a-f]{64}) [ *](.+)$/i;
const TAGGED = /^(\\?)SHA256 \((.+)\) = ([0-9a-f]{64})$/i;
const ESCAPES = { "\\\\": "\\", "\\n": "\n", "\\r": "\r" };

// Each line is { number, path, checksum }, or { number } where it is malformed. Empty lines and comments are none.
export function parseSums(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).map((line, index) => [line, index + 1]);
  return lines.filter(([line]) => line.trim() !== "" && !line.startsWith("#")).map(([line, number]) => ({ number, ...parseLine(line) }));
}

function parseLine(line) {
  const plain = LINE.exec(line);
  const [, escaped, checksum, name] = plain ?? reordered(TAGGED.exec(line)) ?? [];
  if (name === undefined) return {};
  return { checksum: checksum.toLowerCase(), path: escaped ? name.replace(/\\[\\nr]/g, (pair) => ESCAPES[pair]) : name };
}

const reordered = (match) => match && [match[0], match[1], match[3], match[2]];

export function sumLine(checksum, path) {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r" })[character]);
  return `${escaped === path ? "" : "\\"}${checksum}  ${escaped}\n`;
}
