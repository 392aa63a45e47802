// Makes the page's calls outside its thread: lists, packages and what is inside them. The compiled modules load here alone.
import { calls } from "./calls.js";
import { failureOf, prepareWords } from "./failure.js";

/** @import { Calls, CallName, FromWorker, Reports, ToWorker } from "../types.d.ts" */

/** @type {Map<number, AbortController>} */
const running = new Map();

/** @param {FromWorker} message @param {Transferable[]} [transfer] */
const post = (message, transfer = []) => self.postMessage(message, { transfer });

/** @param {number} id @param {CallName} name @param {unknown} given */
async function run(id, name, given) {
  const controller = new AbortController();
  const { signal } = controller;
  running.set(id, controller);
  // Not with the first view. The page gives its language as the worker's name.
  if (name !== "environments") prepareWords(self.name);
  /** @param {Reports} report */
  const report = (report) => post({ id, report });
  try {
    const call = /** @type {(given: unknown, tools: object) => Promise<unknown>} */ (calls[name]);
    const result = await call(given, { signal, report });
    post({ id, result }, result instanceof Uint8Array ? [/** @type {ArrayBuffer} */ (result.buffer)] : []);
  } catch (reason) {
    post(signal.aborted ? { id, aborted: true } : { id, failure: await failureOf(reason) });
  } finally {
    running.delete(id);
  }
}

self.addEventListener("message", ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  if ("abort" in message) running.get(message.id)?.abort();
  else run(message.id, message.name, message.given);
});
