// The scopes of the calls under way. A trap ends them.
/** @import { Scope } from "./scope.js" */

/** @type {Set<Scope>} */
const live = new Set();

/** @param {Scope} scope */
export const register = (scope) => void live.add(scope);
/** @param {Scope} scope */
export const unregister = (scope) => void live.delete(scope);

// Ends every call. A scope that publishes its file is not in the set: the rename decides its outcome.
/** @param {unknown} reason */
export function endAll(reason) {
  for (const scope of [...live]) scope.fail(reason);
}
