// Which two snapshots a report is of, and what it says of them.
import { Misuse } from "../errors.js";
import { escaped } from "../escaped.js";
import { text } from "../language.js";

/** @import { Archive, Drift, SnapshotSummary, compareSnapshots } from "../../fleet.d.ts" */

/** @typedef {{ before?: SnapshotSummary | undefined, after: SnapshotSummary }} Chosen */

// The newest finished snapshot, and the one that it is compared with: `since`, otherwise its own previous one.
/** @param {Archive} archive @param {string} folder @param {string | undefined} since @returns {Promise<Chosen>} */
export async function chosen(archive, folder, since) {
  const after = await newest(archive);
  if (!after) throw new Misuse(text("report.none", { path: escaped(folder) }), text("report.noneAdvice"));
  const id = since ?? after.previous;
  if (id === undefined) return { after };
  if (id === after.id) throw new Misuse(text("report.itself", { id: escaped(id) }), text("report.sinceAdvice"));
  for await (const before of archive.snapshots()) if (before.id === id) return { before, after };
  const missing = since === undefined ? "report.noPrevious" : "report.noSince";
  throw new Misuse(text(missing, { id: escaped(id), after: after.id }), text("report.sinceAdvice"));
}

/** @param {Archive} archive */
async function newest(archive) {
  for await (const summary of archive.snapshots()) return summary;
  return undefined;
}

// What became of each row. Without a snapshot before, what failed is unknown, and nothing else is shown.
/** @param {Archive} archive @param {typeof compareSnapshots} compare @param {Chosen} chosen @returns {AsyncIterable<Drift>} */
export function driftsOf(archive, compare, { before, after }) {
  const rows = archive.snapshot(after.id);
  if (before) return compare(archive.snapshot(before.id), rows);
  return (async function* () {
    for await (const row of rows) {
      const { authorizerAppid, env, functionName, error } = row;
      const names = {
        authorizerAppid,
        ...(env !== undefined && { env }),
        ...(functionName !== undefined && { functionName }),
      };
      if (error) yield/** @type {Drift} */ ({ ...names, status: "unknown", after: row, error });
    }
  })();
}
