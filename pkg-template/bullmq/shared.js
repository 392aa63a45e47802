// What all workers share beside BullMQ's queues: places for API requests, and what is known of merchants' quotas. By the scripts alone.
import { LARGEST_GAP, LEAST_GAP, MOST_PAUSES } from "../fleet/constants.js";
import { windowOf } from "../fleet/pace.js";
import { partOf } from "../fleet/part-names.js";
import { REMEMBERED_MS } from "./constants.js";
import { SCRIPTS } from "./scripts.js";

/** @import { IRedisClient } from "bullmq" */
/** @import { RowError } from "../fleet.d.ts" */

/** @typedef {{ perMerchant: number, pauseMs: number, rate?: number | undefined, attemptMs: number }} Limits */
/** @typedef {{ authorizerAppid: string, run: string }} Asked */

// A dead worker's places are held for so long beyond the longest attempt.
export const GRACE_MS = 5000;

export class Shared {
  #client;
  #key;
  #limits;
  #most;
  #leaseMs;
  // How long a place is held after its request has ended; 0 without a rate.
  afterMs;

  // `key` makes a key of Redis of a name.
  /** @param {IRedisClient} client @param {(name: string) => string} key @param {Limits} limits */
  constructor(client, key, limits) {
    this.#client = client;
    this.#key = key;
    this.#limits = limits;
    const { rate, attemptMs } = limits;
    const { most, windowMs } = rate === undefined ? { most: 0, windowMs: 0 } : windowOf(rate);
    this.#most = most;
    this.afterMs = Math.ceil(windowMs); // Redis counts whole milliseconds
    this.#leaseMs = Math.ceil(attemptMs) + this.afterMs + GRACE_MS;
    for (const [name, script] of Object.entries(SCRIPTS)) client.defineCommand(name, script);
  }

  // Asks for a request's place: `["go", pauses]`, `["wait" | "busy" | "paused", milliseconds]` or `["parked", error]`.
  /** @param {Asked & { request: string, isUrgent: boolean }} asked */
  async take({ request, isUrgent, ...asked }) {
    const { places, merchant, state, parking, since } = this.#keys(asked);
    const { perMerchant } = this.#limits;
    const given = [request, this.#most, this.afterMs, this.#leaseMs, perMerchant, isUrgent ? 1 : 0];
    return this.#run("Take", [places, merchant, state, parking, since], given);
  }

  /** @param {Asked & { request: string, wasSent: boolean }} left */
  async leave({ request, wasSent, ...asked }) {
    const { places, merchant } = this.#keys(asked);
    await this.#run("Leave", [places, merchant], [request, wasSent ? this.afterMs : 0]);
  }

  // The merchant's quota refused a request that began after so many pauses: `["paused", milliseconds, gap]` or `["parked", isNew]`. The gap
  // is 0 where another request was refused for the same pause.
  /** @param {Asked & { pauses: number, error: RowError }} refused */
  async refused({ pauses, error, ...asked }) {
    const { state, parking, gap } = this.#keys(asked);
    const { pauseMs } = this.#limits;
    const gaps = [pauseMs * LEAST_GAP, pauseMs * LARGEST_GAP];
    const given = [
      error.errcode,
      pauses,
      Math.ceil(pauseMs),
      MOST_PAUSES,
      JSON.stringify(error),
      ...gaps,
      REMEMBERED_MS,
    ];
    return this.#run("Refused", [state, parking, gap], given);
  }

  /** @param {Asked} asked */
  async succeeded(asked) {
    await this.#run("Succeeded", [this.#keys(asked).state], []);
  }

  // Which start of which server this is. Another one may lack what the last had confirmed.
  async server() {
    const [server] = await this.#run("Server", [this.#key("places")], []);
    return server;
  }

  // Functions that a run asks for by themselves, and leaves out of an environment's list.
  /** @param {string} run @param {{ authorizerAppid: string, env: string, functionName: string }} name */
  async leaveOut(run, { functionName, ...environment }) {
    await this.#remember(this.#leftOutKey(run, environment), functionName, "1");
  }

  /** @param {string} run @param {{ authorizerAppid: string, env: string }} environment */
  async leftOut(run, environment) {
    return new Set(Object.keys(await this.#client.hgetall(this.#leftOutKey(run, environment))));
  }

  // Rows that a run's end writes: another merchant may deliver their packages until then.
  /** @param {string} run @param {string} part @param {string} rows */
  async hold(run, part, rows) {
    await this.#remember(this.#key(`held:${run}`), part, rows);
  }

  /** @param {string} run */
  async held(run) {
    return Object.entries(await this.#client.hgetall(this.#key(`held:${run}`)));
  }

  /** @param {string} run */
  async forget(run) {
    await this.#client.del(this.#key(`held:${run}`));
  }

  /** @param {string} key @param {string} field @param {string} value */
  async #remember(key, field, value) {
    await this.#run("Remember", [key], [field, value, REMEMBERED_MS]);
  }

  /** @param {string} run @param {{ authorizerAppid: string, env: string }} environment */
  #leftOutKey(run, { authorizerAppid, env }) {
    return this.#key(`left-out:${run}:${partOf({ authorizerAppid, env })}`);
  }

  /** @param {Asked} asked */
  #keys({ authorizerAppid, run }) {
    const merchant = partOf({ authorizerAppid });
    return {
      places: this.#key("places"),
      since: this.#key("places-since"),
      gap: this.#key("gap"),
      merchant: this.#key(`requests:${merchant}`),
      state: this.#key(`quota:${merchant}`),
      parking: this.#key(`parked:${run}:${merchant}`),
    };
  }

  /** @param {string} name @param {string[]} keys @param {unknown[]} given @returns {Promise<[word: string, value: number | string, more?: number]>} */
  #run(name, keys, given) {
    return this.#client.runCommand(`wechatFleet${name}`, [...keys, ...given]);
  }
}
