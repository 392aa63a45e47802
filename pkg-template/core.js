// Loads the compiled module on first use, once. The build inlines it, so that no loader needs a file system or a URL.
import * as bindings from "./bindings.js";
import { instance, settled } from "./trap.js";
import base64 from "./wechat_function_link.wasm";

export { FunctionLinkError } from "./error.js";

let loading;

export function load() {
  loading ??= instantiate().catch((reason) => {
    loading = undefined; // a failed load is tried again by the next call
    throw reason;
  });
  return loading;
}

async function instantiate() {
  const bytes = Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  bindings.initSync({ module: await WebAssembly.compile(bytes) });
  const { explainErrcode, invalidArgument, RelayPolicy } = bindings;
  const calls = { explainErrcode, instance, invalidArgument, RelayPolicy };
  for (const name of ["getFunctionLink", "downloadFunction", "downloadToFile", "verifyChecksum"]) {
    calls[name] = (...parameters) => settled(bindings[name](...parameters));
  }
  return calls;
}
