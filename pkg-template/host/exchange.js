// One request and its response. All that a caller's `fetch` returns is read here, guarded. A response that comes after its exchange was
// closed is cancelled.
import { readBounded } from "./body.js";
import { bytesOf } from "./bytes.js";
import { sourceOfBytes, sourceOfStream } from "./source.js";

// The headers that are read.
export const LINK_HEADERS = ["retry-after"];
export const PACKAGE_HEADERS = ["retry-after", "location", "content-encoding", "content-length", "content-range", "etag", "x-cos-request-id"];
export const RELAY_HEADERS = ["retry-after", "content-encoding", "content-length", "repr-digest", "x-link-expires", "x-link-url"];

// The body is a string: a stream would travel without Content-Length, which the platform refuses by 412.
export const post = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body });

// Asks for the bytes as they are stored: runtimes differ in which encodings they undo.
export function get(range, ifRange) {
  const headers = { "accept-encoding": "identity" };
  if (range !== undefined) headers.range = range;
  if (ifRange !== undefined) headers["if-range"] = ifRange;
  return { method: "GET", headers };
}

export class Exchange {
  #controller = new AbortController();
  #isOver = false;
  #response;
  #source;

  // `{ head }` as JSON, "{}" for a value that is no Response; or `{ words, isStale }` where nothing came back.
  async send(fetch, url, init, names) {
    try {
      this.#response = await fetch(url, { ...init, redirect: "manual", signal: this.#controller.signal });
    } catch (reason) {
      return { words: words(reason), isStale: wasStale(reason) };
    }
    if (this.#isOver) this.#discard();
    return { head: headOf(this.#response, url, names) };
  }

  // The same, with the body opened as a source. A value whose body cannot be opened is no Response.
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
  isOf(...hundreds) {
    try {
      return hundreds.includes(Math.floor(this.#response.status / 100));
    } catch {
      return false;
    }
  }

  // `{ body }`, or `{ fault }`. Bytes are counted while they are read; a declared length is not trusted, except that the runtime's own
  // fetch (`isOurs`) frames the body by it: reading the stream takes 80 µs of processor time more in Deno.
  async read(most, isOurs) {
    try {
      const { body, headers } = this.#response;
      if (isOurs && Number(headers.get("content-length")) > most) return { fault: "too-large" };
      const isWhole = body === null || body === undefined || (isOurs && isFramed(this.#response, most));
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
  async #readWhole(most) {
    if (typeof this.#response.arrayBuffer !== "function") return { body: new Uint8Array(0) };
    let bytes;
    try {
      bytes = bytesOf(await this.#response.arrayBuffer());
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
    const { body } = this.#response;
    this.#source = body === null || body === undefined ? sourceOfBytes(new Uint8Array(0)) : sourceOfStream(body);
  }

  // The body was read to its end. An abort would do nothing then, and takes longer than the rest of a call.
  complete() {
    this.#isOver = true;
  }

  close() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller.abort();
    this.#discard();
  }

  #discard() {
    if (this.#source) return this.#source.cancel();
    try {
      if (this.#response?.body) sourceOfStream(this.#response.body).cancel();
    } catch {} // no stream, or a locked one
  }
}

// Whether Content-Length frames the body (RFC 9112 §6.3) and is within the limit.
function isFramed({ headers }, most) {
  const length = headers.get("content-length");
  return length !== null && /^\d{1,9}$/.test(length) && Number(length) <= most
    && headers.get("transfer-encoding") === null && headers.get("content-encoding") === null;
}

function headOf(response, url, names) {
  try {
    const { status, headers, bodyUsed, type, redirected } = response;
    if (typeof status !== "number" || typeof headers !== "object" || headers === null || bodyUsed) return "{}";
    const head = { __proto__: null, status };
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

function resolved(location, url) {
  try {
    return new URL(location, url).href;
  } catch {
    return undefined;
  }
}

// The names, codes and messages of a failure and its causes, a line each: the module finds the kind by them and keeps none.
function words(reason) {
  const words = [];
  try {
    for (let depth = 0; depth < 4 && typeof reason === "object" && reason; depth++) {
      const { name, code, message, errors, cause } = reason;
      words.push(...[name, code, message].filter((word) => typeof word === "string"));
      const [inner] = Array.isArray(errors) ? errors : [];
      reason = typeof inner === "object" && inner ? inner : cause;
    }
  } catch {} // a getter threw: the words before it are enough
  return words.map((word) => word.replaceAll("\n", " ")).join("\n");
}

// Node shows how many bytes a broken connection had received: more than 0 where it had served an earlier request.
function wasStale(reason) {
  try {
    return reason.cause.socket.bytesRead > 0;
  } catch {
    return false;
  }
}
