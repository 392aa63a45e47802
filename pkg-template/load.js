// Loads the compiled module on first use, once. How the module is found differs by loader: see core*.js.
import { atOnce } from "./at-once.js";
import * as bindings from "./bindings.js";
import { instance, promised } from "./trap.js";

export function loader(compile) {
  let loading;

  async function instantiate() {
    bindings.initSync({ module: await compile() });
    const { explainErrcode, invalidArgument, RelayPolicy } = bindings;
    const calls = { explainErrcode, instance, invalidArgument, RelayPolicy, verifyAtOnce: atOnce };
    for (const name of ["getFunctionLink", "downloadFunction", "verifyChecksum"]) {
      calls[name] = (...parameters) => promised((settled) => bindings[name](settled, ...parameters));
    }
    return (load.calls = calls);
  }

  // `load.calls` is what it resolved to, for whoever has no time to wait for a promise that is settled already.
  function load() {
    loading ??= instantiate().catch((reason) => {
      loading = undefined; // a failed load is tried again by the next call
      throw reason;
    });
    return loading;
  }

  return load;
}
