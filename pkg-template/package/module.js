// The module of this entry, once it is compiled. It is synchronous: the calls drive it and yield between its steps.
import { Instances } from "../core.js";
import * as bindings from "../package-bindings.js";
import { MAX_IDLE_MEMORY_BYTES } from "./constants.js";
import { endAll, isIdle } from "./work.js";

/** @import { PackageModule } from "./types.d.ts" */

/** @typedef {{ [name: string]: (...parameters: unknown[]) => unknown }} Handle */

const instances = new Instances(bindings.__wbg_reset_state, endAll);

/** @param {string} name */
const method = (name) =>
  instances.guarded((/** @type {Handle} */ handle, /** @type {unknown[]} */ ...parameters) =>
    handle[name](...parameters),
  );

const METHODS = [
  ...["step", "beginEntry", "chunk", "endEntry", "finish", "notZip", "refusal", "extractRefusal"],
  ...["find", "indexOf", "sizeAt", "head", "entries", "findings"],
  ...["begin", "next", "update", "digits", "malformed", "ignores"],
  ...["nextPair", "indexIn", "takeChunk", "takeFrom", "conclude", "files", "dependencies"],
];

/** @param {WebAssembly.Module} module @returns {PackageModule} */
export function begin(module) {
  bindings.initSync({ module });
  const { Comparison, Inspection, Patterns, Reader, Sha256 } = bindings;
  /** @type {{ [name: string]: unknown }} */
  const core = {
    ofZip: instances.guarded(Inspection.ofZip),
    ofTree: instances.guarded(Inspection.ofTree),
    reader: instances.guarded(() => new Reader()),
    patterns: instances.guarded((/** @type {string[]} */ patterns) => new Patterns(patterns)),
    comparison: instances.guarded(
      (/** @type {ConstructorParameters<typeof Comparison>} */ ...sides) => new Comparison(...sides),
    ),
    sha256: instances.guarded(() => new Sha256()),
  };
  for (const name of METHODS) core[name] = method(name);
  return /** @type {PackageModule} */ (/** @type {unknown} */ (core));
}

// WebAssembly's memory never shrinks: what a large package made it grow to is given back with the instance, once no call is under way.
/** @param {PackageModule | undefined} core */
export function rest(core) {
  if (core && isIdle() && bindings.memoryBytes() > MAX_IDLE_MEMORY_BYTES) instances.renew();
}
