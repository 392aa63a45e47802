// A snapshot's file: NDJSON with a head, the rows, and last the summary.
import { FunctionLinkError } from "../core.js";

/** @import { SnapshotRow, SnapshotSummary } from "../fleet.d.ts" */

export { compareRows } from "./order.js";

/** @typedef {{ version: 1, id: string, startedAt: string, previous?: string }} SnapshotHead */
/** @typedef {{ head: SnapshotHead } | { row: SnapshotRow } | { summary: SnapshotSummary }} ManifestLine */

const HEAD = ["version", "id", "startedAt", "previous"];
const ROW = [
  ...["authorizerAppid", "env", "functionName", "runtime", "status", "statusReason", "modTime", "addTime"],
  ...["checksum", "size", "contentDigest", "error"],
];
const REASON = ["errcode", "errmsg"];
const ERROR = ["code", "message", "advice", "retryable", "errcode", "errmsg", "rid", "status"];
const SUMMARY = [
  ...["id", "startedAt", "endedAt", "previous", "partial", "targets", "merchants", "functions", "failures", "reused"],
  ...["packages", "drift"],
];
const PACKAGES = ["stored", "bytes"];
const DRIFT = ["unchanged", "repackaged", "changed", "added", "removed", "unknown"];

// The named keys in this order; absent ones and all others are left out.
/** @param {unknown} value @param {string[]} names @returns {{ [name: string]: unknown }} */
function ordered(value, names) {
  const from = /** @type {{ [name: string]: unknown }} */ (value);
  /** @type {{ [name: string]: unknown }} */
  const record = {};
  for (const name of names) if (from[name] !== undefined) record[name] = from[name];
  return record;
}

/** @param {SnapshotHead} head @returns {string} */
export const writeHead = (head) => `${JSON.stringify({ snapshot: ordered(head, HEAD) })}\n`;

/** @param {SnapshotRow} row @returns {string} */
export function writeRow(row) {
  const record = ordered(row, ROW);
  if (row.statusReason) record.statusReason = row.statusReason.map((reason) => ordered(reason, REASON));
  if (row.error) record.error = ordered(row.error, ERROR);
  return `${JSON.stringify(record)}\n`;
}

/** @param {SnapshotSummary} summary @returns {string} */
export function writeSummary(summary) {
  const record = ordered(summary, SUMMARY);
  record.packages = ordered(summary.packages, PACKAGES);
  if (summary.drift) record.drift = ordered(summary.drift, DRIFT);
  return `${JSON.stringify({ summary: record })}\n`;
}

/** @param {number} line @param {string} what */
const malformed = (line, what) =>
  new FunctionLinkError(`line ${line} of the snapshot ${what}`, { code: "INVALID_ARGUMENT", retryable: false });

// Lines of a snapshot's file. A file without its summary ends without one: an unfinished snapshot, or a part of one.
/** @param {AsyncIterable<Uint8Array>} chunks @returns {AsyncGenerator<ManifestLine, void, undefined>} */
export async function* readManifest(chunks) {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let line = 0;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) yield readLine(text, ++line);
  }
  rest += decoder.decode();
  if (rest !== "") yield readLine(rest, line + 1);
}

/** @param {string} text @param {number} line @returns {ManifestLine} */
function readLine(text, line) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(line, "is not JSON");
  }
  if (typeof value !== "object" || value === null) throw malformed(line, "is no object");
  const record = /** @type {{ [name: string]: unknown }} */ (value);
  if (typeof record.snapshot === "object") return { head: /** @type {SnapshotHead} */ (record.snapshot) };
  if (typeof record.summary === "object") return { summary: /** @type {SnapshotSummary} */ (record.summary) };
  if (typeof record.authorizerAppid !== "string") throw malformed(line, "has no authorizerAppid");
  return { row: /** @type {SnapshotRow} */ (value) };
}
