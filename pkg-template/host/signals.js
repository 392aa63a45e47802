// One listener per caller's signal for all calls that share it: runtimes warn about more than ten.
import { Stop } from "./stop.js";

/** @type {WeakMap<AbortSignal, Hub>} */
const hubs = new WeakMap();

class Hub {
  /** @type {Set<() => void>} */
  #listeners = new Set();
  signal;

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.signal = signal;
    signal.addEventListener("abort", this);
    hubs.set(signal, this);
  }

  handleEvent() {
    for (const listener of [...this.#listeners]) listener();
  }

  /** @param {() => void} listener */
  join(listener) {
    this.#listeners.add(listener);
    return () => this.#leave(listener);
  }

  /** @param {() => void} listener */
  #leave(listener) {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    hubs.delete(this.signal);
    try {
      this.signal.removeEventListener("abort", this);
    } catch {} // an imitation of a signal
  }
}

// Calls a listener when the signal aborts. Returns a function that removes it. Throws where the signal does.
/** @param {AbortSignal} signal @param {() => void} listener */
export function listen(signal, listener) {
  return (hubs.get(signal) ?? new Hub(signal)).join(listener);
}

// Watches an optional signal: whether it has aborted, and its reason, which is read once.
/**
 * @param {AbortSignal | undefined} signal
 * @param {() => void} listener
 * @returns {{ isAborted(): boolean, reason(): unknown, end(): void }}
 */
export function watch(signal, listener) {
  if (signal === undefined) return { isAborted: () => false, reason: () => undefined, end: () => {} };
  /** @type {{ reason: unknown } | undefined} */
  let aborted;
  const look = () => (aborted ??= { reason: signal.reason });
  if (signal.aborted) look();
  const heard = () => {
    try {
      look();
    } catch {
      aborted = { reason: undefined }; // an imitation of a signal
    }
    listener();
  };
  const end = aborted ? () => {} : listen(signal, heard);
  return { isAborted: () => aborted !== undefined, reason: () => aborted?.reason, end };
}

// Ends a call by its signal. Returns a function that stops listening.
/** @param {AbortSignal} signal @param {(stop: Stop) => void} end */
export function endBy(signal, end) {
  const aborted = () => {
    let reason;
    try {
      ({ reason } = signal);
    } catch {
      return end(new Stop("argument", { words: "options.signal must have a reason that can be read" }));
    }
    return end(new Stop("aborted", { reason }));
  };
  try {
    if (!signal.aborted) return listen(signal, aborted);
    aborted();
  } catch {
    end(new Stop("argument", { words: "options.signal must be an AbortSignal" }));
  }
  return () => {};
}
