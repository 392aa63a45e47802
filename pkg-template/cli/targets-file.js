// Reads a snapshot's targets: one JSON object per line. Checks the whole file before the first request.
import { Misuse } from "./errors.js";
import { text } from "./language.js";
import { readText } from "./text-file.js";

/** @import { SnapshotTarget } from "../fleet.d.ts" */

/** @type {(keyof SnapshotTarget)[]} */
const KEYS = ["authorizerAppid", "env", "functionName"];
const MOST_APPID_BYTES = 64;

/** @param {string} file */
export async function readTargets(file) {
  /** @type {SnapshotTarget[]} */
  const targets = [];
  for (const [index, line] of (await readText(file)).split(/\r?\n/).entries())
    if (line.trim() !== "") targets.push(parse(line, index + 1));
  if (targets.length === 0) throw new Misuse(text("targets.empty"), text("targets.form"));
  return targets;
}

/** @param {string} line @param {number} number @returns {SnapshotTarget} */
function parse(line, number) {
  /** @type {(key: string, values?: { [name: string]: unknown }) => never} */
  const refuse = (key, values) => {
    throw new Misuse(text(key, { number, ...values }), text("targets.form"));
  };
  /** @type {unknown} */
  let target;
  try {
    target = JSON.parse(line);
  } catch {
    return refuse("targets.notJson");
  }
  if (typeof target !== "object" || target === null || Array.isArray(target)) return refuse("targets.notAnObject");
  const given = /** @type {SnapshotTarget} */ (target);
  for (const name of Object.keys(given))
    if (!KEYS.some((key) => key === name)) refuse("targets.unknownKey", { keys: KEYS.join(", ") });
  for (const name of KEYS) {
    const isNeeded = name === "authorizerAppid" || given[name] !== undefined;
    if (isNeeded && !isPlain(given[name])) refuse("targets.malformed", { name });
  }
  if (Buffer.byteLength(given.authorizerAppid) > MOST_APPID_BYTES) refuse("targets.tooLong");
  if (given.functionName !== undefined && given.env === undefined) refuse("targets.noEnv");
  return given;
}

// The library's own rule.
/** @param {unknown} value */
const isPlain = (value) => typeof value === "string" && value !== "" && !/[\p{Cc}\p{Surrogate}]/u.test(value);
