// The job of a package: downloads it through one merchant, and stores it. Its link is asked for anew, and is kept nowhere.
import { rowErrorOf } from "../fleet/errors.js";
import { JobFailure } from "./failures.js";

/** @import { Job } from "bullmq" */
/** @import { Stored } from "../fleet/packages.js" */
/** @import { PackageData } from "./queues.js" */
/** @import { Tools } from "./worker.js" */

/** @param {Job<PackageData>} job @param {string} _ @param {Tools} tools @returns {Promise<Stored>} */
export async function storePackage(job, _, { runs }) {
  const { authorizerAppid, env, functionName, ...data } = job.data;
  const checksum = /** @type {string} */ (job.id);
  return runs.use(data, async ({ packages }) => {
    // Another merchant's, or an earlier attempt's, may be there.
    const facts = await packages.facts(checksum);
    if (facts) return { checksum, ...facts };
    try {
      return await packages.store({ authorizerAppid, env, functionName, checksum });
    } catch (reason) {
      // What is no row's error fails as in every job.
      const error = rowErrorOf(reason);
      throw new JobFailure(error, !error.retryable);
    }
  });
}
