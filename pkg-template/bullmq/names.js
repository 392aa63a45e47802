// The names of queues, jobs and runs.
import { partOf } from "../fleet/part-names.js";

/** @import { SnapshotTarget } from "../fleet.d.ts" */

export const QUEUE = "wechat-function-link";

// Packages have a queue of their own: jobs of environments wait for them, and would otherwise take every place of a worker.
/** @param {string} name */
export const packageQueueOf = (name) => `${name}-packages`;

// The jobs of a run.
export const PLAN = "plan";
export const ENVIRONMENTS = "environments";
export const ENVIRONMENT = "environment";
export const FUNCTION = "function";
export const PACKAGE = "package";
// A schedule's job, which begins a run.
export const START = "start";

/** @param {string} run */
export const planIdOf = (run) => `${run}/${PLAN}`;

// One job for each merchant, environment and function of a run: a second one of the same id is not added.
/** @param {string} run @param {SnapshotTarget} target */
export const jobIdOf = (run, target) => `${run}/${partOf(target)}`;

/** @param {SnapshotTarget} target */
export const jobNameOf = ({ env, functionName }) =>
  env === undefined ? ENVIRONMENTS : functionName === undefined ? ENVIRONMENT : FUNCTION;

// A schedule's run is named after its time: every worker gives it the same name.
/** @param {string} schedule @param {number} milliseconds */
export const timed = (schedule, milliseconds) =>
  `${schedule}-${new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, "")}`;

// The time of a schedule's job, which BullMQ writes at the end of the job's id.
/** @param {string} jobId */
export const timeIn = (jobId) => Number(jobId.slice(jobId.lastIndexOf(":") + 1));
