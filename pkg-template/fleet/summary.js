// A snapshot in figures. They come from its rows, the previous snapshot's, and the names of its parts alone, so that a run that was killed
// and went on has the figures of one that was not.
import { DigitSet } from "./digit-set.js";
import { compareSnapshots, noDrift } from "./drift.js";
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

/** @typedef {Pick<SnapshotSummary, "functions" | "failures" | "reused" | "packages">} Figures */

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
  const figures = { functions: 0, failures: 0, reused: 0, packages: { stored: 0, bytes: 0 } };
  const counted = count(figures, rows, stored);
  /** @type {Record<DriftStatus, number> | undefined} */
  let drift;
  if (previous === undefined) {
    for await (const _ of counted);
  } else {
    drift = noDrift();
    for await (const { status, before, after } of compareSnapshots(archive.snapshot(previous), counted)) {
      drift[status]++;
      if (!full && before && after && isReused(before, after, stored)) figures.reused++;
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

// Counts rows on their way.
/** @param {Figures} figures @param {AsyncIterable<SnapshotRow>} rows @param {DigitSet} stored */
async function* count(figures, rows, stored) {
  const counted = new DigitSet();
  for await (const row of rows) {
    const { functionName, checksum, size, error } = row;
    if (functionName !== undefined) figures.functions++;
    if (error) figures.failures++;
    else if (checksum !== undefined && size !== undefined && stored.has(storedDigits(checksum))) {
      if (counted.add(storedDigits(checksum))) {
        figures.packages.stored++;
        figures.packages.bytes += size;
      }
    }
    yield row;
  }
}

// By its time, without asking for a link. One that this run had to store was asked for.
/** @param {SnapshotRow} before @param {SnapshotRow} after @param {DigitSet} stored */
const isReused = (before, { modTime, checksum, error }, stored) =>
  !error &&
  isSame(before, { modTime }) &&
  checksum !== undefined &&
  before.checksum === checksum &&
  !stored.has(storedDigits(checksum));
