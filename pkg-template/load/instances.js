// A module's instance. A RuntimeError or a RangeError (a full stack) leaves it in an unknown state: then `reset`, of the module's bindings,
// puts a fresh instance of the same compiled module in its place. Anything else that an export throws is an error of ours.
export class Instances {
  #reset;
  #ended;
  #count = 0;

  // `ended` is called with the trap's reason.
  constructor(reset, ended) {
    this.#reset = reset;
    this.#ended = ended;
  }

  // The number of the instance that calls go to: it counts up at each trap.
  get count() {
    return this.#count;
  }

  renew() {
    this.#reset();
    this.#count += 1;
  }

  recover(reason) {
    this.renew();
    this.#ended(reason);
  }

  // Guards an export.
  guarded(call) {
    return (...parameters) => {
      try {
        return call(...parameters);
      } catch (reason) {
        if (reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError) this.recover(reason);
        throw reason;
      }
    };
  }
}
