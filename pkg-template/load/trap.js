// Recovers from a trap inside the module: every call under way rejects, and the next call gets a fresh instance of the same compiled
// module. The module's tasks run as microtasks of this file: the build replaces the bindings' queueMicrotask by this one.
import { __wbg_reset_state } from "../bindings.js";
import { endAll } from "../host/live.js";
import { Instances } from "./instances.js";

const instances = new Instances(__wbg_reset_state, endAll);
// Not the global queueMicrotask: a test's clock that replaces it during one call would hold the tasks of all later calls.
const settled = Promise.resolve();

export const instance = () => instances.count;
/**
 * @type {<Parameters extends unknown[], Result>(call: (...parameters: Parameters) => Result) => (...parameters: Parameters) => Result}
 */
export const guarded = (call) => instances.guarded(call);

/** @param {() => void} task */
export function queueMicrotask(task) {
  settled.then(() => {
    try {
      task();
    } catch (reason) {
      instances.recover(reason);
    }
  });
}
