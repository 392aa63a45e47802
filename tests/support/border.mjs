// Helpers for tests of callers' objects: a platform with its storage, a relay in this process, and guards against hangs.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import process from "node:process";
import { inspect } from "node:util";

import { FunctionLinkError } from "wechat-function-link";

import { CANARY_TOKEN } from "./calls.mjs";
import { httpServer } from "./server.mjs";

// Only a hang takes this long, however busy the machine is.
export const HANG_MS = 20_000;

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const packageOf = (functionName) => Buffer.from(`the package of ${functionName}, `.repeat(200));
export const asks = (functionName, more = {}) => ({ accessToken: CANARY_TOKEN, env: "border", functionName, ...more });

// A platform's reply whose link has no storage host.
export const replyFor = (functionName) => ({
  errcode: 0,
  errmsg: "ok",
  url: `https://border.myqcloud.com/${functionName}?sign=x`,
  checksum: sha256(packageOf(functionName)),
});

export const turn = () => new Promise((resolve) => setImmediate(resolve));

export async function turns(count) {
  for (let index = 0; index < count; index++) await turn();
}

// Fails the test instead of waiting for ever.
export function soon(promise, what = "the call") {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not settle`)), HANG_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function shown(value) {
  try {
    return value instanceof Error ? `${value.name} ${value.code ?? ""}: ${value.message}` : inspect(value);
  } catch {
    return "a value that cannot be shown";
  }
}

// A rejection by a FunctionLinkError of one of these codes, or of any code where none is named.
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
export function strays(t) {
  const seen = [];
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
export async function platform(t, { link = () => false, storage = () => false } = {}) {
  const { url, requests } = await httpServer(t, (arrived, response) => {
    if (arrived.method === "POST") {
      const name = JSON.parse(arrived.body).function_name;
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
  (value, more = {}) =>
  async (url, init) => {
    const body = typeof value === "function" ? value(url, init) : value;
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
export function relayRequest(route, wish, init = {}) {
  const body = typeof wish === "string" ? wish : JSON.stringify(wish);
  return new Request(`http://127.0.0.1/${route}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    ...init,
  });
}

export const relayOptions = (more = {}) => ({
  authorize: () => ({ id: "tester" }),
  accessToken: () => CANARY_TOKEN,
  allowNonBrowser: true,
  limits: { requestsPerMinute: Infinity, inFlight: Infinity },
  ...more,
});

export async function drained(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}
