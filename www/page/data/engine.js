// The page's side of the worker: each call is a promise, with reports on its way and a signal that ends it.
import { language } from "../language.js";
import { signOut } from "./settings.js";

/** @import { CallName, Calls, Failure, FromWorker, Reports } from "../types.d.ts" */

/**
 * @typedef {{
 *   resolve(value: never): void,
 *   reject(reason: unknown): void,
 *   report?: ((reports: Reports) => void) | undefined,
 * }} Waiting
 */

// A failed call: `failure` is plain data.
export class CallError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.words.en.message);
    this.failure = failure;
  }
}

/** @type {Map<number, Waiting>} */
const waiting = new Map();
let count = 0;
/** @type {Worker | undefined} */
let worker;

// The build names the file by its contents. The page's policy lets only this script become a worker.
const policy = globalThis.trustedTypes?.createPolicy("console-worker", { createScriptURL: () => WORKER_ADDRESS });

function started() {
  const made = new Worker(policy?.createScriptURL(WORKER_ADDRESS) ?? WORKER_ADDRESS, {
    type: "module",
    name: language(),
  });
  made.addEventListener("message", ({ data }) => received(data));
  made.addEventListener("error", (event) => {
    event.preventDefault();
    made.terminate();
    worker = undefined; // the next call starts another one
    const calls = [...waiting.values()];
    waiting.clear();
    for (const { reject } of calls) reject(new CallError(unloaded(event.message)));
  });
  return made;
}

/** @param {FromWorker} message */
function received(message) {
  const call = waiting.get(message.id);
  if (call === undefined) return;
  if ("report" in message) return call.report?.(message.report);
  waiting.delete(message.id);
  if ("result" in message) return call.resolve(/** @type {never} */ (message.result));
  if ("aborted" in message) return call.reject(new DOMException("cancelled", "AbortError"));
  if (message.failure.isSignedOut) signOut();
  return call.reject(new CallError(message.failure));
}

/** @param {string} message @returns {Failure} */
function unloaded(message) {
  const words = { title: "", message, advice: "" };
  return { code: "WORKER", retryable: true, words: { en: words, "zh-CN": words } };
}

/**
 * @template {CallName} Name
 * @param {Name} name
 * @param {Calls[Name]["takes"]} given
 * @param {{ signal?: AbortSignal, report?: (reports: Reports) => void }} [options]
 * @returns {Promise<Calls[Name]["gives"]>}
 */
export function call(name, given, { signal, report } = {}) {
  const id = ++count;
  worker ??= started();
  const engine = worker;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject, report });
    signal?.addEventListener("abort", () => engine.postMessage({ id, abort: true }), { once: true });
    engine.postMessage({ id, name, given });
  });
}

// Loads the worker and its module before the first call.
export const prepare = () => void (worker ??= started());

// The failure of a call; undefined for a cancelled one.
/** @param {unknown} reason @returns {Failure | undefined} */
export function failureOf(reason) {
  if (reason instanceof CallError) return reason.failure;
  if (reason instanceof DOMException && reason.name === "AbortError") return undefined;
  const words = { title: "", message: String(/** @type {Error} */ (reason)?.message ?? reason), advice: "" };
  return { code: "UNEXPECTED", retryable: false, words: { en: words, "zh-CN": words } };
}
