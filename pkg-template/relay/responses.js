// The responses of a relay: their headers, and errors as `{ error }`.
import { FunctionLinkError } from "../core.js";
import { RELAY_BROKEN } from "../host/defaults.js";

/** @import { RelayPolicy } from "../bindings.js" */
/** @import { FunctionLinkErrorFields } from "../index.d.ts" */
/** @import { AuditEntry } from "./audit.js" */
/** @import { Asked } from "./work.d.ts" */

/**
 * @typedef {{
 *   status: number,
 *   report: Omit<Partial<FunctionLinkErrorFields>, "peer"> & { message: string, peer?: string },
 *   code?: string | undefined,
 * }} Failure
 */

// For errors and links. Without it, Bun would add a charset.
export const JSON_TYPE = { "content-type": "application/json" };

export const ANSWER_HEADERS = {
  "cache-control": "no-store, no-transform",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

// For a caller that has disconnected: no client reads this response.
export const LEFT = { status: 499, code: "ABORTED" };

// The failure of a request: `{ status, report }`. An error of a trap or a hostile Request becomes the relay's own failure (503). So does
// every error without a working module to judge it. Then only the operator sees `code`.
/** @param {(() => RelayPolicy) | undefined} policy @param {unknown} error @returns {Failure} */
export function failureOf(policy, error) {
  /** @type {string | undefined} */
  let code;
  try {
    if (error instanceof FunctionLinkError) {
      // Own fields only: Object.prototype may have fields of these names.
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

// The request was sound: an invalid argument is now an option of the operator. Withholds the name of a storage host, as the relay may
// withhold the link.
/** @param {unknown} error @param {RelayPolicy} policy @param {Asked} asked */
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
