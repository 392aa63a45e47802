// The scopes of the calls that are under way. A trap recovery ends them.
/** @import { Scope } from "./scope.js" */

/** @type {Set<Scope>} */
const live = new Set();

/** @param {Scope} scope */
export const register = (scope) => void live.add(scope);
/** @param {Scope} scope */
export const unregister = (scope) => void live.delete(scope);

// Ends every call. A scope that publishes its file has left the set: the rename decides its outcome.
/** @param {unknown} reason */
export function endAll(reason) {
  for (const scope of [...live]) scope.fail(reason);
}
