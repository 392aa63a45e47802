// A trap inside the module must not hang a call or spoil a later one. The module's tasks run as microtasks of this file: the build
// puts this queueMicrotask in the place of the bindings' own. After a trap every call under way ends, and the next call has a fresh
// instance of the same compiled module.
import { __wbg_reset_state } from "../bindings.js";
import { endAll } from "../host/live.js";

let instances = 0;
// Not the runtime's queueMicrotask: a test's clock that replaces it for one call would hold the tasks of all later calls.
const settled = Promise.resolve();

// The number of the instance that calls go to: it counts up at each trap.
export const instance = () => instances;

/** @param {unknown} reason */
function recover(reason) {
  __wbg_reset_state();
  instances += 1;
  endAll(reason);
}

// Guards an export. A RuntimeError or a RangeError (a full stack) leaves the instance in an unknown state; anything else is an error of
// ours.
/**
 * @type {<Parameters extends unknown[], Result>(call: (...parameters: Parameters) => Result) => (...parameters: Parameters) => Result}
 */
export const guarded =
  (call) =>
  (...parameters) => {
    try {
      return call(...parameters);
    } catch (reason) {
      if (reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError) recover(reason);
      throw reason;
    }
  };

/** @param {() => void} task */
export function queueMicrotask(task) {
  settled.then(() => {
    try {
      task();
    } catch (reason) {
      recover(reason);
    }
  });
}
