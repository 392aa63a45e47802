// This worker's API requests: some at once, each when Redis has a place for it.
import { PLACE_POLL_MS } from "./constants.js";
import { GRACE_MS } from "./shared.js";

/** @import { Shared } from "./shared.js" */

/** @typedef {{ request: string, authorizerAppid: string, run: string, pauses: number, askedMs: number }} Place */
/**
 * @typedef {{
 *   authorizerAppid: string,
 *   run: string,
 *   isUrgent: boolean,
 *   notBeforeMs: number,
 *   resolve(place: Place): void,
 *   reject(reason: unknown): void,
 * }} Waiting
 */

// Thrown for a merchant that rests for so long.
export class Resting {
  /** @param {number} milliseconds */
  constructor(milliseconds) {
    this.milliseconds = milliseconds;
  }
}

// Thrown for a merchant that this run asks no more. `json` is the error that parked it.
export class ParkedElsewhere {
  /** @param {string} json */
  constructor(json) {
    this.json = json;
  }
}

export class Places {
  #shared;
  #concurrency;
  #onError;
  #prefix = crypto.randomUUID();
  #number = 0;
  #underWay = 0;
  /** @type {Waiting[]} */
  #waiting = [];
  #isAsking = false;
  #notBeforeMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Set<Promise<void>>} */
  #leaving = new Set();
  /** @type {{ reason: unknown } | undefined} */
  #closed;

  /** @param {Shared} shared @param {number} concurrency @param {(error: unknown) => void} onError */
  constructor(shared, concurrency, onError) {
    this.#shared = shared;
    this.#concurrency = concurrency;
    this.#onError = onError;
  }

  // Resolves when a request may be sent, which has to begin at once. A call that has begun goes first, and no pause keeps it. Rejects with a
  // Resting or a ParkedElsewhere.
  /** @param {{ authorizerAppid: string, run: string }} asked @param {boolean} [isUrgent] @returns {Promise<Place>} */
  enter(asked, isUrgent = false) {
    if (this.#closed) return Promise.reject(this.#closed.reason);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...asked, isUrgent, notBeforeMs: 0, resolve, reject });
      this.#go();
    });
  }

  // Whether the request still begins within the time for which its place is held.
  /** @param {Place} place */
  isFresh({ askedMs }) {
    return performance.now() - askedMs < GRACE_MS / 2;
  }

  /** @param {Place} place @param {boolean} wasSent */
  leave({ request, authorizerAppid, run }, wasSent) {
    this.#underWay--;
    const left = this.#shared.leave({ request, authorizerAppid, run, wasSent }).catch(this.#onError);
    this.#leaving.add(left);
    left.finally(() => this.#leaving.delete(left));
    this.#go();
  }

  // Redis may have lost what it held: the next request waits until that would be over.
  reconnected() {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, performance.now() + this.#shared.afterMs);
  }

  // Rejects those that wait. Resolves once Redis knows of those that have left.
  /** @param {unknown} reason */
  async close(reason) {
    this.#closed = { reason };
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    await Promise.all(this.#leaving);
  }

  #go() {
    if (this.#isAsking || this.#closed || this.#underWay >= this.#concurrency) return;
    const now = performance.now();
    const able = this.#waiting.filter(({ notBeforeMs }) => notBeforeMs <= now);
    const next = able.find(({ isUrgent }) => isUrgent) ?? able[0];
    clearTimeout(this.#timer);
    if (next && this.#notBeforeMs <= now) {
      this.#isAsking = true;
      this.#ask(next)
        .catch((reason) => this.#drop(next)?.reject(reason))
        .finally(() => {
          this.#isAsking = false;
          this.#go();
        });
    } else if (this.#waiting.length > 0) {
      const soonest = Math.min(...this.#waiting.map(({ notBeforeMs }) => notBeforeMs));
      this.#timer = setTimeout(() => this.#go(), Math.max(this.#notBeforeMs, soonest) - now);
    }
  }

  /** @param {Waiting} waiting */
  async #ask(waiting) {
    const { authorizerAppid, run, isUrgent } = waiting;
    const request = `${this.#prefix}:${++this.#number}`;
    const askedMs = performance.now();
    const [word, value] = await this.#shared.take({ request, authorizerAppid, run, isUrgent });
    const now = performance.now();
    if (word === "wait") {
      // Places whose requests have not ended end at any time.
      this.#notBeforeMs = now + Math.min(Math.max(Number(value), 1), PLACE_POLL_MS);
    } else if (word === "busy") {
      waiting.notBeforeMs = now + PLACE_POLL_MS;
    } else if (word !== "go") {
      this.#drop(waiting)?.reject(word === "paused" ? new Resting(Number(value)) : new ParkedElsewhere(String(value)));
    } else {
      this.#underWay++;
      const place = { request, authorizerAppid, run, pauses: Number(value), askedMs };
      const found = this.#drop(waiting);
      if (found) found.resolve(place);
      else this.leave(place, false);
    }
  }

  // Undefined where it was rejected meanwhile.
  /** @param {Waiting} waiting */
  #drop(waiting) {
    const at = this.#waiting.indexOf(waiting);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }
}
