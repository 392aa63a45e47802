// compareSnapshots: the rows of both snapshots are read side by side, and the module says what became of each. At most a batch of
// each side is kept.
import { currentContext, TimeSlice } from "../core.js";
import { load } from "../load/fleet-inline.js";
import { invalidArgument } from "../package/failures.js";
import { ComparedSide } from "./compared-side.js";

/** @import { Drift, RowError, SnapshotRow } from "../fleet.d.ts" */
/** @import { ComparisonStep, SideName, Verdict } from "./types.d.ts" */

/** @typedef {{ [name in SideName]: ComparedSide }} Sides */

const CALLED = { before: "the snapshot before", after: "the snapshot after" };

/** @param {unknown} before @param {unknown} after @returns {AsyncGenerator<Drift, void, undefined>} */
export function compareSnapshots(before, after) {
  const context = currentContext();
  // Read at the call, not at the first step.
  return compared({ before: new ComparedSide(before, context), after: new ComparedSide(after, context) });
}

/** @param {Sides} sides @returns {AsyncGenerator<Drift, void, undefined>} */
async function* compared(sides) {
  const comparison = (await load()).comparison();
  const slice = new TimeSlice();
  try {
    for (const name of /** @type {SideName[]} */ (["before", "after"]))
      if (!sides[name].begin())
        throw invalidArgument(`${CALLED[name]} must be an iterable or async iterable of snapshot rows`);
    for (;;) {
      const step = /** @type {ComparisonStep} */ (JSON.parse(comparison.advance()));
      for (const verdict of step.verdicts) {
        const drift = driftOf(verdict, sides);
        if (drift) yield drift;
      }
      if (step.refused) throw invalidArgument(`row ${step.row} of ${CALLED[step.refused]} ${step.what}`);
      if (!step.wants) return;
      const rows = await sides[step.wants].read();
      const isAfter = step.wants === "after";
      if (rows === undefined) comparison.end(isAfter);
      else comparison.push(isAfter, rows);
      slice.took(rows?.length ?? 0);
      const turn = slice.next();
      if (turn) await turn;
    }
  } finally {
    comparison.free();
    await Promise.all([sides.before.leave(), sides.after.leave()]);
  }
}

/** @param {Verdict} verdict @param {Sides} sides @returns {Drift | undefined} */
function driftOf(verdict, sides) {
  const before = verdict.before ? sides.before.take() : undefined;
  const after = verdict.after ? sides.after.take() : undefined;
  const { status } = verdict;
  const row = after ?? before;
  if (status === null || row === undefined) return undefined;
  const { authorizerAppid, env, functionName } = row.names;
  const error = errorOf(verdict, sides, { before: before?.row, after: after?.row });
  return {
    authorizerAppid,
    ...(env !== undefined && { env }),
    ...(functionName !== undefined && { functionName }),
    status,
    ...(before && { before: before.row }),
    ...(after && { after: after.row }),
    ...(error && { error }),
  };
}

// The error that makes it unknown: a row's own, or the one of the merchant or environment that could not be listed.
/**
 * @param {Verdict} verdict
 * @param {Sides} sides
 * @param {{ [name in SideName]: SnapshotRow | undefined }} own
 * @returns {RowError | undefined}
 */
function errorOf({ errorOf, errorSide }, sides, own) {
  if (errorOf === null || errorSide === null) return undefined;
  return errorOf === "row" ? own[errorSide]?.error : sides[errorSide].unlisted[errorOf];
}
