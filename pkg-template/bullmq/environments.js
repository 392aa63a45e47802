// The jobs of a merchant, an environment and a function: what is listed, and its packages.
import { isHeld } from "../fleet/held-units.js";
import { partOf } from "../fleet/part-names.js";
import { failedRow, lacksPackage } from "../fleet/steps.js";

/** @import { Job } from "bullmq" */
/** @import { SnapshotRow, SnapshotTarget } from "../fleet.d.ts" */
/** @import { TargetData } from "./queues.js" */
/** @import { RunData } from "./runs.js" */
/** @import { Tools } from "./worker.js" */

/** @param {TargetData} data @returns {RunData} */
const runDataOf = ({ run, round, previous, full }) => ({
  run,
  round,
  ...(previous !== undefined && { previous }),
  ...(full !== undefined && { full }),
});

/** @param {TargetData} data @returns {SnapshotTarget} */
const targetIn = ({ authorizerAppid, env, functionName }) => ({ authorizerAppid, env, functionName });

// Adds a job for each environment of a merchant.
/** @param {Job<TargetData>} job @param {string} _ @param {Tools} tools */
export async function listEnvironments({ data, attemptsStarted }, _, { runs, queues, taken, emit }) {
  const target = targetIn(data);
  const runData = runDataOf(data);
  return runs.use(runData, async (run) => {
    let names;
    try {
      names = await run.steps().steps.environmentsOf(target);
    } catch (reason) {
      const row = failedRow(target, reason);
      await taken.archive.writePart(run.id, partOf(target), [row]);
      emit({ type: "row", row });
      return { environments: 0 };
    }
    const { authorizerAppid } = target;
    const targets = names.map((env) => ({ authorizerAppid, env })).filter((found) => !run.isDone(found));
    await queues.addTargets(runData, targets, runData.round > 0 || attemptsStarted > 1);
    return { environments: names.length };
  });
}

// Writes the rows of an environment or a function, once its packages are stored.
/** @param {Job<TargetData>} job @param {string} _ @param {Tools} tools */
export async function listFunctions(job, _, { runs, shared, taken, deliveries, emit }) {
  const target = targetIn(job.data);
  const runData = runDataOf(job.data);
  return runs.use(runData, async (run) => {
    if (run.isDone(target)) return { functions: 0 };
    const { authorizerAppid, env = "" } = target;
    const { calls, steps } = run.steps(job.data.memo);
    try {
      const leftOut =
        target.functionName === undefined ? await shared.leftOut(run.id, { authorizerAppid, env }) : undefined;
      const listed = await steps.listEnvironment({ ...target, env }, (name) => leftOut?.has(name) === true);
      const rows = await all(
        listed.map(async (row) => (lacksPackage(row) ? deliveries.deliver(run, runData, row) : row)),
      );
      await keep(run.id, target, rows, { shared, taken, emit });
      return { functions: rows.filter(({ functionName }) => functionName !== undefined).length };
    } catch (reason) {
      // Where the job comes again, it asks for nothing twice.
      job.data.memo = calls.memo;
      throw reason;
    }
  });
}

// Rows whose package another merchant may still deliver wait for the run's end.
/** @param {string} id @param {SnapshotTarget} target @param {SnapshotRow[]} rows @param {Pick<Tools, "shared" | "taken" | "emit">} tools */
async function keep(id, target, rows, { shared, taken, emit }) {
  if (rows.some(isHeld)) return shared.hold(id, partOf(target), JSON.stringify(rows));
  await taken.archive.writePart(id, partOf(target), rows);
  for (const row of rows) emit({ type: "row", row });
}

// Waits for all, also where one fails: none goes on behind its job's end.
/** @template Item @param {Promise<Item>[]} promises @returns {Promise<Item[]>} */
async function all(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
