// The requests of a call: one exchange after another, each within the time of its attempt.
import { MAX_REPLY_BYTES } from "./defaults.js";
import { Exchange, get, LINK_HEADERS, PACKAGE_HEADERS, post, RELAY_HEADERS } from "./exchange.js";
import { Stop } from "./stop.js";

/** @import { Timers } from "./timers.js" */
/** @import { Given, Read, Sent } from "./types.d.ts" */

export class Requests {
  #given;
  #timers;
  #missed;
  /** @type {Exchange | undefined} */
  #exchange;
  // When the attempt began, in milliseconds.
  #attemptSince = 0;
  // The requests sent for a link, and for a package.
  #linkAttempts = 0;
  #packageAttempts = 0;

  // `missed` stops the current step, after the attempt's time.
  /** @param {Given} given @param {Timers} timers @param {(stop: Stop) => void} missed */
  constructor(given, timers, missed) {
    this.#given = given;
    this.#timers = timers;
    this.#missed = missed;
  }

  // The open body; undefined before a response.
  get source() {
    return this.#exchange?.source;
  }

  // The facts of an operation. `attempt` counts like `FunctionLinkError.attempts`.
  facts() {
    return { attempt: this.#packageAttempts || this.#linkAttempts || undefined, status: this.#exchange?.status };
  }

  close() {
    this.#exchange?.close();
  }

  complete() {
    this.#exchange?.complete();
  }

  // A redirect belongs to the current attempt.
  /** @param {boolean} isNew */
  #limitAttempt(isNew) {
    if (isNew) this.#attemptSince = performance.now();
    const milliseconds = this.#given.attemptTimeoutMs;
    this.#timers.setStep(() => this.#missed(new Stop("attempt", { milliseconds })), this.#leftOfAttempt());
  }

  #leftOfAttempt() {
    return Math.max(this.#given.attemptTimeoutMs - (performance.now() - this.#attemptSince), 1);
  }

  // Reads an error's body within the attempt's time and half of the call's: without the body, the status decides.
  /** @param {Exchange} exchange @param {number} most @returns {Promise<Read>} */
  #readError(exchange, most) {
    return new Promise((resolve) => {
      const late = () => {
        exchange.close();
        resolve({ fault: "broke-off" });
      };
      this.#timers.setStep(late, Math.min(this.#leftOfAttempt(), this.#timers.remainingMs() / 2));
      exchange.read(most, this.#given.isOurs).then(resolve, resolve);
    });
  }

  // Sends a request and reads the response's body: none of a redirect, up to `errorBytes` of an error.
  /** @param {string} url @param {string} body @param {number} errorBytes @returns {Promise<Sent & Partial<Read>>} */
  async send(url, body, errorBytes) {
    this.#limitAttempt(true);
    this.#linkAttempts += 1;
    const exchange = (this.#exchange = Exchange.after(this.#exchange, this.#given.isOurs));
    const sent = await exchange.send(this.#given.fetch, url, post(body), LINK_HEADERS);
    let read;
    if (exchange.isOf(2)) read = await exchange.read(MAX_REPLY_BYTES, this.#given.isOurs);
    else if (sent.head !== undefined && sent.head !== "{}" && !exchange.isOf(3))
      read = await this.#readError(exchange, errorBytes);
    exchange.close();
    return { ...sent, ...read };
  }

  // Requests a package and leaves the body open. A redirect shares the time of the current attempt.
  /**
   * @param {string} url
   * @param {string | undefined} range
   * @param {string | undefined} ifRange
   * @param {boolean} isRedirected
   */
  get(url, range, ifRange, isRedirected) {
    return this.#open(url, get(range, ifRange), PACKAGE_HEADERS, isRedirected);
  }

  // Requests a package from a relay and leaves the body open.
  /** @param {string} url @param {string} body */
  post(url, body) {
    return this.#open(url, post(body), RELAY_HEADERS, false);
  }

  /** @param {string} url @param {RequestInit} init @param {string[]} names @param {boolean} isRedirected */
  #open(url, init, names, isRedirected) {
    this.#limitAttempt(!isRedirected);
    if (!isRedirected) this.#packageAttempts += 1;
    this.#exchange = Exchange.after(this.#exchange, this.#given.isOurs);
    return this.#exchange.sendAndOpen(this.#given.fetch, url, init, names);
  }

  // Reads the open body of an error.
  /** @param {number} most */
  async readBody(most) {
    const exchange = /** @type {Exchange} */ (this.#exchange);
    const read = await this.#readError(exchange, most);
    exchange.close();
    return read;
  }
}
