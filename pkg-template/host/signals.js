// One listener per caller's signal, however many calls share it: runtimes warn of more than a few.
const hubs = new Map();

class Hub {
  heard = new Set();

  constructor(signal) {
    this.signal = signal;
    signal.addEventListener("abort", this);
    hubs.set(signal, this);
  }

  handleEvent() {
    for (const subscription of [...this.heard]) subscription.hear(this.signal.reason);
  }

  leave(subscription) {
    this.heard.delete(subscription);
    if (this.heard.size > 0) return;
    hubs.delete(this.signal);
    this.signal.removeEventListener("abort", this);
  }
}

// Hears a signal's abort until it ends. A signal that has aborted already tells at once.
export class Subscription {
  constructor(signal, index, generation, tell) {
    this.hear = (reason) => tell(index, generation, false, reason);
    if (signal.aborted) {
      this.hear(signal.reason);
      return;
    }
    this.hub = hubs.get(signal) ?? new Hub(signal);
    this.hub.heard.add(this);
  }

  end() {
    this.hub?.leave(this);
  }
}
