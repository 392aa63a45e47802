// Loads a compiled module once, on first use: `compile` finds it, and `begin` makes of it what `load` resolves to.
import { loadFailure } from "./unsupported.js";

/** @import { Load } from "../host/types.d.ts" */

/**
 * @template Loaded
 * @param {() => Promise<WebAssembly.Module>} compile
 * @param {(module: WebAssembly.Module) => Loaded} begin
 * @returns {Load<Loaded>}
 */
export function loader(compile, begin) {
  /** @type {Promise<Loaded> | undefined} */
  let loading;

  const instantiate = async () => (load.core = begin(await compile()));

  // `load.core` is the loaded module, for calls that need not wait.
  /** @type {Load<Loaded>} */
  const load = () => {
    loading ??= instantiate().catch((reason) => {
      loading = undefined; // the next call tries again
      throw loadFailure(reason);
    });
    return loading;
  };

  return load;
}
