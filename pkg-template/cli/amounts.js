// Sizes as people read them: exact, and in short from 1 kB on.
import prettyBytes from "pretty-bytes";

/** @param {number} bytes */
export function sizeText(bytes) {
  const exact = `${bytes} byte${bytes === 1 ? "" : "s"}`;
  return bytes < 1000 ? exact : `${exact} (${prettyBytes(bytes)})`;
}
