// Rows of snapshots, their files, and what a comparison says of them.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** @import { Drift, RowError, SnapshotRow, SnapshotSummary } from "wechat-function-link/fleet" */

// A checksum that ends in a number.
/** @param {number} number */
export const digits = (number) => number.toString(16).padStart(64, "0");

// A row of `appid/env/name`, with the number of its checksum, and the number of its contents where it is another.
/** @param {string} path @param {number} checksum @param {number} [contents] @returns {SnapshotRow} */
export function row(path, checksum, contents = checksum) {
  const [authorizerAppid, env, ...name] = path.split("/");
  return {
    authorizerAppid,
    env,
    functionName: name.join("/"),
    runtime: "Nodejs16.13",
    status: "Active",
    modTime: "2026-01-01 00:00:00",
    checksum: digits(checksum),
    size: 352,
    contentDigest: `tree1:${digits(contents)}`,
  };
}

/** @type {RowError} */
export const BUSY = {
  code: "BUSY",
  message: "the platform is busy",
  advice: "try again later",
  retryable: true,
  errcode: -1,
};

// A row with an error: of a function, of an environment, or of a merchant.
/** @param {string} path @param {RowError} [error] @returns {SnapshotRow} */
export function failed(path, error = BUSY) {
  const [authorizerAppid, env, functionName] = path.split("/");
  return { authorizerAppid, ...(env && { env }), ...(functionName && { functionName }), error };
}

/** @param {AsyncIterable<Drift>} drifts */
export async function all(drifts) {
  const found = [];
  for await (const drift of drifts) found.push(drift);
  return found;
}

// The statuses by `appid/env/name`.
/** @param {AsyncIterable<Drift>} drifts */
export async function statuses(drifts) {
  const named = (await all(drifts)).map(({ authorizerAppid, env, functionName, status }) => [
    [authorizerAppid, env, functionName].filter((name) => name !== undefined).join("/"),
    status,
  ]);
  return Object.fromEntries(named);
}

// Writes a finished snapshot's file into an archive's folder.
/** @param {string} folder @param {string} id @param {Iterable<SnapshotRow>} rows @param {Partial<SnapshotSummary>} [more] */
export function writeSnapshot(folder, id, rows, more = {}) {
  mkdirSync(join(folder, "snapshots"), { recursive: true });
  const file = openSync(join(folder, "snapshots", `${id}.ndjson`), "w");
  const startedAt = more.startedAt ?? "2026-01-02T03:04:05.678Z";
  const { previous } = more;
  /** @type {string[]} */
  let lines = [JSON.stringify({ snapshot: { version: 1, id, startedAt, previous } })];
  const [merchants, counts] = [new Set(), { functions: 0, failures: 0 }];
  const flush = () => {
    writeSync(file, `${lines.join("\n")}\n`);
    lines = [];
  };
  for (const row of rows) {
    merchants.add(row.authorizerAppid);
    if (row.functionName !== undefined) counts.functions++;
    if (row.error) counts.failures++;
    if (lines.push(JSON.stringify(row)) === 1000) flush();
  }
  const summary = {
    id,
    startedAt,
    endedAt: startedAt,
    partial: counts.failures > 0,
    targets: merchants.size,
    merchants: merchants.size,
    ...counts,
    reused: 0,
    packages: { stored: 0, bytes: 0 },
    ...more,
  };
  lines.push(JSON.stringify({ summary }));
  flush();
  closeSync(file);
  return summary;
}
