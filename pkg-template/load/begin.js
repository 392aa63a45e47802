// The module of the main entry, once it is compiled: its exports, guarded.
import * as bindings from "../bindings.js";
import { guarded, instance } from "./trap.js";

const EXPORTS = ["getFunctionLink", "downloadFunction", "verifyChecksum", "explainErrcode", "invalidArgument"];

export function begin(module) {
  bindings.initSync({ module });
  const core = { instance, RelayPolicy: bindings.RelayPolicy };
  for (const name of EXPORTS) core[name] = guarded(bindings[name]);
  return core;
}
