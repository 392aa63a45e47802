// OpenTelemetry's context in an AsyncLocalStorage of our own, so that a channel can bind it (`start.bindStore`): what the package does
// inside of an operation then has the operation's span as its parent.
import { AsyncLocalStorage } from "node:async_hooks";

import { ROOT_CONTEXT } from "@opentelemetry/api";

export class StorageContextManager {
  storage = new AsyncLocalStorage();

  active() {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with(context, work, self, ...parameters) {
    return this.storage.run(context, () => work.apply(self, parameters));
  }

  bind(context, target) {
    if (typeof target !== "function") return target;
    return (...parameters) => this.with(context, target, undefined, ...parameters);
  }

  enable() {
    return this;
  }

  disable() {
    this.storage.disable();
    return this;
  }
}
