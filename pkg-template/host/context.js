// Runs callers' code in the async context (AsyncLocalStorage) of its call: the module's tasks run in the context that woke them. An
// AsyncResource takes 1 µs a call in Node 20, AsyncLocalStorage.snapshot() 25 µs. Browsers have neither.
/** @import { Context } from "./types.d.ts" */

/** @type {typeof import("node:async_hooks").AsyncResource | null | undefined} */
let Resource;

function load() {
  try {
    return globalThis.process.getBuiltinModule("node:async_hooks").AsyncResource ?? null;
  } catch {
    return null;
  }
}

/** @type {Context} */
const plain = { run: (work) => work() };

/** @returns {Context} */
export function currentContext() {
  if (Resource === undefined) Resource = load();
  if (!Resource) return plain;
  const resource = new Resource("wechat-function-link");
  return { run: (work) => resource.runInAsyncScope(work) };
}
