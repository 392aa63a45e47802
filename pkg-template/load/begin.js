// The module of the main entry, once it is compiled: its exports, guarded.
import * as bindings from "../bindings.js";
import { guarded, instance } from "./trap.js";

/** @import { Core } from "../host/types.d.ts" */

/** @param {WebAssembly.Module} module @returns {Core} */
export function begin(module) {
  bindings.initSync({ module });
  return {
    instance,
    RelayPolicy: bindings.RelayPolicy,
    getFunctionLink: guarded(bindings.getFunctionLink),
    downloadFunction: guarded(bindings.downloadFunction),
    verifyChecksum: guarded(bindings.verifyChecksum),
    list: guarded(bindings.list),
    isLastPage: guarded(bindings.isLastPage),
    explainErrcode: guarded(bindings.explainErrcode),
    invalidArgument: guarded(bindings.invalidArgument),
    callbackFailed: guarded(bindings.callbackFailed),
  };
}
