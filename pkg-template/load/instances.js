// A module's instances. A RuntimeError or a RangeError (a full stack) leaves an instance in an unknown state: `reset` of the module's
// bindings then replaces it by a fresh one of the same compiled module. Any other exception of an export is an error of this package.
export class Instances {
  #reset;
  #ended;
  #count = 0;

  // `ended` is called with the trap's reason.
  /** @param {() => void} reset @param {(reason: unknown) => void} ended */
  constructor(reset, ended) {
    this.#reset = reset;
    this.#ended = ended;
  }

  // The number of the current instance: it counts up at each trap.
  get count() {
    return this.#count;
  }

  renew() {
    this.#reset();
    this.#count += 1;
  }

  /** @param {unknown} reason */
  recover(reason) {
    this.renew();
    this.#ended(reason);
  }

  // Guards an export.
  /**
   * @template {unknown[]} Parameters
   * @template Result
   * @param {(...parameters: Parameters) => Result} call
   * @returns {(...parameters: Parameters) => Result}
   */
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
