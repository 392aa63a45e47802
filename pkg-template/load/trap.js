// A trap inside the module must not hang a call or spoil a later one. The module's tasks run as microtasks of this file: the build
// puts this queueMicrotask in the place of the bindings' own. After a trap every call under way ends, and the next call has a fresh
// instance of the same compiled module.
import { __wbg_reset_state } from "../bindings.js";
import { endAll } from "../host/live.js";
import { Instances } from "./instances.js";

const instances = new Instances(__wbg_reset_state, endAll);
// Not the runtime's queueMicrotask: a test's clock that replaces it for one call would hold the tasks of all later calls.
const settled = Promise.resolve();

export const instance = () => instances.count;
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
