// Whether bytes are text, and their lines. Lines are cut: one of megabytes would stop the page.
const LOOKED_AT = 8192;
const LONGEST = 4000;
const MOST_LINES = 200_000;

/** @param {Uint8Array} bytes @returns {{ lines: string[], isCut: boolean } | undefined} undefined for what is no text */
export function linesOf(bytes) {
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return undefined;
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const all = text.split("\n");
  if (all.at(-1) === "") all.pop();
  const lines = all.slice(0, MOST_LINES).map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
  return { lines, isCut: all.length > MOST_LINES || all.some((line) => line.length > LONGEST) };
}
