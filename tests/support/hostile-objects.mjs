// Callers' objects that throw when they are read, and sound ones to combine them with.
import { answering, drained, packageOf, replyFor, sha256 } from "./border.mjs";

export const BOOM = new Error("boom");
export const boom = () => {
  throw BOOM;
};
export const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
export const options = (more = {}) => ({ fetch: sound, maxAttempts: 1, ...more });
export const throwing = (name, object = {}) =>
  Object.defineProperty(object, name, { get: boom, enumerable: true, configurable: true });
export const allThrowing = () =>
  new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom });

// Promises that a plain `await` or `then` may fail to take. `await` of a native promise does not ask for its own `then`.
export const PROMISES = {
  "a promise whose constructor throws": (value) => throwing("constructor", Promise.resolve(value)),
  "a promise whose then throws": (value) => Object.assign(Promise.resolve(value), { then: boom }),
  "a promise whose then cannot be read": (value) => throwing("then", Promise.resolve(value)),
  "a thenable that throws": () => ({ then: boom }),
  "an object whose then cannot be read": () => throwing("then"),
};

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
export const to = (make) => ({ locked: false, getWriter: make, abort: async () => {}, close: async () => {} });
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
export const signal = (more) => ({
  aborted: false,
  reason: undefined,
  addEventListener() {},
  removeEventListener() {},
  ...more,
});
export const iterable = (next, more = {}) => ({
  [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true }), ...more }),
});
export const response = (more) => async (url, init) =>
  Object.defineProperties(await sound(url, init), Object.getOwnPropertyDescriptors(more));
export const storage = (more) => async (url, init) =>
  url.includes("/tcb/") ? sound(url, init) : response(more)(url, init);

export const CHECKSUM = sha256("abc");
export const abc = () => new TextEncoder().encode("abc");

// A response that throws when it is read, not when it is made.
export function lateThrowing(name) {
  return async (url, init) => throwing(name, await sound(url, init));
}

export async function onlyItem(results) {
  const [{ link, error }] = await drained(results);
  if (error !== undefined) throw error;
  return link;
}

// A table of calls: `add(name, call, ...codes)` appends an entry of hostile.mjs to `list`.
export function table() {
  const list = [];
  return { list, add: (name, call, ...codes) => list.push([name, call, codes]) };
}
