// The two queues of a fleet, and how jobs get there.
import { closed, isClient } from "./closing.js";
import { ATTEMPTS, BACKOFF_MS, KEPT_JOBS } from "./constants.js";
import { jobIdOf, jobNameOf, PACKAGE, PLAN, packageQueueOf, planIdOf, START } from "./names.js";

/** @import { ConnectionOptions, Job, JobsOptions } from "bullmq" */
/** @import { SnapshotTarget } from "../fleet.d.ts" */
/** @import { JobError } from "./failures.js" */
/** @import { Memo } from "./memo.js" */
/** @import { Taken } from "./options.js" */
/** @import { BullMQ } from "./peers.js" */
/** @import { RunData } from "./runs.js" */

/**
 * @typedef {RunData & SnapshotTarget & {
 *   memo?: Memo,
 *   error?: JobError,
 * }} TargetData
 */
/**
 * @typedef {RunData & { authorizerAppid: string, env: string, functionName: string, error?: JobError, restsUntil?: number }} PackageData
 */
/**
 * @typedef {{
 *   run: string,
 *   previous?: string | null,
 *   full?: boolean,
 *   round?: number,
 *   planned?: { startedAt: number, previous?: string, targets: number, merchants: number, server: string },
 *   plannedAgain?: number,
 *   error?: JobError,
 * }} PlanData
 */

/** @type {JobsOptions} */
const JOB = {
  attempts: ATTEMPTS,
  backoff: { type: "exponential", delay: BACKOFF_MS },
  removeOnComplete: { count: KEPT_JOBS },
  removeOnFail: { count: KEPT_JOBS },
};

export class Queues {
  #connection;
  list;
  packages;

  // `isPatient`: commands wait for as long as Redis is away.
  /** @param {BullMQ} bullmq @param {Taken} taken @param {boolean} isPatient @param {(error: unknown) => void} onError */
  constructor({ Queue }, { name, prefix, telemetry, connection }, isPatient, onError) {
    this.#connection = connection;
    const options = {
      connection: isPatient ? patient(connection) : connection,
      ...(prefix !== undefined && { prefix }),
      ...(telemetry !== undefined && { telemetry }),
    };
    this.list = new Queue(name, options);
    this.packages = new Queue(packageQueueOf(name), options);
    for (const queue of [this.list, this.packages]) queue.on("error", onError);
  }

  /** @param {string} run @returns {Promise<Job<PlanData> | undefined>} */
  plan(run) {
    return this.list.getJob(planIdOf(run));
  }

  // Begins a run, or goes on with a failed one. One that is known already is left as it is.
  /** @param {PlanData} data */
  async begin(data) {
    const known = await this.plan(data.run);
    if (known === undefined || !(await known.isFailed())) {
      await this.list.add(PLAN, data, { ...JOB, jobId: planIdOf(data.run) });
      return;
    }
    await known.updateData({ ...data, round: (known.data.round ?? 0) + 1 });
    await known.retry("failed", { resetAttemptsMade: true });
  }

  /** @param {string} schedule @param {{ every?: number, pattern?: string }} times @param {Omit<PlanData, "run">} data */
  async schedule(schedule, times, data) {
    const job = await this.list.upsertJobScheduler(schedule, times, { name: START, data, opts: JOB });
    return /** @type {string} */ (job.id);
  }

  // Adds jobs of a run, whose plan waits for them. `isAgain`: an earlier round, or an attempt that did not end, may have left jobs that have
  // finished: they would not be added again.
  /** @param {RunData} data @param {SnapshotTarget[]} targets @param {boolean} isAgain */
  async addTargets(data, targets, isAgain) {
    if (isAgain) for (const target of targets) await this.#removeFinished(jobIdOf(data.run, target));
    const parent = { id: planIdOf(data.run), queue: this.list.qualifiedName };
    await this.list.addBulk(
      targets.map((target) => ({
        name: jobNameOf(target),
        data: { ...data, ...target },
        // The plan looks at failures itself once all else is done.
        opts: { ...JOB, jobId: jobIdOf(data.run, target), parent, ignoreDependencyOnFailure: true },
      })),
    );
  }

  /** @param {string} id */
  async #removeFinished(id) {
    const job = await this.list.getJob(id);
    if (job?.finishedOn !== undefined) await job.remove();
  }

  /** @param {PackageData} data @param {string} checksum */
  async addPackage(data, checksum) {
    await this.packages.add(PACKAGE, data, { ...JOB, jobId: checksum });
  }

  /** @param {string} checksum @returns {Promise<Job<PackageData> | undefined>} */
  package(checksum) {
    return this.packages.getJob(checksum);
  }

  async close() {
    const queues = [this.list, this.packages];
    await closed(Promise.all(queues.map((queue) => queue.close())), queues, this.#connection);
  }
}

/** @param {ConnectionOptions} connection @returns {ConnectionOptions} */
const patient = (connection) => (isClient(connection) ? connection : { ...connection, maxRetriesPerRequest: null });
