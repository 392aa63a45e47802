// A trap inside the module must hang no call and spoil none that follows. The module's tasks run as microtasks: the build
// puts this queueMicrotask in the place of the bindings' own. After a trap every call that was under way rejects with it,
// and the next call has a fresh instance of the same compiled module.
import { __wbg_reset_state } from "./bindings.js";

const pending = new Set();

export function settled(promise) {
  return new Promise((resolve, reject) => {
    pending.add(reject);
    const done = (settle) => (value) => {
      pending.delete(reject);
      settle(value);
    };
    promise.then(done(resolve), done(reject));
  });
}

export function queueMicrotask(task) {
  globalThis.queueMicrotask(() => {
    try {
      task();
    } catch (reason) {
      if (!(reason instanceof WebAssembly.RuntimeError)) throw reason;
      __wbg_reset_state();
      for (const reject of pending) reject(reason);
      pending.clear();
    }
  });
}
