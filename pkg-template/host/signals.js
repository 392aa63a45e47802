// One listener per caller's signal, however many calls share it: runtimes warn of more than ten.
const hubs = new WeakMap();

class Hub {
  #listeners = new Set();

  constructor(signal) {
    this.signal = signal;
    signal.addEventListener("abort", this);
    hubs.set(signal, this);
  }

  handleEvent() {
    for (const listener of [...this.#listeners]) listener();
  }

  join(listener) {
    this.#listeners.add(listener);
    return () => this.#leave(listener);
  }

  #leave(listener) {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    hubs.delete(this.signal);
    try {
      this.signal.removeEventListener("abort", this);
    } catch {} // a signal of another kind
  }
}

// Calls a listener when the signal aborts; what comes back ends that. Throws where the signal does.
export function listen(signal, listener) {
  return (hubs.get(signal) ?? new Hub(signal)).join(listener);
}

// Whether a signal that may be none has aborted, and a listener for it that ends.
export function watch(signal, listener) {
  const end = signal === undefined ? () => {} : listen(signal, listener);
  return { isAborted: () => signal !== undefined && signal.aborted, end };
}
