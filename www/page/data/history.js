// What was fetched when, in this browser: no token and no address is in it. A reload keeps it, one button clears it.
import { recall, remember } from "../memory.js";
import { refresh } from "./store.js";

/** @import { Choice, Entry } from "../types.d.ts" */

const KEY = "console.history";
const MOST = 500;

/** @type {Entry[]} */
let entries = sound(recall(KEY));

/** @param {unknown} kept @returns {Entry[]} */
function sound(kept) {
  if (!Array.isArray(kept)) return [];
  return kept.filter(
    (one) => typeof one?.at === "string" && typeof one.env === "string" && typeof one.functionName === "string",
  );
}

export const history = () => entries;

/** @param {Entry} entry */
export function record(entry) {
  entries = [entry, ...entries].slice(0, MOST);
  remember(KEY, entries);
  refresh();
}

export function clearHistory() {
  entries = [];
  remember(KEY, undefined);
  refresh();
}

// The newest verified entry of a function.
/** @param {Choice} choice @returns {Entry | undefined} */
export const lastOf = ({ authorizerAppid, env, functionName }) =>
  entries.find(
    (entry) =>
      entry.verdict === "verified" &&
      entry.functionName === functionName &&
      entry.env === env &&
      entry.authorizerAppid === authorizerAppid,
  );
