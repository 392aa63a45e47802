// Checks createSandbox's options. Refuses an unknown name: a typo would otherwise have no effect.
import { CONTENTS } from "./package-contents.js";
import { FAULTS } from "./faults.js";
import { LIST_REPLIES } from "./list-quirks.js";
import { QUIRKS } from "./quirks.js";
import { PATHS } from "./paths.js";

/** @import { SandboxMerchant } from "../sandbox.d.ts" */

const OPTIONS = [
  "functions",
  "accessTokens",
  "linkLifetimeSeconds",
  "now",
  "environments",
  "environmentsReply",
  "quotas",
  "merchant",
  "authorizerOf",
  "latencyMs",
  "onRequest",
];
const PROPERTIES = ["env", "functionName", "files", "package", "contents", "errcode", "reply", "download"];
/** @type {string[]} */
const LISTED = ["runtime", "status", "modTime", "addTime"];
const ENVIRONMENT_TEXTS = ["alias", "status", "createdAt", "updatedAt", "packageId", "packageName"];
const MERCHANT = ["functions", "environments", "environmentsReply", "quotas", "errcode"];
const QUOTA = ["dailyLimit", "used", "rateLimit", "componentRateLimit"];
const STATES = ["valid", "expired"];

/** @type {(isSound: boolean, what: string) => asserts isSound} */
const must = (isSound, what) => {
  if (!isSound) throw new TypeError(`createSandbox: ${what}`);
};
/** @param {unknown} value */
const isText = (value) => typeof value === "string" && value !== "";
/** @param {unknown} value @returns {value is { readonly [name: string]: unknown }} */
const isObject = (value) => typeof value === "object" && value !== null;
/** @param {unknown} value */
const isCount = (value) => typeof value === "number" && value >= 0;

/** @param {unknown} value @param {unknown[]} names @param {string} called */
function mustBeKnown(value, names, called) {
  must(
    names.includes(value),
    `${called} ${JSON.stringify(value) ?? String(value)} is not known: known are ${names.join(", ")}`,
  );
}

/** @param {{ readonly [name: string]: unknown }} object @param {string[]} names @param {string} called */
function mustHaveTexts(object, names, called) {
  for (const name of names) {
    must(object[name] === undefined || typeof object[name] === "string", `${called} ${name} must be a string`);
  }
}

/** @param {unknown} options */
export function requireOptions(options) {
  must(isObject(options), "options must be an object");
  for (const name of Object.keys(options)) mustBeKnown(name, OPTIONS, "the option");
  for (const name of ["linkLifetimeSeconds", "latencyMs"]) {
    must(options[name] === undefined || typeof options[name] === "number", `${name} must be a number`);
  }
  for (const name of ["now", "merchant", "authorizerOf", "onRequest"]) {
    must(options[name] === undefined || typeof options[name] === "function", `${name} must be a function`);
  }
  requireListReply(options.environmentsReply);
}

/** @param {unknown} functions */
export function requireFunctions(functions) {
  must(Array.isArray(functions), "functions must be an array");
  for (const cloudFunction of functions) requireFunction(cloudFunction);
}

/** @param {unknown} cloudFunction */
export function requireFunction(cloudFunction) {
  must(isObject(cloudFunction), "a function must be an object");
  const { env, functionName, files, package: bytes, contents, errcode, reply, download, statusReason } = cloudFunction;
  must(isText(env) && isText(functionName), "a function must have env and functionName, non-empty strings");
  const called = `function ${JSON.stringify(functionName)}:`;
  const names = [...PROPERTIES, ...LISTED, "statusReason"];
  for (const name of Object.keys(cloudFunction)) mustBeKnown(name, names, `${called} the property`);
  must(errcode === undefined || Number.isInteger(errcode), `${called} errcode must be a whole number`);
  must(bytes === undefined || bytes instanceof Uint8Array, `${called} package must be a Uint8Array`);
  /** @param {unknown} content */
  const isContent = (content) => typeof content === "string" || content instanceof Uint8Array;
  must(
    files === undefined || (isObject(files) && Object.values(files).every(isContent)),
    `${called} files must hold strings or Uint8Arrays`,
  );
  mustHaveTexts(cloudFunction, LISTED, called);
  must(statusReason === undefined || Array.isArray(statusReason), `${called} statusReason must be an array`);
  if (contents !== undefined) mustBeKnown(contents, Object.keys(CONTENTS), `${called} the contents`);
  if (reply !== undefined) mustBeKnown(reply, Object.keys(QUIRKS), `${called} the reply`);
  if (download !== undefined) mustBeKnown(download, Object.keys(FAULTS), `${called} the fault`);
}

/** @param {unknown} environments */
export function requireEnvironments(environments) {
  must(Array.isArray(environments), "environments must be an array");
  for (const environment of environments) requireEnvironment(environment);
}

/** @param {unknown} environment */
export function requireEnvironment(environment) {
  must(isObject(environment), "an environment must be an object");
  const { env, errcode, reply } = environment;
  must(isText(env), "an environment must have env, a non-empty string");
  const called = `environment ${JSON.stringify(env)}:`;
  const names = ["env", ...ENVIRONMENT_TEXTS, "hidden", "errcode", "reply"];
  for (const name of Object.keys(environment)) mustBeKnown(name, names, `${called} the property`);
  mustHaveTexts(environment, ENVIRONMENT_TEXTS, called);
  must(errcode === undefined || Number.isInteger(errcode), `${called} errcode must be a whole number`);
  requireListReply(reply);
}

/** @param {unknown} reply */
export function requireListReply(reply) {
  if (reply !== undefined) mustBeKnown(reply, LIST_REPLIES, "the reply of a list");
}

/** @param {unknown} quotas */
export function requireQuotas(quotas) {
  must(isObject(quotas), "quotas must be an object");
  for (const [path, quota] of Object.entries(quotas)) {
    mustBeKnown(path, PATHS, "the path of a quota");
    requireQuota(quota);
  }
}

/** @param {unknown} quota */
export function requireQuota(quota) {
  must(isObject(quota), "a quota must be an object");
  for (const name of Object.keys(quota)) mustBeKnown(name, QUOTA, "a quota's property");
  const { dailyLimit, used } = quota;
  for (const count of [dailyLimit, used]) {
    must(count === undefined || isCount(count), "a quota's dailyLimit and used must be numbers, 0 or more");
  }
  for (const rate of [quota.rateLimit, quota.componentRateLimit]) {
    const isSound =
      isObject(rate) && isCount(rate.callCount) && isCount(rate.refreshSeconds) && rate.refreshSeconds !== 0;
    must(rate === undefined || isSound, "a quota's rate must have callCount and refreshSeconds, numbers");
  }
}

/** @param {unknown} merchant @returns {merchant is SandboxMerchant} */
export function isMerchant(merchant) {
  if (merchant === undefined) return false;
  must(isObject(merchant), "a merchant must be an object, or undefined");
  for (const name of Object.keys(merchant)) mustBeKnown(name, MERCHANT, "a merchant's property");
  const { functions, environments, quotas, errcode } = merchant;
  for (const list of [functions, environments]) {
    must(list === undefined || Array.isArray(list), "a merchant's functions and environments must be arrays");
  }
  must(errcode === undefined || Number.isInteger(errcode), "a merchant's errcode must be a whole number");
  if (quotas !== undefined) requireQuotas(quotas);
  requireListReply(merchant.environmentsReply);
  return true;
}

/** @param {unknown} accessTokens */
export function requireTokens(accessTokens) {
  must(isObject(accessTokens), "accessTokens must be an object");
  for (const state of Object.values(accessTokens)) requireState(state);
}

// The message does not contain the token.
/** @param {unknown} state */
export const requireState = (state) => mustBeKnown(state, STATES, "a token's state");
