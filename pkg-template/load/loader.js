// Loads the compiled module on first use, once. How the module is found differs by loader: see the files beside this one.
import * as bindings from "../bindings.js";
import { guarded, instance } from "./trap.js";

const EXPORTS = ["getFunctionLink", "downloadFunction", "verifyChecksum", "explainErrcode", "invalidArgument"];

export function loader(compile) {
  let loading;

  async function instantiate() {
    bindings.initSync({ module: await compile() });
    const core = { instance, RelayPolicy: bindings.RelayPolicy };
    for (const name of EXPORTS) core[name] = guarded(bindings[name]);
    return (load.core = core);
  }

  // `load.core` is what it resolved to, for calls that need not wait.
  function load() {
    loading ??= instantiate().catch((reason) => {
      loading = undefined; // a failed load is tried again by the next call
      throw reason;
    });
    return loading;
  }

  return load;
}
