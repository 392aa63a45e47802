// A merchant's calls in a worker: each request has a place over all workers. After errcode 45011 the merchant rests, and no worker begins
// anything for a moment; after 45009, or too many rests, this run asks it no more.
import { FunctionLinkError } from "../core.js";
import { Parked, quotaOf, rowErrorOf } from "../fleet/errors.js";
import { ParkedElsewhere, Resting } from "./places.js";

/** @import { Gate } from "../host/types.d.ts" */
/** @import { FleetEvent, RowError } from "../fleet.d.ts" */
/** @import { Place, Places } from "./places.js" */
/** @import { Shared } from "./shared.js" */

/**
 * @typedef {{
 *   shared: Shared,
 *   places: Places,
 *   emit: (event: FleetEvent) => void,
 *   slow: (milliseconds: number) => Promise<void>,
 * }} Parts
 */

export class SharedTurns {
  #parts;
  #run;

  /** @param {Parts} parts @param {string} run */
  constructor(parts, run) {
    this.#parts = parts;
    this.#run = run;
  }

  // Makes a call. Throws a Resting where its job has to come again later, and a Parked where the merchant is asked no more.
  /**
   * @template Result
   * @param {string} authorizerAppid
   * @param {(gate: Gate) => Promise<Result>} call
   * @returns {Promise<Result>}
   */
  take = async (authorizerAppid, call) => {
    const { shared, places } = this.#parts;
    const asked = { authorizerAppid, run: this.#run };
    const first = await places.enter(asked).catch(parkedHere);
    /** @type {Place | undefined} */
    let place = first;
    /** @type {Gate} */
    const gate = async (send) => {
      let mine = place ?? (await places.enter(asked, true));
      place = undefined;
      while (!places.isFresh(mine)) {
        places.leave(mine, false);
        mine = await places.enter(asked, true);
      }
      try {
        return await send();
      } finally {
        places.leave(mine, true);
      }
    };
    try {
      const result = await call(gate);
      if (first.pauses > 0) await shared.succeeded(asked);
      return result;
    } catch (error) {
      const errcode = quotaOf(error);
      if (errcode === undefined) throw error;
      throw await this.#refused(authorizerAppid, errcode, error, first.pauses);
    } finally {
      if (place) places.leave(place, false);
    }
  };

  /** @param {string} authorizerAppid @param {45009 | 45011} errcode @param {unknown} error @param {number} pauses */
  async #refused(authorizerAppid, errcode, error, pauses) {
    const { shared, emit, slow } = this.#parts;
    const parked = new Parked(error);
    const refused = { authorizerAppid, run: this.#run, pauses, error: rowErrorOf(parked) };
    const [word, value, gap] = await shared.refused(refused);
    const isNew = word === "paused" ? Number(gap) > 0 : Number(value) > 0;
    if (word === "paused") {
      const milliseconds = Number(value);
      if (isNew) emit({ type: "paused", authorizerAppid, errcode: 45011, milliseconds });
      if (isNew) await slow(Number(gap));
      return new Resting(milliseconds);
    }
    if (isNew) emit({ type: "parked", authorizerAppid, errcode });
    return parked;
  }
}

// A worker has parked the merchant: its error is this one's, too.
/** @param {unknown} reason @returns {never} */
function parkedHere(reason) {
  if (!(reason instanceof ParkedElsewhere)) throw reason;
  const { message, ...fields } = /** @type {RowError} */ (JSON.parse(reason.json));
  throw new Parked(new FunctionLinkError(message, fields));
}

export { Resting };
