// `options.ignore`, read by the module.
import { invalidArgument } from "./failures.js";

/** @import { Patterns } from "../package-bindings.js" */
/** @import { PackageModule } from "./types.d.ts" */

/** @param {PackageModule} module @param {string[]} ignore @returns {Patterns} */
export function patternsOf(module, ignore) {
  const patterns = module.patterns(ignore);
  const malformed = module.malformed(patterns);
  if (malformed !== undefined) throw invalidArgument(`options.ignore: ${malformed}`);
  return patterns;
}
