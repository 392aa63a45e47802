// A trap inside the module must hang no call and spoil none that follows. The module's tasks run as microtasks: the build
// puts this queueMicrotask, and these timers, in the place of the bindings' own. After a trap every call that was under way
// rejects with it, its timers are cleared, and the next call has a fresh instance of the same compiled module.
import { __wbg_reset_state } from "./bindings.js";

let instances = 0;
const pending = new Set();
const timers = new Set();

// Which instance it is that calls go to: another one after each trap.
export const instance = () => instances;

// A call as a promise: it begins with a function that takes its outcome.
export function promised(begin) {
  return new Promise((resolve, reject) => {
    pending.add(reject);
    begin((isFulfilled, value) => {
      pending.delete(reject);
      (isFulfilled ? resolve : reject)(value);
    });
  });
}

function recover(reason) {
  if (!(reason instanceof WebAssembly.RuntimeError)) throw reason;
  __wbg_reset_state();
  instances += 1;
  for (const timer of timers) globalThis.clearTimeout(timer);
  timers.clear();
  for (const reject of pending) reject(reason);
  pending.clear();
}

// A call that answers at once.
export const guarded = (call) => (a, b, c) => {
  try {
    return call(a, b, c);
  } catch (reason) {
    recover(reason);
    throw reason;
  }
};

export function queueMicrotask(task) {
  globalThis.queueMicrotask(() => {
    try {
      task();
    } catch (reason) {
      recover(reason);
    }
  });
}

export function setTimeout(handler, milliseconds) {
  const timer = globalThis.setTimeout(() => {
    timers.delete(timer);
    handler();
  }, milliseconds);
  timers.add(timer);
  return timer;
}

export function clearTimeout(timer) {
  timers.delete(timer);
  globalThis.clearTimeout(timer);
}
