// Helpers for tests of callers' objects: a platform with its storage, a relay in this process, and guards against hangs.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import process from "node:process";
import { inspect } from "node:util";

import { FunctionLinkError } from "wechat-function-link";

import { CANARY_TOKEN } from "./calls.mjs";
import { httpServer } from "./server.mjs";

/** @import { Arrived } from "./server.mjs" */
/** @import { ServerResponse } from "node:http" */
/** @import { TestContext } from "node:test" */
/** @import { FunctionLinkRequest } from "wechat-function-link" */
/** @import { RelayOptions } from "wechat-function-link/relay" */

/** @typedef {(name: string, response: ServerResponse, arrived: Arrived) => boolean} Instead */
/** @typedef {(url: string, init?: RequestInit) => unknown} Answering */

// Only a hang takes this long, however busy the machine is.
export const HANG_MS = 20_000;

/** @param {string | NodeJS.ArrayBufferView} bytes */
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
/** @param {string} functionName */
export const packageOf = (functionName) => Buffer.from(`the package of ${functionName}, `.repeat(200));
/** @param {string} functionName @param {{ accessToken?: unknown, authorizerAppid?: string }} [more] */
export const asks = (functionName, more = {}) =>
  /** @type {FunctionLinkRequest} */ ({ accessToken: CANARY_TOKEN, env: "border", functionName, ...more });

// A platform's reply whose link has no storage host.
/** @param {string} functionName */
export const replyFor = (functionName) => ({
  errcode: 0,
  errmsg: "ok",
  url: `https://border.myqcloud.com/${functionName}?sign=x`,
  checksum: sha256(packageOf(functionName)),
});

export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @param {number} count */
export async function turns(count) {
  for (let index = 0; index < count; index++) await turn();
}

// Fails the test instead of waiting for ever.
/** @template Result @param {Promise<Result>} promise @param {string} [what] @returns {Promise<Result>} */
export function soon(promise, what = "the call") {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not settle`)), HANG_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** @param {unknown} value */
export function shown(value) {
  try {
    if (!(value instanceof Error)) return inspect(value);
    const { name, code = "", message } = /** @type {NodeJS.ErrnoException} */ (value);
    return `${name} ${code}: ${message}`;
  } catch {
    return "a value that cannot be shown";
  }
}

// A rejection by a FunctionLinkError of one of these codes, or of any code where none is named.
/** @param {Promise<unknown>} promise @param {string[]} codes */
export async function fails(promise, ...codes) {
  const error = await soon(promise).then(
    (value) => assert.fail(`resolved to ${shown(value)}`),
    (reason) => reason,
  );
  assert.ok(FunctionLinkError.is(error), `not typed: ${shown(error)}`);
  if (codes.length > 0) assert.ok(codes.includes(error.code), `${shown(error)}, wanted ${codes}`);
  return error;
}

// Records uncaught errors of the process. The returned function asserts that there were none.
/** @param {TestContext} t */
export function strays(t) {
  /** @type {string[]} */
  const seen = [];
  /** @param {unknown} reason */
  const note = (reason) => seen.push(shown(reason));
  const events = ["unhandledRejection", "uncaughtException"];
  for (const event of events) process.on(event, note);
  t.after(() => {
    for (const event of events) process.off(event, note);
  });
  return async () => {
    await turns(5);
    assert.deepEqual(seen, []);
  };
}

// Answers each function with a link to its own package here. `link(name, response, arrived)` and `storage(name, response, arrived)` answer
// instead where they return true.
/** @param {TestContext} t @param {{ link?: Instead, storage?: Instead }} [instead] */
export async function platform(t, { link = () => false, storage = () => false } = {}) {
  const { url, requests } = await httpServer(t, (arrived, response) => {
    if (arrived.method === "POST") {
      const { function_name: name } = /** @type {{ function_name: string }} */ (JSON.parse(arrived.body));
      if (link(name, response, arrived)) return;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/${name}?sign=x`, checksum: sha256(packageOf(name)) }),
      );
    } else {
      const name = arrived.url.slice(1, arrived.url.indexOf("?"));
      if (storage(name, response, arrived)) return;
      const bytes = packageOf(name);
      response.writeHead(200, { "content-length": bytes.length });
      response.end(bytes);
    }
  });
  // A new object and a new list each time: callers change them.
  const options = () => ({ baseUrl: url, allowedHosts: ["127.0.0.1"] });
  return { url, requests, options };
}

// A `fetch` that answers without a network. The answer's fields are its own and its body is a generator, so that nothing that a test does
// to the runtime's classes or to Object.prototype breaks the answer itself.
export const answering =
  (/** @type {Answering | string | object} */ value, more = {}) =>
  /** @param {string} url @param {RequestInit} [init] */
  async (url, init) => {
    const body = typeof value === "function" ? /** @type {Answering} */ (value)(url, init) : value;
    async function* chunks() {
      yield new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
    }
    const headers = new Map([["content-type", "application/json"]]);
    return {
      status: 200,
      ok: true,
      type: "basic",
      redirected: false,
      url: "",
      bodyUsed: false,
      headers,
      body: chunks(),
      ...more,
    };
  };

// One request to a relay in this process.
/** @param {string} route @param {unknown} wish @param {RequestInit} [init] */
export function relayRequest(route, wish, init = {}) {
  const body = typeof wish === "string" ? wish : JSON.stringify(wish);
  return new Request(`http://127.0.0.1/${route}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    ...init,
  });
}

/** @param {object} [more] @returns {RelayOptions} */
export const relayOptions = (more = {}) => ({
  authorize: () => ({ id: "tester" }),
  accessToken: () => CANARY_TOKEN,
  allowNonBrowser: true,
  limits: { requestsPerMinute: Infinity, inFlight: Infinity },
  ...more,
});

/** @template Item @param {AsyncIterable<Item>} iterable */
export async function drained(iterable) {
  /** @type {Item[]} */
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}
