// Reads a snapshot's file, or a part of one. The module checks each line.
import { load } from "../load/fleet-inline.js";
import { invalidArgument } from "../package/failures.js";

/** @import { Manifest } from "../fleet-bindings.js" */
/** @import { ManifestLine } from "./types.d.ts" */

// What the module takes at once: its memory stays small whatever the chunks' size.
const PART_BYTES = 64 * 1024;

/** @param {AsyncIterable<Uint8Array>} chunks @returns {AsyncGenerator<ManifestLine, void, undefined>} */
export async function* readManifest(chunks) {
  const manifest = (await load()).manifest();
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += PART_BYTES) {
        for (const line of linesOf(manifest.push(chunk.subarray(at, at + PART_BYTES)))) yield line;
        check(manifest);
      }
    }
    for (const line of linesOf(manifest.end())) yield line;
    check(manifest);
  } finally {
    manifest.free();
  }
}

/** @param {string} items */
const linesOf = (items) => /** @type {ManifestLine[]} */ (JSON.parse(items));

// Throws for a malformed line, once the lines before it were yielded.
/** @param {Manifest} manifest */
function check(manifest) {
  const refused = manifest.refused();
  if (refused === undefined) return;
  const { line, what } = /** @type {{ line: number, what: string }} */ (JSON.parse(refused));
  throw invalidArgument(`the snapshot is malformed: line ${line} ${what}`);
}
