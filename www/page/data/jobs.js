// Packages on their way: at most a few at once, the others wait. One job a function; a new one replaces the last.
import { call, failureOf } from "./engine.js";
import { lastOf, record } from "./history.js";
import { Pace } from "../pace.js";
import { refresh } from "./store.js";

/** @import { Choice, Job, Reports } from "../types.d.ts" */

const AT_ONCE = 4;

/** @type {Map<string, Job>} */
const jobs = new Map();
/** @type {(() => void)[]} */
const queue = [];
let running = 0;

/** @param {Choice} choice */
export const keyOf = ({ authorizerAppid, env, functionName }) => JSON.stringify([authorizerAppid, env, functionName]);

/** @param {Choice} choice */
export const jobOf = (choice) => jobs.get(keyOf(choice));

/** @param {Job | undefined} job */
export const isActive = (job) => job?.state === "running" || job?.state === "waiting";

export const isBusy = () => [...jobs.values()].some(isActive);

export function cancelAll() {
  for (const job of jobs.values()) job.cancel();
}

// Starts a job, or returns the one that goes on. `ended` is called at its end.
/** @param {Choice} choice @param {(job: Job) => void} [ended] */
export function start(choice, ended) {
  const known = jobOf(choice);
  if (known !== undefined && isActive(known)) return known;
  const controller = new AbortController();
  /** @type {Job} */
  const job = {
    choice,
    state: "waiting",
    startedAt: new Date(),
    cancel() {
      controller.abort();
      if (job.state === "waiting") finish(job, { state: "cancelled" });
    },
  };
  jobs.set(keyOf(choice), job);
  queue.push(() => {
    if (job.state === "waiting") run(job, controller.signal).then(() => ended?.(job));
  });
  next();
  refresh();
  return job;
}

function next() {
  while (running < AT_ONCE && queue.length > 0) queue.shift()?.();
}

/** @param {Job} job @param {AbortSignal} signal */
async function run(job, signal) {
  running += 1;
  const pace = new Pace();
  Object.assign(job, { state: "running", step: "link", startedAt: new Date(), before: lastOf(job.choice) });
  refresh();
  /** @param {Reports} reports */
  const report = ({ step, progress }) => {
    if (progress) pace.note(progress.transferredBytes);
    Object.assign(job, { step, progress: progress && { ...progress, rate: pace.rate() } });
    refresh();
  };
  try {
    const fetched = await call("fetch", job.choice, { signal, report });
    finish(job, { state: "verified", fetched });
  } catch (reason) {
    const failure = failureOf(reason);
    finish(job, failure === undefined ? { state: "cancelled" } : { state: "failed", failure });
  } finally {
    running -= 1;
    next();
  }
}

/** @param {Job} job @param {Pick<Job, "state" | "fetched" | "failure">} ended */
function finish(job, ended) {
  const endedAt = new Date();
  Object.assign(job, ended, { endedAt });
  const { fetched, failure, choice, startedAt } = job;
  record({
    at: endedAt.toISOString(),
    ...choice,
    verdict: /** @type {"verified" | "failed" | "cancelled"} */ (ended.state),
    durationMs: endedAt.getTime() - startedAt.getTime(),
    ...(fetched && { size: fetched.size, checksum: fetched.checksum }),
    ...(failure && { code: failure.code, errcode: failure.errcode, rid: failure.rid }),
  });
}
