// The module of this entry, once it is compiled. Its calls are short and synchronous.
import { Instances } from "../core.js";
import * as bindings from "../fleet-bindings.js";

/** @import { FleetModule } from "./types.d.ts" */

/** @type {unknown} */
let trapped;
const instances = new Instances(bindings.__wbg_reset_state, (reason) => {
  trapped = reason;
});

/** @typedef {{ free(): void }} Handle */

// A handle with its methods guarded. After a trap it belongs to an instance that is gone: each of its methods then throws the trap.
/** @template {Handle} Made @param {() => Made} make @param {(keyof Made & string)[]} methods @returns {Made} */
function held(make, methods) {
  const handle = instances.guarded(make)();
  const born = instances.count;
  /** @type {{ [name: string]: (...parameters: unknown[]) => unknown }} */
  const guarded = {
    free() {
      if (instances.count === born) handle.free();
    },
  };
  for (const name of methods) {
    const method = /** @type {(...parameters: unknown[]) => unknown} */ (handle[name]);
    guarded[name] = instances.guarded((/** @type {unknown[]} */ ...parameters) => {
      if (instances.count !== born) throw trapped;
      return method.apply(handle, parameters);
    });
  }
  return /** @type {Made} */ (/** @type {unknown} */ (guarded));
}

/** @param {WebAssembly.Module} module @returns {FleetModule} */
export function begin(module) {
  bindings.initSync({ module });
  return {
    manifest: () => held(() => new bindings.Manifest(), ["push", "end", "refused"]),
    comparison: () => held(() => new bindings.Comparison(), ["push", "end", "advance"]),
  };
}
