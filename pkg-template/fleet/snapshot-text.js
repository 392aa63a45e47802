// A finished snapshot as text: how it is written, and how its summary is found.
import { readManifest, writeHead, writeSummary } from "./manifest.js";

/** @import { SnapshotSummary } from "../fleet.d.ts" */

// The summary is within a file's last bytes.
export const TAIL_BYTES = 64 * 1024;
const LINE_FEED = 10;

// The bytes of a snapshot, line by line.
/** @param {SnapshotSummary} summary @param {AsyncIterable<string>} lines */
export async function* snapshotChunks(summary, lines) {
  const { id, startedAt, previous } = summary;
  const encoder = new TextEncoder();
  yield encoder.encode(writeHead({ version: 1, id, startedAt, ...(previous && { previous }) }));
  for await (const line of lines) yield encoder.encode(line);
  yield encoder.encode(writeSummary(summary));
}

// The summary is the last line.
/** @param {Uint8Array} end @returns {Promise<SnapshotSummary | undefined>} */
export async function summaryIn(end) {
  const line = end.subarray(end.lastIndexOf(LINE_FEED, end.length - 2) + 1);
  const lines = async function* () {
    yield line;
  };
  for await (const found of readManifest(lines())) if ("summary" in found) return found.summary;
  return undefined;
}

/** @param {SnapshotSummary} one @param {SnapshotSummary} other */
export const newestFirst = (one, other) =>
  Date.parse(other.endedAt) - Date.parse(one.endedAt) ||
  Date.parse(other.startedAt) - Date.parse(one.startedAt) ||
  (one.id < other.id ? 1 : -1);
