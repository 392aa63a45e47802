// One request and its response. Guards every read of the value that a caller's `fetch` returns. Cancels a response that arrives after the
// exchange was closed.
import { readBounded } from "./body.js";
import { bytesOf } from "./bytes.js";
import { sourceOfBytes, sourceOfStream } from "./source.js";

/** @import { Source } from "./source.js" */
/** @import { Fetch, Read, ResponseHead, Sent, Values } from "./types.d.ts" */

// The headers that the module reads.
export const LINK_HEADERS = ["retry-after"];
export const PACKAGE_HEADERS = [
  "retry-after",
  "location",
  "content-encoding",
  "content-length",
  "content-range",
  "etag",
  "x-cos-request-id",
];
export const RELAY_HEADERS = [
  "retry-after",
  "content-encoding",
  "content-length",
  "repr-digest",
  "x-link-expires",
  "x-link-url",
  "x-download-id",
];

// The body is a string: a stream would have no Content-Length, which the platform refuses with 412.
/** @param {string} body */
export const post = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body });

// Requests the bytes as they are stored: runtimes decode different encodings.
/** @param {string | undefined} range @param {string | undefined} ifRange */
export function get(range, ifRange) {
  /** @type {Record<string, string>} */
  const headers = { "accept-encoding": "identity" };
  if (range !== undefined) headers.range = range;
  if (ifRange !== undefined) headers["if-range"] = ifRange;
  return { method: "GET", headers };
}

// Options that make `fetch` open a new connection. Where a server or a NAT dropped all pooled connections, Deno and Bun try one after the
// other: `client` is for Deno, `keepalive` for Bun. Node replaces dead connections by itself.
/** @returns {{ keepalive: false, client?: { close(): void } | undefined }} */
function connectionOfItsOwn() {
  try {
    return { keepalive: false, client: globalThis.Deno?.createHttpClient({ poolMaxIdlePerHost: 0 }) };
  } catch {
    return { keepalive: false };
  }
}

export class Exchange {
  #controller = new AbortController();
  #isOver = false;
  /** @type {Response | undefined} */
  #response;
  /** @type {Source | undefined} */
  #source;
  /** @type {ReturnType<typeof connectionOfItsOwn> | undefined} */
  #own;

  // The exchange after another one, or the first. After a request of the runtime's own fetch (`isOurs`) without a response, it takes a new
  // connection.
  /** @param {Exchange | undefined} last @param {boolean} isOurs */
  static after(last, isOurs) {
    const exchange = new Exchange();
    if (isOurs && last !== undefined && last.#response === undefined) exchange.#own = connectionOfItsOwn();
    return exchange;
  }

  // Resolves to `{ head }` as JSON, "{}" for a value that is not a Response, or to `{ words, isStale }` without a response.
  /**
   * @param {Fetch} fetch
   * @param {string} url
   * @param {RequestInit} init
   * @param {string[]} names
   * @returns {Promise<Sent>}
   */
  async send(fetch, url, init, names) {
    try {
      const response = await fetch(url, { ...init, ...this.#own, redirect: "manual", signal: this.#controller.signal });
      this.#response = /** @type {Response} */ (response); // or anything else: each use is guarded
    } catch (reason) {
      return { words: words(reason), isStale: wasStale(reason) };
    }
    if (this.#isOver) this.#discard();
    return { head: headOf(this.#response, url, names) };
  }

  // Sends a request and opens the response's body as a source. A value whose body cannot be opened does not count as a Response.
  /**
   * @param {Fetch} fetch
   * @param {string} url
   * @param {RequestInit} init
   * @param {string[]} names
   * @returns {Promise<Sent>}
   */
  async sendAndOpen(fetch, url, init, names) {
    const sent = await this.send(fetch, url, init, names);
    if (sent.head === undefined || sent.head === "{}" || this.#isOver) return sent;
    try {
      this.#openSource();
    } catch {
      return { head: "{}" };
    }
    return sent;
  }

  // The response's status; undefined before a response.
  get status() {
    try {
      const { status } = /** @type {Response} */ (this.#response);
      return typeof status === "number" ? status : undefined;
    } catch {
      return undefined;
    }
  }

  // Whether the status is one of these hundreds.
  /** @param {number[]} hundreds */
  isOf(...hundreds) {
    return hundreds.includes(Math.floor((this.status ?? 0) / 100));
  }

  // Resolves to `{ body }` or `{ fault }`. Counts the bytes while it reads them. Trusts a declared length only of the runtime's own fetch
  // (`isOurs`), which frames the body by it: the stream takes 80 µs of processor time more in Deno.
  /** @param {number} most @param {boolean} isOurs @returns {Promise<Read>} */
  async read(most, isOurs) {
    try {
      const { body, headers } = /** @type {Response} */ (this.#response);
      if (isOurs && Number(headers.get("content-length")) > most) return { fault: "too-large" };
      const isWhole = body === null || body === undefined || (isOurs && isFramed(headers));
      if (isWhole && !this.#source) return await this.#readWhole(most);
      this.#source ??= sourceOfStream(body);
    } catch {
      return { fault: "not-bytes" };
    }
    const read = await readBounded(this.#source, most, () => this.#isOver);
    if (read.body !== undefined) this.complete();
    return read;
  }

  // A mock of a Response may have no stream.
  /** @param {number} most @returns {Promise<Read>} */
  async #readWhole(most) {
    const response = /** @type {Response} */ (this.#response);
    if (typeof response.arrayBuffer !== "function") return { body: new Uint8Array(0) };
    let bytes;
    try {
      bytes = bytesOf(await response.arrayBuffer());
    } catch {
      return { fault: "broke-off" };
    }
    if (bytes === undefined) return { fault: "not-bytes" };
    this.complete();
    return bytes.length > most ? { fault: "too-large" } : { body: bytes };
  }

  // The open body, which stays open between pumps. A missing body is a source without bytes.
  get source() {
    return this.#source;
  }

  #openSource() {
    const { body } = /** @type {Response} */ (this.#response);
    this.#source = body === null || body === undefined ? sourceOfBytes(new Uint8Array(0)) : sourceOfStream(body);
  }

  // The body has ended. An abort would have no effect, and takes longer than the rest of a call.
  complete() {
    this.#isOver = true;
    this.#closeClient();
  }

  close() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller.abort();
    this.#discard();
    this.#closeClient();
  }

  // Deno's test runner reports an open client as a leak. A second close throws.
  #closeClient() {
    this.#own?.client?.close();
    this.#own = undefined;
  }

  #discard() {
    if (this.#source) return this.#source.cancel();
    try {
      if (this.#response?.body) sourceOfStream(this.#response.body).cancel();
    } catch {} // no stream, or a locked one
  }
}

// Whether Content-Length frames the body (RFC 9112 §6.3).
/** @param {Headers} headers */
function isFramed(headers) {
  const length = headers.get("content-length");
  return (
    length !== null &&
    /^\d{1,9}$/.test(length) &&
    headers.get("transfer-encoding") === null &&
    headers.get("content-encoding") === null
  );
}

// Fields in place, and no Object.prototype (see intake.js).
class Head {
  status;

  /** @param {number} status */
  constructor(status) {
    this.status = status;
  }
}

Object.setPrototypeOf(Head.prototype, null);

/** @param {unknown} response @param {string} url @param {string[]} names */
function headOf(response, url, names) {
  try {
    const { status, headers, bodyUsed, type, redirected } = /** @type {Response} */ (response);
    if (typeof status !== "number" || typeof headers !== "object" || headers === null || bodyUsed) return "{}";
    const head = /** @type {ResponseHead} */ (new Head(status));
    if (type === "opaqueredirect" || redirected) head.redirected = true;
    for (const name of names) {
      const value = headers.get(name);
      if (typeof value === "string") head[name] = value;
    }
    if (head.location !== undefined) head.location = resolved(head.location, url);
    return JSON.stringify(head);
  } catch {
    return "{}";
  }
}

/** @param {string} location @param {string} url */
function resolved(location, url) {
  try {
    return new URL(location, url).href;
  } catch {
    return undefined;
  }
}

// The names, codes and messages of a failure and its causes, a line each. The module derives the kind of failure and drops the text.
/** @param {unknown} reason */
function words(reason) {
  /** @type {string[]} */
  const words = [];
  try {
    for (let depth = 0; depth < 4 && typeof reason === "object" && reason; depth++) {
      const { name, code, message, errors, cause } = /** @type {Values} */ (reason);
      words.push(...[name, code, message].filter((word) => typeof word === "string"));
      const [inner] = Array.isArray(errors) ? errors : [];
      reason = typeof inner === "object" && inner ? inner : cause;
    }
  } catch {} // a getter threw: the text so far is enough
  return words.map((word) => word.replaceAll("\n", " ")).join("\n");
}

// Node reports the bytes that a broken connection had received: more than 0 after an earlier request.
/** @param {unknown} reason */
function wasStale(reason) {
  try {
    return /** @type {{ cause: { socket: { bytesRead: number } } }} */ (reason).cause.socket.bytesRead > 0;
  } catch {
    return false;
  }
}
