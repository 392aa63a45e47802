// The limits of a caller: a place among the requests under way, and a count of requests, in memory or in the operator's store.
import { readValue, watch } from "../core.js";
import { LIMITS_STORE_MS } from "../host/defaults.js";

/** @import { Admission, RelayPolicy } from "../bindings.js" */
/** @import { Context } from "../host/types.d.ts" */
/** @import { readOptions } from "./options.js" */

/**
 * @typedef {{
 *   policy: () => RelayPolicy,
 *   settings: ReturnType<typeof readOptions>,
 *   id: string,
 *   lastsMs: number,
 *   signal: AbortSignal | undefined,
 *   context: Context,
 * }} Entrance
 */

// Returns `leave`, which frees the place, or the refusal.
/** @param {Entrance} entrance @returns {Promise<Admission & { leave(): void }>} */
export async function enter(entrance) {
  const { policy, id, lastsMs } = entrance;
  const place = policy().enter(id, lastsMs);
  const leave = place.ticket === undefined ? () => {} : leaving(policy(), id, place.ticket);
  try {
    const { error, retryAfter } = place.error ? place : await count(entrance);
    if (error) leave();
    return { error, retryAfter, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

/** @param {RelayPolicy} policy @param {string} id @param {number} ticket */
const leaving = (policy, id, ticket) => () => {
  try {
    policy.leave(id, ticket);
  } catch {} // an object of an instance before a trap
};

/** @param {Entrance} entrance @returns {Promise<Admission>} */
async function count({ policy, settings, id, signal, context }) {
  const { take, onStoreError } = settings;
  if (take === undefined) return policy().count(id);
  const ending = new AbortController();
  const ended = new Promise((_, reject) => ending.signal.addEventListener("abort", reject));
  const watched = watch(signal, () => ending.abort());
  const timer = setTimeout(() => ending.abort(), LIMITS_STORE_MS);
  try {
    if (watched.isAborted()) throw new Error("the caller has left");
    const asked = new Promise((resolve) => resolve(context.run(() => take(id, ending.signal))));
    const waitMs = waitOf(await Promise.race([asked, ended]));
    return waitMs === undefined ? {} : policy().tooOften(waitMs);
  } catch {
    // The store's error may hold its address and password.
    if (onStoreError !== "memory" || watched.isAborted()) throw policy().storeFailed();
    return policy().count(id);
  } finally {
    clearTimeout(timer);
    watched.end();
  }
}

// The time until the next request is admitted, in milliseconds; undefined for one that is admitted now.
/** @param {unknown} taken */
function waitOf(taken) {
  const allowed = readValue(/** @type {object} */ (taken), "allowed");
  if (allowed === true) return undefined;
  const waitMs = readValue(/** @type {object} */ (taken), "retryAfterMs") ?? 0;
  if (allowed !== false || typeof waitMs !== "number" || !Number.isFinite(waitMs)) throw new TypeError("no outcome");
  return waitMs;
}
