// The contents of a zip's entry, chunk by chunk. Whether the entry is damaged is the reader's refusal, at the end.

/** @import { Inspection, Reader } from "../package-bindings.js" */
/** @import { Driving } from "./types.d.ts" */
/** @import { ZipBytes } from "./zip-bytes.js" */

/**
 * @param {Driving} call
 * @param {{ reader: Reader, inspection: Inspection, zip: ZipBytes }} from
 * @param {number} index
 * @param {(chunk: Uint8Array) => unknown} take
 */
export async function eachChunkOfEntry({ module, work }, { reader, inspection, zip }, index, take) {
  module.begin(reader, inspection, index, zip);
  for (let chunk = module.next(reader, zip); chunk !== undefined; chunk = module.next(reader, zip)) {
    zip.check();
    await take(chunk);
    await work.took(chunk.length);
  }
  zip.check();
}
