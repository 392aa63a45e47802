// The bytes of a part.
import { invalidArgument } from "../package/failures.js";
import { compareRows, readManifest, writeRow } from "./manifest.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */

// Rows that could not be read again are refused.
/** @param {SnapshotRow[]} rows */
export async function partBytes(rows) {
  if (!Array.isArray(rows) || rows.some((row) => typeof row !== "object" || row === null))
    throw invalidArgument("rows must be an array of snapshot rows");
  const bytes = new TextEncoder().encode([...rows].sort(compareRows).map(writeRow).join(""));
  const chunks = async function* () {
    yield bytes;
  };
  for await (const { row } of readManifest(chunks()))
    if (!row) throw invalidArgument("rows must be an array of snapshot rows");
  return bytes;
}
