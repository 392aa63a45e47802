// Recent choices of names, the newest first.
import { recall, remember } from "./memory.js";

/** @import { Choice } from "./states.d.ts" */

const KEY = "console.recent";
const MOST = 6;

/** @param {unknown} value @returns {value is string} */
const isName = (value) => typeof value === "string" && value !== "";
/** @param {unknown} value @returns {value is Choice} */
const isChoice = (value) => {
  const { env, functionName } = /** @type {Partial<Choice>} */ (value ?? {});
  return isName(env) && isName(functionName);
};
/** @param {Choice} one @param {Choice} other */
const same = (one, other) =>
  one.env === other.env && one.functionName === other.functionName && one.authorizerAppid === other.authorizerAppid;
/** @param {Choice} choice @returns {Choice} */
const names = ({ env, functionName, authorizerAppid }) => ({
  env,
  functionName,
  ...(isName(authorizerAppid) ? { authorizerAppid } : {}),
});

const stored = recall(KEY);
let recent = Array.isArray(stored) ? stored.filter(isChoice).map(names).slice(0, MOST) : [];

export const recentChoices = () => recent;

/** @param {Choice} choice @param {Choice[]} others */
const withFirst = (choice, others) => [names(choice), ...others.filter((known) => !same(known, choice))].slice(0, MOST);

// Offered while the page is open.
/** @param {Choice} choice */
export function offerChoice(choice) {
  recent = withFirst(choice, recent);
}

// Remembered for the next visit, once the platform has accepted the choice.
/** @param {Choice} choice */
export function keepChoice(choice) {
  const kept = recall(KEY);
  remember(KEY, withFirst(choice, Array.isArray(kept) ? kept.filter(isChoice) : []));
}

export function forgetChoices() {
  recent = [];
  remember(KEY, undefined);
}
