// Reads a snapshot's targets: one JSON object per line.
import { readJsonLines } from "./json-lines.js";

/** @import { SnapshotTarget } from "../fleet.d.ts" */

/** @type {(keyof SnapshotTarget)[]} */
const KEYS = ["authorizerAppid", "env", "functionName"];
const MOST_APPID_BYTES = 64;

const TEXTS = {
  empty: "targets.empty",
  form: "targets.form",
  notJson: "targets.notJson",
  notAnObject: "targets.notAnObject",
  unknownKey: "targets.unknownKey",
  advice: "targets.form",
};

/** @param {string} file @returns {Promise<SnapshotTarget[]>} */
export const readTargets = (file) =>
  readJsonLines(file, {
    keys: KEYS,
    texts: TEXTS,
    check(given, refuse) {
      for (const name of KEYS) {
        const isNeeded = name === "authorizerAppid" || given[name] !== undefined;
        if (isNeeded && !isPlain(given[name])) refuse("targets.malformed", { name });
      }
      if (Buffer.byteLength(given.authorizerAppid) > MOST_APPID_BYTES) refuse("targets.tooLong");
      if (given.functionName !== undefined && given.env === undefined) refuse("targets.noEnv");
    },
  });

// The library's own rule.
/** @param {unknown} value */
const isPlain = (value) => typeof value === "string" && value !== "" && !/[\p{Cc}\p{Surrogate}]/u.test(value);
