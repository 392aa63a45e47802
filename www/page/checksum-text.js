// Extracts a checksum's digits from the text that operators paste.
const SHAPES = [
  /^\\?([0-9a-f]{64})(?:\s+[\s*]?\S.*)?$/i, // sha256sum: digits, blanks, a name
  /^SHA(?:2?-)?256\s*\(.*\)\s*=\s*([0-9a-f]{64})$/i, // sha256sum --tag, BSD's sha256, openssl
  /^sha-?256[:=]\s*([0-9a-f]{64})$/i,
];

// Returns any other text unchanged: the package refuses it with the reason.
/** @param {string} pasted */
export function checksumFrom(pasted) {
  const line = pasted.trim();
  for (const shape of SHAPES) {
    const [, digits] = shape.exec(line) ?? [];
    if (digits !== undefined) return digits.toLowerCase();
  }
  return line;
}
