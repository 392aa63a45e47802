// The errors of packages that broke off after their response had begun, kept in this process's memory for a short time: the end of a body
// does not show them. Only the same caller with the same request body gets an outcome.
import { OUTCOME_MS, REMEMBERED_OUTCOMES } from "../host/defaults.js";

/** @import { RelayWish } from "../relay.d.ts" */
/** @import { Failure } from "./responses.js" */

/** @param {string} downloadId @param {string} caller @param {RelayWish} wish */
const keyOf = (downloadId, caller, { env, functionName, authorizerAppid }) =>
  JSON.stringify([downloadId, caller, env, functionName, authorizerAppid]);

export class Outcomes {
  // A map keeps the order of insertion: the first is the oldest.
  /** @type {Map<string, { failure: Failure, until: number }>} */
  #kept = new Map();

  /** @param {string} downloadId @param {string} caller @param {RelayWish} wish @param {Failure} failure */
  keep(downloadId, caller, wish, failure) {
    this.#kept.set(keyOf(downloadId, caller, wish), { failure, until: performance.now() + OUTCOME_MS });
    this.#forget();
  }

  /** @param {string} downloadId @param {string} caller @param {RelayWish} wish */
  find(downloadId, caller, wish) {
    this.#forget();
    return this.#kept.get(keyOf(downloadId, caller, wish))?.failure;
  }

  #forget() {
    const now = performance.now();
    for (const [key, { until }] of this.#kept) {
      if (until > now && this.#kept.size <= REMEMBERED_OUTCOMES) return;
      this.#kept.delete(key);
    }
  }
}
