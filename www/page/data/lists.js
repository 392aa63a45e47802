// The environments of merchants and the functions of environments, each loaded once and kept until it is asked for again.
import { call, failureOf } from "./engine.js";
import { refresh } from "./store.js";

/** @import { Environment, FunctionInfo, Loadable } from "../types.d.ts" */

/** @type {Map<string, Loadable<Environment[]>>} */
const environments = new Map();
/** @type {Map<string, Loadable<FunctionInfo[]>>} */
const functions = new Map();

/** @param {string | undefined} merchant @param {string} [env] */
export const listKey = (merchant, env) => JSON.stringify([merchant, env]);
/** @param {string | undefined} merchant */
const whose = (merchant) => (merchant === undefined ? {} : { authorizerAppid: merchant });

/** @param {string | undefined} merchant */
export function environmentsOf(merchant) {
  return environments.get(listKey(merchant)) ?? loadEnvironments(merchant);
}

/** @param {string | undefined} merchant */
export function loadEnvironments(merchant) {
  /** @type {Loadable<Environment[]>} */
  const list = { value: [], state: "loading" };
  environments.set(listKey(merchant), list);
  call("environments", whose(merchant))
    .then((value) => Object.assign(list, { value, state: "loaded" }))
    .catch((reason) => Object.assign(list, { state: "failed", failure: failureOf(reason) }))
    .finally(refresh);
  return list;
}

/** @param {string | undefined} merchant @param {string} env */
export function functionsOf(merchant, env) {
  return functions.get(listKey(merchant, env)) ?? loadFunctions(merchant, env);
}

/** @param {string | undefined} merchant @param {string} env */
export function loadFunctions(merchant, env) {
  /** @type {Loadable<FunctionInfo[]>} */
  const list = { value: [], state: "loading" };
  functions.set(listKey(merchant, env), list);
  call(
    "functions",
    { env, ...whose(merchant) },
    {
      report({ functions: rows = [] }) {
        list.value = [...list.value, ...rows];
        refresh();
      },
    },
  )
    .then(() => Object.assign(list, { state: "loaded" }))
    .catch((reason) => Object.assign(list, { state: "failed", failure: failureOf(reason) }))
    .finally(refresh);
  return list;
}

// After a new sign-in: what failed is asked for again.
export function forgetFailures() {
  for (const lists of [environments, functions])
    for (const [key, { state }] of lists) if (state === "failed") lists.delete(key);
}
