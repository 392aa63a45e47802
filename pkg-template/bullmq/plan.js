// The job of a run: it turns the targets into jobs, waits for them, and finishes the snapshot. Its result is the summary.
import { Claims } from "../fleet/claims.js";
import { isHeld, delivered } from "../fleet/held-units.js";
import { finish } from "../fleet/summary.js";
import { start, summaryIn } from "../fleet/take-snapshot.js";
import { targetOf, TargetSource } from "../fleet/targets.js";
import { callbackFailed } from "../package/failures.js";
import { MOST_PLANS, PLANNED_AT_ONCE } from "./constants.js";
import { JobFailure } from "./failures.js";

/** @import { Job } from "bullmq" */
/** @import { SnapshotRow, SnapshotSummary, SnapshotTarget } from "../fleet.d.ts" */
/** @import { Iterate } from "../host/types.d.ts" */
/** @import { PlanData } from "./queues.js" */
/** @import { Tools } from "./worker.js" */

/** @param {Job<PlanData>} job @param {string} token @param {Tools} tools @returns {Promise<SnapshotSummary>} */
export async function plan(job, token, tools) {
  const { taken, bullmq, shared } = tools;
  const { archive } = taken;
  const { run } = job.data;
  if (job.data.planned === undefined) {
    const stored = await summaryIn({ archive, id: run });
    if (stored) return stored;
    await planRound(job, tools);
  }
  for (;;) {
    if (await job.moveToWaitingChildren(token)) throw new bullmq.WaitingChildrenError();
    // Jobs and rows that a server had confirmed may be gone with it. What the archive has is not asked for again.
    const held = await shared.held(run);
    const { planned, plannedAgain = 0, round = 0 } = job.data;
    if ((await shared.server()) === planned?.server || plannedAgain === MOST_PLANS) return finishRun(job, held, tools);
    await job.updateData({ ...job.data, round: round + 1, plannedAgain: plannedAgain + 1 });
    await planRound(job, tools);
  }
}

/** @param {Job<PlanData>} job @param {Tools} tools */
async function planRound(job, tools) {
  const server = await tools.shared.server();
  const planned = await planAll(job, tools);
  await job.updateData({ ...job.data, planned: { ...planned, server } });
}

/** @param {Job<PlanData>} job @param {Tools} tools */
async function planAll(job, tools) {
  const { taken, queues, shared, signal } = tools;
  const { run, full, round = 0 } = job.data;
  const claims = new Claims();
  const { startedAt, previous } = await start({ archive: taken.archive, id: run, previous: job.data.previous }, claims);
  const data = { run, round, ...(previous !== undefined && { previous }), ...(full !== undefined && { full }) };
  const isAgain = round > 0 || job.attemptsStarted > 1;
  /** @type {SnapshotTarget[]} */
  let batch = [];
  const flush = async () => {
    signal.throwIfAborted();
    await queues.addTargets(data, batch, isAgain);
    batch = [];
    await job.updateProgress({ step: "planning", targets: claims.targets });
  };
  for await (const target of targetsOf(tools)) {
    claims.count(target);
    if (!isNew(claims, target) || claims.isDone(target)) continue;
    const { authorizerAppid, env, functionName } = target;
    if (env !== undefined && functionName !== undefined)
      await shared.leaveOut(run, { authorizerAppid, env, functionName });
    if (batch.push(target) === PLANNED_AT_ONCE) await flush();
  }
  await flush();
  const { targets, merchants } = claims;
  return { startedAt, ...(previous !== undefined && { previous }), targets, merchants };
}

// Whether no earlier target covers it. Whether a merchant's environments do shows only when its job lists them.
/** @param {Claims} claims @param {SnapshotTarget} target */
function isNew(claims, { authorizerAppid, env, functionName }) {
  if (functionName !== undefined && claims.isClaimed({ authorizerAppid, env })) return false;
  return claims.claim({ authorizerAppid, env, functionName });
}

/** @param {Tools} tools @returns {AsyncGenerator<SnapshotTarget, void, undefined>} */
async function* targetsOf({ taken, context, iterate }) {
  /** @template Result @param {() => Result} call */
  const called = async (call) => {
    try {
      return await context.run(call);
    } catch (cause) {
      throw callbackFailed("options.targets failed", cause);
    }
  };
  const given = await called(() => taken.targets());
  const source = new TargetSource(iterate(given));
  try {
    for (let number = 1; ; number++) {
      const { value, isOver } = await called(() => source.next());
      if (isOver) return;
      yield targetOf(value, number);
    }
  } finally {
    source.leave();
  }
}

/** @param {Job<PlanData>} job @param {[part: string, json: string][]} held @param {Tools} tools */
async function finishRun(job, held, { taken, queues, shared, runs, emit, signal }) {
  const { archive } = taken;
  const { run: id, round = 0, full = false, planned } = job.data;
  const { startedAt, previous, targets, merchants } = /** @type {NonNullable<PlanData["planned"]>} */ (planned);
  await job.updateProgress({ step: "finishing", targets });
  await failures(job, queues.list.toKey(""), (child) => queues.list.getJob(child));
  if (held.length > 0) {
    await runs.use({ run: id, round, ...(previous !== undefined && { previous }) }, async ({ packages }) => {
      for (const [part, json] of held) {
        /** @type {SnapshotRow[]} */
        const rows = [];
        for (const row of /** @type {SnapshotRow[]} */ (JSON.parse(json))) {
          const facts = isHeld(row) ? await packages.facts(/** @type {string} */ (row.checksum)) : undefined;
          rows.push(facts ? delivered(row, facts) : row);
        }
        await archive.writePart(id, part, rows);
        for (const row of rows) emit({ type: "row", row });
      }
    });
  }
  const summary = await finish({ archive, id, startedAt, previous, full, targets, merchants, signal });
  await shared.forget(id);
  return summary;
}

// Throws what made a job of the run fail for good.
/** @param {Job<PlanData>} job @param {string} prefix @param {(id: string) => Promise<Job | undefined>} find */
async function failures(job, prefix, find) {
  for (const [key, reason] of Object.entries(await job.getIgnoredChildrenFailures())) {
    const child = await find(key.slice(prefix.length));
    // One that was tried again since may have succeeded.
    if (child && !(await child.isFailed())) continue;
    throw new JobFailure(child?.data.error ?? { message: String(reason) }, true);
  }
}
