// Packages that the archive lacks, for rows of an environment: one job for each, whichever worker runs it. One that a merchant cannot
// deliver is fetched through the next that has it.
import { endsRun, Parked } from "../fleet/errors.js";
import { complete, failed } from "../fleet/steps.js";
import { PACKAGE_POLL_MS } from "./constants.js";
import { errorOf } from "./failures.js";
import { Resting } from "./places.js";

/** @import { RowError, SnapshotRow } from "../fleet.d.ts" */
/** @import { Stored, Wanted } from "../fleet/packages.js" */
/** @import { PackageData, Queues } from "./queues.js" */
/** @import { Run, RunData } from "./runs.js" */

/** @typedef {{ data: PackageData, stored?: Stored, error?: RowError }} Outcome */

export class Deliveries {
  #queues;
  #signal;
  /** @type {Map<string, Set<() => void>>} */
  #waiting = new Map();

  /** @param {Queues} queues @param {AbortSignal} signal */
  constructor(queues, signal) {
    this.#queues = queues;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#wakeAll(), { once: true });
  }

  // A package's job has ended in this process.
  /** @param {string} checksum */
  ended(checksum) {
    for (const wake of this.#waiting.get(checksum) ?? []) wake();
  }

  // The row with its package's facts, or with the error of its own merchant. Throws a Resting while that one rests.
  /** @param {Run} run @param {RunData} runData @param {SnapshotRow & Wanted} row @returns {Promise<SnapshotRow>} */
  async deliver(run, runData, row) {
    const { authorizerAppid, env, functionName, checksum } = row;
    const data = { ...runData, authorizerAppid, env, functionName };
    for (;;) {
      const facts = await run.packages.facts(checksum);
      if (facts) return complete(row, facts);
      await this.#queues.addPackage(data, checksum);
      const outcome = await this.#outcome(checksum, data);
      const { stored, error } = outcome ?? {};
      if (stored?.checksum === checksum && (await run.packages.facts(checksum, stored))) return complete(row, stored);
      if (outcome && isFrom(outcome.data, data)) {
        if (stored && stored.checksum !== checksum) return complete(row, stored);
        if (error) return failed(row, new Parked(errorOf(error, error.message)));
      }
      // Another merchant's, another run's, or of a package that was removed from the archive since.
      await this.#queues
        .package(checksum)
        .then((job) => job?.remove())
        .catch(() => {});
    }
  }

  // Waits until the package's job has ended. Undefined where it is gone.
  /** @param {string} checksum @param {PackageData} mine @returns {Promise<Outcome | undefined>} */
  async #outcome(checksum, mine) {
    for (;;) {
      this.#signal.throwIfAborted();
      const job = await this.#queues.package(checksum);
      if (job === undefined) return undefined;
      const { data, returnvalue } = job;
      if (job.finishedOn !== undefined) {
        // A job that succeeded at its second attempt has the reason of its first one as well.
        if (returnvalue) return { data, stored: returnvalue };
        const { error } = data;
        if (error?.code !== undefined && !endsRun(error.code)) return { data, error: /** @type {RowError} */ (error) };
        // No other merchant would do better. A later round may.
        if (!isOfRound(data, mine)) return { data };
        throw errorOf(error, job.failedReason ?? "the package's job failed");
      }
      const restMs = (data.restsUntil ?? 0) - Date.now();
      if (restMs > 0 && isFrom(data, mine)) throw new Resting(restMs);
      await this.#soon(checksum);
    }
  }

  /** @param {string} checksum @returns {Promise<void>} */
  #soon(checksum) {
    const waiting = this.#waiting.get(checksum) ?? new Set();
    this.#waiting.set(checksum, waiting);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(checksum);
        resolve();
      };
      const timer = setTimeout(wake, PACKAGE_POLL_MS);
      waiting.add(wake);
    });
  }

  #wakeAll() {
    for (const checksum of this.#waiting.keys()) this.ended(checksum);
  }
}

/** @param {PackageData} data @param {PackageData} mine */
const isOfRound = (data, mine) => data.run === mine.run && data.round === mine.round;

// Whether a job fetches a package through this function, in this round of the run.
/** @param {PackageData} data @param {PackageData} mine */
const isFrom = (data, mine) =>
  isOfRound(data, mine) &&
  data.authorizerAppid === mine.authorizerAppid &&
  data.env === mine.env &&
  data.functionName === mine.functionName;
