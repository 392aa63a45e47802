// Callers' objects that throw when they are read, and sound ones to combine them with.
import { answering, drained, packageOf, replyFor, sha256 } from "./border.mjs";

/** @import { FunctionLinkError, FunctionLinkResult } from "wechat-function-link" */

/** @typedef {(...given: unknown[]) => Promise<unknown>} Call */
/**
 * @typedef {{
 *   getFunctionLink: Call,
 *   downloadFunction: Call,
 *   saveFunction: Call,
 *   verifyChecksum: Call,
 *   getFunctionLinks(requests: unknown, options: unknown): AsyncIterable<FunctionLinkResult>,
 *   createRelay(options: unknown): (request: Request) => Promise<Response>,
 *   FunctionLinkError: typeof FunctionLinkError,
 * }} Api
 */
/** @typedef {[name: string, call: (api: Api) => unknown, codes: string[]]} Entry */
/** @typedef {(url: string, init?: RequestInit) => Promise<object>} Fetch */

export const BOOM = new Error("boom");
export const boom = () => {
  throw BOOM;
};
export const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
/** @param {{ fetch?: (url: string, init?: RequestInit) => unknown, [option: string]: unknown }} [more] */
export const options = (more = {}) => ({ fetch: sound, maxAttempts: 1, ...more });
/** @template {object} [Given=object] @param {string | number | symbol} name @param {Given} [object] @returns {Given} */
export const throwing = (name, object = /** @type {Given} */ ({})) =>
  Object.defineProperty(object, name, { get: boom, enumerable: true, configurable: true });
export const allThrowing = () =>
  new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom });

// Promises that a plain `await` or `then` may fail to take. `await` of a native promise does not ask for its own `then`.
/** @type {{ [what: string]: (value?: unknown) => unknown }} */
export const PROMISES = {
  "a promise whose constructor throws": (value) => throwing("constructor", Promise.resolve(value)),
  "a promise whose then throws": (value) => Object.assign(Promise.resolve(value), { then: boom }),
  "a promise whose then cannot be read": (value) => throwing("then", Promise.resolve(value)),
  "a thenable that throws": () => ({ then: boom }),
  "an object whose then cannot be read": () => throwing("then"),
};

/** @param {object} [more] */
export function writer(more) {
  const done = () => Promise.resolve();
  return {
    ready: done(),
    closed: new Promise(() => {}),
    desiredSize: 1,
    write: done,
    close: done,
    abort: done,
    releaseLock() {},
    ...more,
  };
}
/** @param {() => unknown} make */
export const to = (make) => ({ locked: false, getWriter: make, abort: async () => {}, close: async () => {} });
/** @param {object} more */
export const reader = (more) => ({
  locked: false,
  cancel: async () => {},
  getReader: () => ({
    read: async () => ({ done: true }),
    cancel: async () => {},
    releaseLock() {},
    closed: new Promise(() => {}),
    ...more,
  }),
});
/** @param {object} [more] */
export const signal = (more) => ({
  aborted: false,
  reason: undefined,
  addEventListener() {},
  removeEventListener() {},
  ...more,
});
/** @param {() => unknown} next @param {object} [more] */
export const iterable = (next, more = {}) => ({
  [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true }), ...more }),
});
/** @type {(more: object) => Fetch} */
export const response = (more) => async (url, init) =>
  Object.defineProperties(await sound(url, init), Object.getOwnPropertyDescriptors(more));
/** @type {(more: object) => Fetch} */
export const storage = (more) => async (url, init) =>
  url.includes("/tcb/") ? sound(url, init) : response(more)(url, init);

export const CHECKSUM = sha256("abc");
export const abc = () => new TextEncoder().encode("abc");

// A response that throws when it is read, not when it is made.
/** @param {string} name @returns {Fetch} */
export function lateThrowing(name) {
  return async (url, init) => throwing(name, await sound(url, init));
}

/** @param {AsyncIterable<FunctionLinkResult>} results */
export async function onlyItem(results) {
  const [{ link, error }] = await drained(results);
  if (error !== undefined) throw error;
  return link;
}

// A table of calls: `add(name, call, ...codes)` appends an entry of hostile.mjs to `list`.
/** @returns {{ list: Entry[], add(name: string, call: Entry[1], ...codes: string[]): void }} */
export function table() {
  /** @type {Entry[]} */
  const list = [];
  return { list, add: (name, call, ...codes) => list.push([name, call, codes]) };
}
