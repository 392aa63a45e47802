// Sizes for people: the exact number of bytes, and from 1 kB on a short form as well.
import prettyBytes from "pretty-bytes";

/** @param {number} bytes */
export function sizeText(bytes) {
  const exact = `${bytes} byte${bytes === 1 ? "" : "s"}`;
  return bytes < 1000 ? exact : `${exact} (${prettyBytes(bytes)})`;
}
