// The scopes of the calls that are under way: what a trap recovery lets go.
const live = new Set();

export const register = (scope) => void live.add(scope);
export const unregister = (scope) => void live.delete(scope);

// Ends every call. A scope that publishes a file is not among them: its file is there, or is not.
export function endAll(reason) {
  for (const scope of [...live]) scope.fail(reason);
}
