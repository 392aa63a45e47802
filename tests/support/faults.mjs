// Calls with the default three attempts against faulty servers: outcome, number of requests, time.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";

import { getFunctionLink } from "wechat-function-link";

import { CHECKSUM, rejection, reply, request } from "./calls.mjs";
import { httpServer } from "./server.mjs";

/** @import { Arrived } from "./server.mjs" */
/** @import { ServerResponse } from "node:http" */
/** @import { AddressInfo } from "node:net" */
/** @import { TestContext } from "node:test" */
/** @import { CallOptions } from "wechat-function-link" */

/** @typedef {{ status?: number, headers?: { [name: string]: string | number }, body?: unknown }} Answer */
/** @typedef {Answer | ((response: ServerResponse, arrived: Arrived) => unknown)} Step */

export const DEADLINE_MS = 10_000;
// "At once", on a machine that is busy with something else: half of the deadline.
export const AT_ONCE_MS = 5000;
export const fine = { body: reply };

/** @param {string} baseUrl @param {CallOptions} [options] @param {object} [changes] */
export const ask = (baseUrl, options = {}, changes = {}) =>
  getFunctionLink({ ...request, ...changes }, { baseUrl, timeoutMs: DEADLINE_MS, ...options });

/** @template Result @param {Promise<Result>} promise @returns {Promise<[result: Result, milliseconds: number]>} */
export async function elapsed(promise) {
  const start = performance.now();
  return [await promise, performance.now() - start];
}

/** @param {ServerResponse} response @param {Answer} answer */
export function answer(response, { status = 200, headers = {}, body = "" }) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}

// Responds to the first request by the first step, and so on. The last step repeats.
/** @param {TestContext} t @param {Step[]} steps */
export async function scripted(t, ...steps) {
  /** @type {number[]} */
  const arrivals = [];
  const server = await httpServer(t, (arrived, response) => {
    arrivals.push(performance.now());
    const step = steps[Math.min(arrivals.length, steps.length) - 1];
    if (typeof step === "function") step(response, arrived);
    else answer(response, step);
  });
  return { ...server, arrivals };
}

// Asserts that the call rejects within its deadline, after this many requests, with the right `attempts`.
/**
 * @param {Promise<unknown>} promise
 * @param {string} code
 * @param {number} times
 * @param {() => number} seen
 * @param {number} [deadlineMs]
 */
export async function fails(promise, code, times, seen, deadlineMs = DEADLINE_MS) {
  const [error, took] = await elapsed(rejection(promise, code));
  assert.ok(took < deadlineMs + AT_ONCE_MS, `${took} ms`);
  assert.equal(seen(), times, "requests that arrived");
  assert.equal(error.attempts, times, "error.attempts");
  return error;
}

/**
 * @param {TestContext} t
 * @param {string} code
 * @param {number} times
 * @param {Step[]} steps
 * @param {CallOptions} [options]
 * @param {object} [changes]
 */
export async function failsAfter(t, code, times, steps, options, changes) {
  const server = await scripted(t, ...steps);
  const error = await fails(
    ask(server.url, options, changes),
    code,
    times,
    () => server.requests.length,
    options?.timeoutMs,
  );
  return Object.assign(error, { took: performance.now() - server.arrivals[0] });
}

/**
 * @param {TestContext} t
 * @param {number} times
 * @param {Step[]} steps
 * @param {CallOptions} [options]
 * @param {object} [changes]
 */
export async function succeedsAfter(t, times, steps, options, changes) {
  const server = await scripted(t, ...steps);
  const link = await ask(server.url, options, changes);
  assert.equal(link.checksum, CHECKSUM);
  assert.equal(server.requests.length, times, "requests that arrived");
  return { link, ...server };
}

// A port of this machine without a listener.
export async function closedPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

// fetch itself, counted.
export function counted() {
  const counter = {
    count: 0,
    fetch: (/** @type {Parameters<typeof fetch>} */ ...all) => (counter.count++, fetch(...all)),
  };
  return counter;
}

export function deferred() {
  let resolve = /** @type {() => void} */ (() => {});
  let reject = /** @type {(reason: unknown) => void} */ (() => {});
  /** @type {Promise<void>} */
  const promise = new Promise((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
