// A merchant's calls: so many at once, none while it rests after errcode 45011, and none any more once it is parked.
import { MOST_PAUSES } from "./constants.js";
import { Parked, quotaOf } from "./errors.js";

/** @import { FleetEvent } from "../fleet.d.ts" */
/** @import { Gate } from "../host/types.d.ts" */
/** @import { Pace } from "./pace.js" */

/** @typedef {{ perMerchant: number, pauseMs: number }} Limits */

// Parked merchants that are remembered: their later targets are not asked for.
const MOST_PARKED = 10_000;

class Merchant {
  underWay = 0;
  // How often it was paused since its last success.
  pauses = 0;
  isPaused = false;
  /** @type {Parked | undefined} */
  parked;
  /** @type {{ go(): void, fail(reason: unknown): void }[]} */
  waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
}

export class Turns {
  #limits;
  #pace;
  #emit;
  /** @type {Map<string, Merchant>} */
  #merchants = new Map();
  /** @type {Map<string, Parked>} */
  #parked = new Map();
  /** @type {{ reason: unknown } | undefined} */
  #closed;

  /** @param {Limits} limits @param {Pace} pace @param {(event: FleetEvent) => void} emit */
  constructor(limits, pace, emit) {
    this.#limits = limits;
    this.#pace = pace;
    this.#emit = emit;
  }

  // Makes a call when its merchant and the pace allow it, and again after a pause.
  /**
   * @template Result
   * @param {string} authorizerAppid
   * @param {(gate: Gate) => Promise<Result>} call
   * @returns {Promise<Result>}
   */
  take = async (authorizerAppid, call) => {
    for (;;) {
      const merchant = await this.#enter(authorizerAppid);
      const { pauses } = merchant;
      try {
        await this.#pace.enter();
        // It may have been paused or parked meanwhile.
        if (merchant.parked || merchant.isPaused) {
          this.#pace.leave(false);
          if (merchant.parked) throw merchant.parked;
          continue;
        }
        const result = await this.#paced(call);
        merchant.pauses = 0;
        this.#pace.ease();
        return result;
      } catch (error) {
        const errcode = quotaOf(error);
        if (errcode === undefined) throw error;
        if (!merchant.parked) this.#refused(authorizerAppid, merchant, errcode, error, pauses);
        if (merchant.parked) throw merchant.parked;
      } finally {
        merchant.underWay--;
        this.#next(authorizerAppid, merchant);
      }
    }
  };

  /** @param {unknown} reason */
  close(reason) {
    this.#closed = { reason };
    for (const { timer, waiting } of this.#merchants.values()) {
      clearTimeout(timer);
      for (const { fail } of waiting) fail(reason);
    }
    this.#pace.close();
  }

  // The first request of a call has its place before the call begins, so that its time does not pass meanwhile. Later ones, of another
  // page or attempt, wait for theirs; so does the link of a download that has begun.
  /** @template Result @param {(gate: Gate) => Promise<Result>} call */
  async #paced(call) {
    let hasPlace = true;
    /** @type {Gate} */
    const gate = async (send) => {
      if (!hasPlace) await this.#pace.enter(true);
      hasPlace = false;
      try {
        return await send();
      } finally {
        this.#pace.leave();
      }
    };
    try {
      return await call(gate);
    } finally {
      if (hasPlace) this.#pace.leave(false);
    }
  }

  /** @param {string} authorizerAppid @returns {Promise<Merchant>} */
  async #enter(authorizerAppid) {
    if (this.#closed) throw this.#closed.reason;
    const parked = this.#parked.get(authorizerAppid);
    if (parked) throw parked;
    const merchant = this.#merchants.get(authorizerAppid) ?? new Merchant();
    this.#merchants.set(authorizerAppid, merchant);
    if (merchant.isPaused || merchant.underWay >= this.#limits.perMerchant)
      await new Promise((resolve, fail) => merchant.waiting.push({ go: () => resolve(undefined), fail }));
    else merchant.underWay++;
    return merchant;
  }

  // Lets waiting calls begin; forgets a merchant without any.
  /** @param {string} authorizerAppid @param {Merchant} merchant */
  #next(authorizerAppid, merchant) {
    while (!merchant.isPaused && merchant.underWay < this.#limits.perMerchant) {
      const next = merchant.waiting.shift();
      if (next === undefined) break;
      merchant.underWay++;
      next.go();
    }
    const isInUse = merchant.underWay > 0 || merchant.isPaused || merchant.waiting.length > 0;
    if (!isInUse) this.#merchants.delete(authorizerAppid);
  }

  // Calls that were under way together are refused together: they count once.
  /** @param {string} authorizerAppid @param {Merchant} merchant @param {45009 | 45011} errcode @param {unknown} error @param {number} pauses */
  #refused(authorizerAppid, merchant, errcode, error, pauses) {
    if (errcode === 45011 && merchant.pauses > pauses) return;
    if (errcode === 45011) this.#pace.slow();
    if (errcode === 45011 && ++merchant.pauses < MOST_PAUSES) this.#pause(authorizerAppid, merchant);
    else this.#park(authorizerAppid, merchant, errcode, error);
  }

  /** @param {string} authorizerAppid @param {Merchant} merchant */
  #pause(authorizerAppid, merchant) {
    const milliseconds = this.#limits.pauseMs;
    merchant.isPaused = true;
    merchant.timer = setTimeout(() => {
      merchant.isPaused = false;
      this.#next(authorizerAppid, merchant);
    }, milliseconds);
    this.#emit({ type: "paused", authorizerAppid, errcode: 45011, milliseconds });
  }

  /** @param {string} authorizerAppid @param {Merchant} merchant @param {45009 | 45011} errcode @param {unknown} error */
  #park(authorizerAppid, merchant, errcode, error) {
    const parked = new Parked(error);
    merchant.parked = parked;
    merchant.pauses = 0;
    clearTimeout(merchant.timer);
    merchant.isPaused = false;
    for (const { fail } of merchant.waiting.splice(0)) fail(parked);
    this.#parked.set(authorizerAppid, parked);
    if (this.#parked.size > MOST_PARKED) this.#parked.delete(/** @type {string} */ (this.#parked.keys().next().value));
    this.#emit({ type: "parked", authorizerAppid, errcode });
  }
}
