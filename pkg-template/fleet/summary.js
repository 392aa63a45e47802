// A snapshot in figures. They come from its rows, the previous snapshot's, and the names of its parts alone, so that a run that was killed
// and went on has the figures of one that was not.
import { DigitSet } from "./digit-set.js";
import { compareSnapshots } from "./drift.js";
import { storedDigits, storedIn } from "./part-names.js";
import { isSame } from "./steps.js";

/** @import { Archive, DriftStatus, SnapshotRow, SnapshotSummary } from "../fleet.d.ts" */

/**
 * @typedef {{
 *   archive: Archive,
 *   id: string,
 *   startedAt: number,
 *   previous?: string | undefined,
 *   full?: boolean | undefined,
 *   targets: number,
 *   merchants: number,
 *   signal?: AbortSignal | undefined,
 * }} Run
 */

// Finishes a run whose parts are all there.
/** @param {Run} run @returns {Promise<SnapshotSummary>} */
export async function finish(run) {
  const { archive, id, signal } = run;
  const stored = new DigitSet();
  for await (const part of archive.parts(id)) {
    const digits = storedIn(part);
    if (digits !== undefined) stored.add(digits);
  }
  return archive.finish(id, (rows) => summaryOf(run, going(signal, rows), stored));
}

// The snapshot stays unfinished where the signal aborts meanwhile.
/** @param {AbortSignal | undefined} signal @param {AsyncIterable<SnapshotRow>} rows */
async function* going(signal, rows) {
  for await (const row of rows) {
    signal?.throwIfAborted();
    yield row;
  }
}

/** @param {Run} run @param {AsyncIterable<SnapshotRow>} rows @param {DigitSet} stored @returns {Promise<SnapshotSummary>} */
async function summaryOf({ archive, id, startedAt, previous, full, targets, merchants }, rows, stored) {
  const counted = new DigitSet();
  const figures = { functions: 0, failures: 0, reused: 0, packages: { stored: 0, bytes: 0 } };
  /** @param {SnapshotRow} row @param {SnapshotRow} [before] */
  const count = ({ functionName, checksum, size, modTime, error }, before) => {
    if (functionName !== undefined) figures.functions++;
    if (error) figures.failures++;
    if (error || checksum === undefined || size === undefined) return;
    const digits = storedDigits(checksum);
    if (stored.has(digits)) {
      if (!counted.add(digits)) return;
      figures.packages.stored++;
      figures.packages.bytes += size;
    } else if (!full && before?.checksum === checksum && isSame(before, { modTime })) {
      figures.reused++;
    }
  };
  /** @type {Record<DriftStatus, number> | undefined} */
  let drift;
  if (previous === undefined) {
    for await (const row of rows) count(row);
  } else {
    drift = { unchanged: 0, repackaged: 0, changed: 0, added: 0, removed: 0, unknown: 0 };
    for await (const { status, before, after } of compareSnapshots(archive.snapshot(previous), rows)) {
      drift[status]++;
      if (after) count(after, before);
    }
  }
  return {
    id,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date().toISOString(),
    ...(previous !== undefined && { previous }),
    partial: figures.failures > 0,
    targets,
    merchants,
    ...figures,
    ...(drift && { drift }),
  };
}
