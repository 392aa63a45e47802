// The responses of a relay: their headers, and errors as `{ error }`.
import { FunctionLinkError } from "../core.js";
import { RELAY_BROKEN } from "../host/defaults.js";

/** @import { RelayPolicy } from "../bindings.js" */
/** @import { FunctionLinkErrorFields } from "../index.d.ts" */
/** @import { RelayWish } from "../relay.d.ts" */
/** @import { AuditEntry } from "./audit.js" */

/**
 * @typedef {{ status: number, report: Partial<FunctionLinkErrorFields> & { message: string }, code?: string | undefined }} Failure
 */

// An error and a link are JSON; Bun would name a charset, too.
export const JSON_TYPE = { "content-type": "application/json" };

export const ANSWER_HEADERS = {
  "cache-control": "no-store, no-transform",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

// The caller has left: no client reads this response.
export const LEFT = { status: 499, code: "ABORTED" };

// What a request failed by: `{ status, report }`. An error that is not ours, a trap's or that of a hostile Request, is reported as the
// relay's own break-down, and so is every error where there is no working module to judge it: then `code` is the operator's alone.
/** @param {(() => RelayPolicy) | undefined} policy @param {unknown} error @returns {Failure} */
export function failureOf(policy, error) {
  /** @type {string | undefined} */
  let code;
  try {
    if (error instanceof FunctionLinkError) {
      // Own fields alone: Object.prototype may have been made to hold some.
      const {
        status: own,
        advice,
        retryable,
        errcode,
        errmsg,
        rid,
        peer,
        expected,
        actual,
        size,
        ...fields
      } = /** @type {FunctionLinkErrorFields} */ ({ __proto__: null, ...error });
      ({ code } = fields);
      const report = {
        code,
        message: error.message,
        advice,
        retryable,
        errcode,
        errmsg,
        rid,
        peer,
        expected,
        actual,
        size,
      };
      return { status: /** @type {() => RelayPolicy} */ (policy)().status(code, own), report };
    }
  } catch {}
  const { status, ...report } = RELAY_BROKEN;
  return { status, report, code };
}

// The request was sound: an argument that the core refuses now is one of the operator's own options. The name of a storage host is
// withheld, as its link may be.
/** @param {unknown} error @param {RelayPolicy} policy @param {RelayWish} wish */
export function upstreamError(error, policy, { env, functionName }) {
  if (!(error instanceof FunctionLinkError)) return error;
  if (error.code === "INVALID_ARGUMENT") return Object.assign(error, { status: 500 });
  if (error.code !== "HOST_REFUSED" && !(error.code === "REDIRECT_REFUSED" && error.peer === "storage")) return error;
  const withheld = policy.withheld(error.status);
  return Object.assign(withheld, {
    message: `${withheld.message} (function "${functionName}" in environment "${env}")`,
  });
}

/** @param {AuditEntry} entry @param {Failure} failure @param {{ [header: string]: string }} [more] */
export function refusal(entry, { status, report, code = report.code }, more = {}) {
  const headers = { ...ANSWER_HEADERS, ...JSON_TYPE, ...(status === 405 ? { allow: "POST" } : {}), ...more };
  const response = Response.json({ error: report }, { status, headers });
  entry.ended(status, { ...report, code });
  return response;
}
