// Sizes for people: the exact number of bytes, and from 1 kB on a short form as well.
import prettyBytes from "pretty-bytes";

import { text } from "./language.js";

/** @param {number} bytes */
export function sizeText(bytes) {
  const exact = text(bytes === 1 ? "amount.byte" : "amount.bytes", { bytes });
  return bytes < 1000 ? exact : text("amount.inShort", { exact, short: prettyBytes(bytes) });
}
