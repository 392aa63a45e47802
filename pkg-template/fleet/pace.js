// When the next API request may be sent: so many at once, and so many in any second. A request may arrive at any time before its end, so it
// counts until a second after that: no second of the platform's own clock sees more, whatever the network does. What counts from the start
// instead, or in windows, lets two bursts meet.
import { LARGEST_GAP, LEAST_GAP, PAUSE_MS } from "./constants.js";

const SECOND_MS = 1000;
// Timers and clocks count in whole milliseconds.
const MARGIN_MS = 2;

// Each request without errcode 45011 takes a tenth off the least time between two requests.
const EASE = 0.9;

// A rate as requests in a time: less than one a second is one in a longer time.
/** @param {number} rate requests a second */
export const windowOf = (rate) => ({
  most: Math.max(1, Math.floor(rate)),
  windowMs: SECOND_MS / Math.min(1, rate) + MARGIN_MS,
});

/** @typedef {{ concurrency: number, rate?: number | undefined, pauseMs?: number }} Limits */

export class Pace {
  #concurrency;
  #most;
  #windowMs;
  #pauseMs;
  #underWay = 0;
  // When requests have ended, in the window.
  /** @type {number[]} */
  #ended = [];
  #gapMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  /** @type {(() => void)[]} */
  #urgent = [];
  /** @type {(() => void)[]} */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #onIdle;

  // `onIdle` is called when more requests would be sent if there were any.
  /** @param {Limits} limits @param {() => void} [onIdle] */
  constructor({ concurrency, rate, pauseMs = PAUSE_MS }, onIdle = () => {}) {
    const { most, windowMs } = windowOf(rate ?? Number.POSITIVE_INFINITY);
    this.#concurrency = concurrency;
    this.#most = most;
    this.#windowMs = windowMs;
    this.#pauseMs = pauseMs;
    this.#onIdle = onIdle;
  }

  get isIdle() {
    return this.#underWay < this.#concurrency && this.#waiting.length === 0 && this.#urgent.length === 0;
  }

  // Resolves when a request may be sent. A call that has begun goes first.
  /** @param {boolean} [isUrgent] @returns {Promise<void>} */
  enter(isUrgent = false) {
    return new Promise((resolve) => {
      (isUrgent ? this.#urgent : this.#waiting).push(resolve);
      this.#go();
    });
  }

  /** @param {boolean} [hasSent] */
  leave(hasSent = true) {
    this.#underWay--;
    if (hasSent && this.#most !== Number.POSITIVE_INFINITY) this.#ended.push(performance.now());
    this.#go();
  }

  slow() {
    const [least, largest] = [this.#pauseMs * LEAST_GAP, this.#pauseMs * LARGEST_GAP];
    this.#gapMs = Math.min(Math.max(this.#gapMs * 2, least), largest);
  }

  ease() {
    this.#gapMs *= EASE;
    if (this.#gapMs < this.#pauseMs * LEAST_GAP * (1 - EASE)) this.#gapMs = 0;
  }

  close() {
    clearTimeout(this.#timer);
    this.#urgent = [];
    this.#waiting = [];
  }

  #go() {
    clearTimeout(this.#timer);
    while (this.#underWay < this.#concurrency) {
      const next = this.#urgent[0] ?? this.#waiting[0];
      if (next === undefined) return this.#onIdle();
      const waitMs = this.#waitMs(performance.now());
      if (waitMs > 0) {
        if (waitMs !== Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#go(), Math.ceil(waitMs));
        return undefined;
      }
      if (this.#urgent.shift() === undefined) this.#waiting.shift();
      this.#underWay++;
      this.#lastMs = performance.now();
      next();
    }
    return undefined;
  }

  // How long the next request has to wait; for ever where one has to end first.
  /** @param {number} now */
  #waitMs(now) {
    const since = now - this.#windowMs;
    while (this.#ended[0] < since) this.#ended.shift();
    const gapMs = this.#lastMs + this.#gapMs - now;
    if (this.#underWay + this.#ended.length < this.#most) return gapMs;
    return this.#ended.length > 0 ? Math.max(gapMs, this.#ended[0] - since) : Number.POSITIVE_INFINITY;
  }
}
