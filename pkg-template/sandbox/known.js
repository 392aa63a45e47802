// Checks createSandbox's options. Refuses an unknown name: a typo would otherwise have no effect.
import { CONTENTS } from "./package-contents.js";
import { FAULTS } from "./faults.js";
import { QUIRKS } from "./quirks.js";

const OPTIONS = ["functions", "accessTokens", "linkLifetimeSeconds", "now"];
const PROPERTIES = ["env", "functionName", "files", "package", "contents", "errcode", "reply", "download"];
const STATES = ["valid", "expired"];

/** @type {(isSound: boolean, what: string) => asserts isSound} */
const must = (isSound, what) => {
  if (!isSound) throw new TypeError(`createSandbox: ${what}`);
};
/** @param {unknown} value */
const isText = (value) => typeof value === "string" && value !== "";
/** @param {unknown} value @returns {value is { readonly [name: string]: unknown }} */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {unknown} value @param {unknown[]} names @param {string} called */
function mustBeKnown(value, names, called) {
  must(
    names.includes(value),
    `${called} ${JSON.stringify(value) ?? String(value)} is not known: known are ${names.join(", ")}`,
  );
}

/** @param {unknown} options */
export function requireOptions(options) {
  must(isObject(options), "options must be an object");
  for (const name of Object.keys(options)) mustBeKnown(name, OPTIONS, "the option");
  const { linkLifetimeSeconds, now } = options;
  must(
    linkLifetimeSeconds === undefined || typeof linkLifetimeSeconds === "number",
    "linkLifetimeSeconds must be a number",
  );
  must(now === undefined || typeof now === "function", "now must be a function");
}

/** @param {unknown} functions */
export function requireFunctions(functions) {
  must(Array.isArray(functions), "functions must be an array");
  for (const cloudFunction of functions) requireFunction(cloudFunction);
}

/** @param {unknown} cloudFunction */
export function requireFunction(cloudFunction) {
  must(isObject(cloudFunction), "a function must be an object");
  const { env, functionName, files, package: bytes, contents, errcode, reply, download } = cloudFunction;
  must(isText(env) && isText(functionName), "a function must have env and functionName, non-empty strings");
  const called = `function ${JSON.stringify(functionName)}:`;
  for (const name of Object.keys(cloudFunction)) mustBeKnown(name, PROPERTIES, `${called} the property`);
  must(errcode === undefined || Number.isInteger(errcode), `${called} errcode must be a whole number`);
  must(bytes === undefined || bytes instanceof Uint8Array, `${called} package must be a Uint8Array`);
  /** @param {unknown} content */
  const isContent = (content) => typeof content === "string" || content instanceof Uint8Array;
  must(
    files === undefined || (isObject(files) && Object.values(files).every(isContent)),
    `${called} files must hold strings or Uint8Arrays`,
  );
  if (contents !== undefined) mustBeKnown(contents, Object.keys(CONTENTS), `${called} the contents`);
  if (reply !== undefined) mustBeKnown(reply, Object.keys(QUIRKS), `${called} the reply`);
  if (download !== undefined) mustBeKnown(download, Object.keys(FAULTS), `${called} the fault`);
}

/** @param {unknown} accessTokens */
export function requireTokens(accessTokens) {
  must(isObject(accessTokens), "accessTokens must be an object");
  for (const state of Object.values(accessTokens)) requireState(state);
}

// The message does not contain the token.
/** @param {unknown} state */
export const requireState = (state) => mustBeKnown(state, STATES, "a token's state");
