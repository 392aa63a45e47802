// Waits for a run's end, in any process: it looks at the run's job, and where that is gone, into the archive.
import { summaryIn } from "../fleet/take-snapshot.js";
import { RUN_POLL_MS } from "./constants.js";
import { errorOf } from "./failures.js";

/** @import { Archive, SnapshotSummary } from "../fleet.d.ts" */
/** @import { Queues } from "./queues.js" */

/** @param {Queues} queues @param {Archive} archive @param {string} run @param {AbortSignal} signal @param {() => Promise<boolean>} isExpected @returns {Promise<SnapshotSummary>} */
export async function finished(queues, archive, run, signal, isExpected) {
  for (;;) {
    signal.throwIfAborted();
    const job = await queues.plan(run);
    if (job?.finishedOn !== undefined) {
      if (job.returnvalue) return job.returnvalue;
      throw errorOf(job.data.error, job.failedReason ?? "the run failed");
    }
    if (job === undefined) {
      const stored = await summaryIn({ archive, id: run });
      if (stored) return stored;
      if (!(await isExpected())) throw new Error(`neither Redis nor the archive knows the run ${run}`);
    }
    await soon(signal);
  }
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function soon(signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, RUN_POLL_MS);
    signal.addEventListener("abort", end, { once: true });
  });
}
