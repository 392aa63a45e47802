// Loads the compiled module once, on first use. The files beside this one differ in how they find it.
import * as bindings from "../bindings.js";
import { guarded, instance } from "./trap.js";
import { loadFailure } from "./unsupported.js";

/** @import { Core, Load } from "../host/types.d.ts" */

/** @param {() => Promise<WebAssembly.Module>} compile @returns {Load} */
export function loader(compile) {
  /** @type {Promise<Core> | undefined} */
  let loading;

  /** @returns {Promise<Core>} */
  async function instantiate() {
    bindings.initSync({ module: await compile() });
    const core = {
      instance,
      RelayPolicy: bindings.RelayPolicy,
      getFunctionLink: guarded(bindings.getFunctionLink),
      downloadFunction: guarded(bindings.downloadFunction),
      verifyChecksum: guarded(bindings.verifyChecksum),
      explainErrcode: guarded(bindings.explainErrcode),
      invalidArgument: guarded(bindings.invalidArgument),
    };
    return (load.core = core);
  }

  // `load.core` is the loaded module, for calls that need not wait.
  /** @type {Load} */
  const load = () => {
    loading ??= instantiate().catch((reason) => {
      loading = undefined; // a failed load is tried again by the next call
      throw loadFailure(reason);
    });
    return loading;
  };

  return load;
}
