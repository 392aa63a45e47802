// One request and its response. All that a caller's `fetch` returns is read here, guarded. A response that comes after its exchange was
// closed is cancelled.
import { readBounded } from "./body.js";
import { bytesOf } from "./bytes.js";
import { sourceOfBytes, sourceOfStream } from "./source.js";

/** @import { Source } from "./source.js" */
/** @import { Fetch, Read, ResponseHead, Sent, Values } from "./types.d.ts" */

// The headers that are read.
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

// The body is a string: a stream would travel without Content-Length, which the platform refuses by 412.
/** @param {string} body */
export const post = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body });

// Asks for the bytes as they are stored: runtimes differ in which encodings they undo.
/** @param {string | undefined} range @param {string | undefined} ifRange */
export function get(range, ifRange) {
  /** @type {Record<string, string>} */
  const headers = { "accept-encoding": "identity" };
  if (range !== undefined) headers.range = range;
  if (ifRange !== undefined) headers["if-range"] = ifRange;
  return { method: "GET", headers };
}

// What makes `fetch` open a connection of its own. Deno and Bun take one kept connection after the other where all have died (their server
// or a NAT dropped them): `client` is Deno's, `keepalive` Bun's; Node replaces its dead ones by itself.
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

  // The request after one, or after none. Where the runtime's own fetch (`isOurs`) brought no response, it gets a connection of its own.
  /** @param {Exchange | undefined} last @param {boolean} isOurs */
  static after(last, isOurs) {
    const exchange = new Exchange();
    if (isOurs && last !== undefined && last.#response === undefined) exchange.#own = connectionOfItsOwn();
    return exchange;
  }

  // `{ head }` as JSON, "{}" for a value that is no Response; or `{ words, isStale }` where nothing came back.
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

  // The same, with the body opened as a source. A value whose body cannot be opened is no Response.
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

  // Whether the status is one of these hundreds.
  /** @param {number[]} hundreds */
  isOf(...hundreds) {
    try {
      return hundreds.includes(Math.floor(/** @type {Response} */ (this.#response).status / 100));
    } catch {
      return false;
    }
  }

  // `{ body }`, or `{ fault }`. Bytes are counted while they are read; a declared length is not trusted, except that the runtime's own
  // fetch (`isOurs`) frames the body by it: reading the stream takes 80 µs of processor time more in Deno.
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

  // The open body, from one pump to the next. No body is a source of no bytes.
  get source() {
    return this.#source;
  }

  #openSource() {
    const { body } = /** @type {Response} */ (this.#response);
    this.#source = body === null || body === undefined ? sourceOfBytes(new Uint8Array(0)) : sourceOfStream(body);
  }

  // The body was read to its end. An abort would do nothing then, and takes longer than the rest of a call.
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

  // A client that is left open is a leak to Deno's test runner; one that is closed twice throws.
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

// The names, codes and messages of a failure and its causes, a line each: the module finds the kind by them and keeps none.
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
  } catch {} // a getter threw: the words before it are enough
  return words.map((word) => word.replaceAll("\n", " ")).join("\n");
}

// Node shows how many bytes a broken connection had received: more than 0 where it had served an earlier request.
/** @param {unknown} reason */
function wasStale(reason) {
  try {
    return /** @type {{ cause: { socket: { bytesRead: number } } }} */ (reason).cause.socket.bytesRead > 0;
  } catch {
    return false;
  }
}
