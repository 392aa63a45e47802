// Requests to an S3 store: signed, timed, and tried again where that may help.
import { loadSigner } from "./s3-peer.js";
import { bodyChunks, textIn } from "./s3-body.js";
import { networkFault, S3Fault, statusFault, timeoutFault } from "./s3-errors.js";

/** @import { S3Options } from "./s3-options.js" */

/**
 * @typedef {object} Sent
 * @property {string} method
 * @property {string} [key] without one: the bucket
 * @property {{ [name: string]: string }} [query]
 * @property {{ [name: string]: string }} [headers]
 * @property {Uint8Array<ArrayBuffer> | string} [body]
 * @property {string} [digest] the body's SHA-256
 */

/** @typedef {{ response: Response, chunks(): AsyncGenerator<Uint8Array, void, undefined>, text(): Promise<string>, attempt: number }} Reply */

const FIRST_WAIT_MS = 200;
const MOST_WAIT_MS = 10_000;
const MOST_TOLD_MS = 30_000;
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export class S3Client {
  #options;
  #base;
  // The signing key of the day.
  #cache = new Map();

  /** @param {S3Options} options */
  constructor(options) {
    this.#options = options;
    this.#base = `${options.endpoint}/${options.bucket}`;
  }

  get bucket() {
    return this.#options.bucket;
  }

  // What `read` makes of a reply of 2xx. A failure within `read` that may pass is tried again, too. Rejects with an S3Fault.
  /**
   * @template Result
   * @param {Sent} sent
   * @param {(reply: Reply) => Result | Promise<Result>} read
   * @param {number} [attempts]
   * @returns {Promise<Result>}
   */
  async send(sent, read, attempts = this.#options.attempts) {
    const Signer = await loadSigner();
    for (let attempt = 1; ; attempt++) {
      /** @type {{ waitMs?: number }} */
      const advised = {};
      try {
        return await this.#attempt(Signer, sent, read, attempt, advised);
      } catch (error) {
        if (!(error instanceof S3Fault)) throw error;
        error.attempt = attempt;
        if (!error.fault.isPassing || attempt >= attempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, advised.waitMs ?? waitBefore(attempt)));
      }
    }
  }

  /**
   * @template Result
   * @param {import("./s3-peer.js").Signer} Signer
   * @param {Sent} sent
   * @param {(reply: Reply) => Result | Promise<Result>} read
   * @param {number} attempt
   * @param {{ waitMs?: number }} advised
   */
  async #attempt(Signer, sent, read, attempt, advised) {
    const abort = new AbortController();
    const silence = this.#options.attemptTimeoutMs;
    const { url, init } = await this.#signed(Signer, sent);
    const response = await this.#fetched(url, { ...init, signal: abort.signal }, abort);
    const chunks = () => bodyChunks(response, silence, abort);
    if (response.ok) return read({ response, chunks, text: () => textIn(chunks()), attempt });
    advised.waitMs = waitIn(response.headers.get("retry-after"));
    const body = sent.method === "HEAD" ? "" : await textIn(chunks()).catch(() => "");
    const requestId = response.headers.get("x-amz-request-id") ?? response.headers.get("x-cos-request-id");
    throw statusFault(response.status, body, requestId);
  }

  // The store's answer, without its body. A redirect is one: what is signed goes nowhere else.
  /** @param {string} url @param {RequestInit} init @param {AbortController} abort @returns {Promise<Response>} */
  async #fetched(url, init, abort) {
    const silence = this.#options.attemptTimeoutMs;
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const silent = new Promise((_, reject) => {
      timer = setTimeout(() => {
        reject(timeoutFault(silence));
        abort.abort();
      }, silence);
    });
    try {
      return await /** @type {Promise<Response>} */ (Promise.race([this.#options.fetch(url, init), silent]));
    } catch (error) {
      throw error instanceof S3Fault ? error : networkFault(error);
    } finally {
      clearTimeout(timer);
    }
  }

  // The body's digest is signed: a store refuses other bytes.
  /** @param {import("./s3-peer.js").Signer} Signer @param {Sent} sent */
  async #signed(Signer, { method, key, query = {}, headers = {}, body, digest = EMPTY }) {
    const path = key === undefined ? "" : `/${key.split("/").map(encoded).join("/")}`;
    const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const { accessKeyId, secretAccessKey, sessionToken, region } = this.#options;
    const signer = new Signer({
      method,
      url: `${this.#base}${path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`,
      headers: { ...headers, "x-amz-content-sha256": digest },
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
      ...(region && { region }),
      service: "s3",
      cache: this.#cache,
    });
    const signed = await signer.sign();
    /** @type {RequestInit} */
    const init = { method, headers: signed.headers, redirect: "manual" };
    return { url: signed.url.href, init: body === undefined ? init : { ...init, body } };
  }
}

/** @param {string} text */
const encoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

// Exponential, half of it at random.
/** @param {number} attempt */
function waitBefore(attempt) {
  const most = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), MOST_WAIT_MS);
  return most * (0.5 + Math.random() / 2);
}

// Of a header in seconds.
/** @param {string | null} text */
const waitIn = (text) =>
  text !== null && /^\d{1,6}$/.test(text) ? Math.min(Number(text) * 1000, MOST_TOLD_MS) : undefined;
