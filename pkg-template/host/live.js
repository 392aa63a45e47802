// The scopes of the calls that are under way. A trap recovery ends them.

const live = new Set();

export const register = (scope) => void live.add(scope);
export const unregister = (scope) => void live.delete(scope);

// Ends every call. A scope that publishes its file has left the set: the rename decides its outcome.
export function endAll(reason) {
  for (const scope of [...live]) scope.fail(reason);
}
