// The page's address: `#/merchant/environment/function`, with `-` for the token's own merchant; `#/~history` and `#/~check`. It never
// holds a secret.
import { refresh } from "./store.js";

/** @typedef {{ view: "functions" | "history" | "check", merchant?: string, env?: string, functionName?: string }} Route */

const OWN = "-";
/** @type {Route["view"][]} */
const APART = ["history", "check"];

/** @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [first, ...more] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  const apart = APART.find((view) => first === `~${view}`);
  if (apart !== undefined) return { view: apart };
  const [env, functionName] = more;
  return {
    view: "functions",
    ...(first && first !== OWN ? { merchant: first } : {}),
    ...(env ? { env } : {}),
    ...(env && functionName ? { functionName } : {}),
  };
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @param {Route} route */
export function hashOf({ view, merchant, env, functionName }) {
  if (view !== "functions") return `#/~${view}`;
  const parts = [merchant ?? OWN, env, functionName].filter((part) => part !== undefined);
  return `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
}

/** @type {Route} */
let current = parseRoute(location.hash);
/** @type {Set<() => void>} */
const listeners = new Set();

export const route = () => current;

// Calls `moved` now, and whenever the address changes.
/** @param {() => void} moved */
export function onRoute(moved) {
  listeners.add(moved);
  moved();
}

/** @param {Route} next @param {{ replace?: boolean }} [options] */
export function go(next, { replace = false } = {}) {
  const hash = hashOf(next);
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", hash);
  arrive();
}

function arrive() {
  current = parseRoute(location.hash);
  for (const moved of listeners) moved();
  refresh();
}

addEventListener("popstate", arrive);
