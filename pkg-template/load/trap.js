// A trap inside the module must hang no call and spoil none that follows. The module's tasks run as microtasks of this file: the
// build puts this queueMicrotask in the place of the bindings' own. After a trap every call that was under way is let go, and the
// next call has a fresh instance of the same compiled module.
import { __wbg_reset_state } from "../bindings.js";
import { endAll } from "../host/live.js";

let instances = 0;
// Not the runtime's queueMicrotask: a test's clock that replaces it for one call would hold the tasks of all that follow.
const settled = Promise.resolve();

// Which instance it is that calls go to: another one after each trap.
export const instance = () => instances;

function recover(reason) {
  __wbg_reset_state();
  instances += 1;
  endAll(reason);
}

// A call of an export that may trap. What an export throws by itself is an error of ours; anything else has left the instance
// in a state that nobody knows.
export const guarded = (call) => (...parameters) => {
  try {
    return call(...parameters);
  } catch (reason) {
    if (reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError) recover(reason);
    throw reason;
  }
};

export function queueMicrotask(task) {
  settled.then(() => {
    try {
      task();
    } catch (reason) {
      recover(reason);
    }
  });
}
