// Platform and storage in one loopback server, below HTTP: the documented call is answered by a link to the server itself,
// and each request for the package as the test's script says, to the byte. A connection serves one request, so that
// nothing seen is the doing of one that was kept alive.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { it } from "node:test";

import { downloadFunction } from "wechat-function-link";

import { CANARY_SIGNATURE, rejection, request as call } from "./calls.mjs";
import { socketServer } from "./server.mjs";

/** @import { Socket } from "node:net" */
/** @import { TestContext } from "node:test" */
/** @import { DownloadOptions, FunctionDownload } from "wechat-function-link" */

/**
 * @typedef {{
 *   method: string,
 *   path: string,
 *   headers: { [name: string]: string },
 *   readonly closed: Promise<unknown>,
 * }} Arrived
 */
/** @typedef {(request: Arrived, socket: Socket) => unknown} Answer */
/** @typedef {{ [name: string]: string | number | null }} Headers */
/**
 * @typedef {{
 *   options: { to?: WritableStream<Uint8Array> },
 *   kind: string,
 *   succeeded(result: FunctionDownload, bytes: Uint8Array): unknown,
 *   failed(reason: unknown): unknown,
 * }} Target
 */
/**
 * @typedef {{
 *   kind: string,
 *   closed: boolean,
 *   aborted: unknown,
 *   controller: WritableStreamDefaultController,
 *   to: WritableStream<Uint8Array>,
 *   bytes(): Buffer,
 * }} Seen
 */

/** @param {string | NodeJS.ArrayBufferView} bytes */
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// Nowhere the same, so that a splice at a wrong place shows, and of more than one piece.
export const PACKAGE = Buffer.concat(
  Array.from({ length: 6250 }, (_, index) => createHash("sha256").update(`${index}`).digest()),
);
export const CHECKSUM = sha256(PACKAGE);
export const QUERY = `sign=${encodeURIComponent(`q-sign-algorithm=sha1&q-sign-time=1;9999999999&q-signature=${CANARY_SIGNATURE}`)}`;

/** @param {Uint8Array} bytes @param {number} [at] */
export function flipped(bytes, at = bytes.length >> 1) {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}

// What never comes fails the test instead of holding it.
/**
 * @template Result
 * @param {number} milliseconds
 * @param {string} message
 * @param {Promise<Result>} promise
 * @returns {Promise<Result>}
 */
function within(milliseconds, message, promise) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message })), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// The head alone; a header that is null is left out.
/** @param {Socket} socket @param {number} status @param {Headers} [headers] */
export function head(socket, status, headers = {}) {
  const fields = Object.entries({ connection: "close", ...headers }).filter(([, value]) => value !== null);
  socket.write(`HTTP/1.1 ${status} Scripted\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
}

// An answer and the connection's end, which is a cut where `headers` declares more.
/** @type {(status: number, body?: string | Uint8Array, headers?: Headers) => Answer} */
export const answer =
  (status, body = "", headers = {}) =>
  (_request, socket) => {
    const bytes = Buffer.from(/** @type {Uint8Array} */ (body));
    head(socket, status, { "content-length": bytes.length, ...headers });
    socket.end(bytes);
  };
/** @param {Uint8Array} [bytes] @param {Headers} [headers] */
export const whole = (bytes = PACKAGE, headers = {}) => answer(200, bytes, headers);
/** @param {number} length @param {Headers} [headers] */
export const cut = (length, headers = {}) =>
  whole(PACKAGE.subarray(0, length), { "content-length": PACKAGE.length, ...headers });
// The first bytes, and then silence.
/** @type {(length: number) => Answer} */
export const stalled = (length) => (_request, socket) => {
  head(socket, 200, { "content-length": PACKAGE.length });
  socket.write(PACKAGE.subarray(0, length));
};
export const NO_LENGTH = { "content-length": null };
export const CHUNKED = { ...NO_LENGTH, "transfer-encoding": "chunked" };
/** @param {Uint8Array} bytes */
export const chunk = (bytes) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
export const LAST_CHUNK = Buffer.from("0\r\n\r\n");

// What a sound storage host does with Range and If-Range; `most` is how many bytes it sends before the connection ends.
/** @type {(host?: { bytes?: Uint8Array, etag?: string, most?: number, headers?: Headers }) => Answer} */
export const ranged =
  ({ bytes = PACKAGE, etag = '"one"', most = Infinity, headers = {} } = {}) =>
  (request, socket) => {
    const first = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
    if (first === undefined || (request.headers["if-range"] ?? etag) !== etag) {
      return whole(bytes.subarray(0, most), { "content-length": bytes.length, etag, ...headers })(request, socket);
    }
    const rest = bytes.subarray(Number(first));
    const span = {
      "content-range": `bytes ${first}-${bytes.length - 1}/${bytes.length}`,
      "content-length": rest.length,
    };
    answer(206, rest.subarray(0, most), { etag, ...span, ...headers })(request, socket);
  };

// `answers[n]` takes the n-th request for the package, the last one all that follow. `link(n, url)` changes the n-th reply.
/**
 * @param {TestContext} t
 * @param {Answer[]} answers
 * @param {{ checksum?: string, link?: (nth: number, url: string) => object }} [platform]
 */
export async function storage(t, answers, { checksum = CHECKSUM, link = () => ({}) } = {}) {
  /** @type {Arrived[]} */
  const links = [];
  /** @type {Arrived[]} */
  const requests = [];
  const { url } = await socketServer(t, (socket, text) => {
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const [line, ...fields] = text.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(
      fields.map((field) => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    if (text.length < end + 4 + Number(headers["content-length"] ?? 0)) return;
    const [method, path] = line.split(" ");
    const ended = new Promise((resolve) => socket.on("close", resolve));
    const request = {
      method,
      path,
      headers,
      get closed() {
        return within(3000, "the connection stayed open", ended);
      },
    };
    if (path.startsWith("/tcb/downloadfunction?")) {
      const nth = links.push(request);
      const reply = {
        errcode: 0,
        errmsg: "ok",
        url: `${url}/package.zip?${QUERY}&nth=${nth}`,
        checksum,
        ...link(nth, url),
      };
      return answer(200, JSON.stringify(reply))(request, socket);
    }
    const nth = requests.push(request);
    answers[Math.min(nth, answers.length) - 1](request, socket);
  });
  return { url, links, requests };
}

// A download from it. Whatever happens, it has to settle by itself.
/** @param {{ url: string }} server @param {DownloadOptions} [options] */
export function pull({ url }, options = {}) {
  const defaults = { baseUrl: url, allowedHosts: ["127.0.0.1"], timeoutMs: 6000, idleTimeoutMs: 3000 };
  return within(9000, "the download did not settle", downloadFunction(call, { ...defaults, ...options }));
}

/** @type {() => Target} */
const memory = () => ({
  options: {},
  kind: "bytes",
  succeeded: (result, bytes) => assert.ok(Buffer.from(result.bytes ?? []).equals(bytes), "other bytes arrived"),
  failed() {},
});

// A WritableStream that tells what became of it; `write(chunk, n)` may refuse or delay.
/** @param {(chunk: Uint8Array, nth: number) => unknown} [write] @param {QueuingStrategy<Uint8Array>} [strategy] */
export function stream(write = () => {}, strategy) {
  /** @type {Buffer[]} */
  const chunks = [];
  const seen = /** @type {Seen} */ ({ kind: "to", closed: false, aborted: undefined });
  const ended = new Promise((resolve) => {
    const settle = (/** @type {Partial<Seen>} */ what) => resolve(Object.assign(seen, what));
    const start = (/** @type {WritableStreamDefaultController} */ controller) => {
      seen.controller = controller;
    };
    const sink = {
      start,
      write: (/** @type {Uint8Array} */ bytes) => /** @type {void} */ (write(bytes, chunks.push(Buffer.from(bytes)))),
      close: () => settle({ closed: true }),
      abort: (/** @type {unknown} */ aborted) => settle({ aborted }),
    };
    seen.to = new WritableStream(sink, strategy);
  });
  return Object.assign(seen, {
    options: { to: seen.to },
    bytes: () => Buffer.concat(chunks),
    /** @param {FunctionDownload} result @param {Uint8Array} bytes */
    async succeeded(result, bytes) {
      assert.equal(result.bytes, undefined);
      assert.deepEqual([seen.closed, seen.aborted, seen.to.locked], [true, undefined, false]);
      assert.ok(seen.bytes().equals(bytes), "other bytes were written");
    },
    /** @param {unknown} reason */
    async failed(reason) {
      await within(3000, "the stream was neither closed nor aborted", ended);
      assert.deepEqual([seen.closed, seen.to.locked], [false, false]);
      assert.ok(seen.aborted === reason, "aborted for another reason");
    },
  });
}

// The same test to memory and to a stream.
/** @param {string} name @param {(t: TestContext, target: Target) => Promise<void>} test */
export function both(name, test) {
  it(`${name} (bytes)`, (t) => test(t, memory()));
  it(`${name} (to)`, (t) => test(t, stream()));
}

/**
 * @param {{ url: string }} server
 * @param {Target} target
 * @param {DownloadOptions} [options]
 * @param {Uint8Array} [bytes]
 */
export async function succeeds(server, target, options = {}, bytes = PACKAGE) {
  const result = await pull(server, { ...target.options, ...options });
  assert.deepEqual([result.size, result.checksum, result.link.checksum], [bytes.length, sha256(bytes), sha256(bytes)]);
  await target.succeeded(result, bytes);
  return result;
}

/** @param {{ url: string }} server @param {Target} target @param {string} code @param {DownloadOptions} [options] */
export async function fails(server, target, code, options = {}) {
  const error = await rejection(pull(server, { ...target.options, ...options }), code);
  assert.match(error.message, /"login" in environment "test-777bb9"/);
  await target.failed(error);
  return error;
}
