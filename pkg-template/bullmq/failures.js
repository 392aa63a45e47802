// What a job fails with. It is text in Redis: of errors that are not this package's, no message gets there, which might hold anything.
import { FunctionLinkError } from "../core.js";

/** @import { RowError } from "../fleet.d.ts" */
/** @import { FunctionLinkErrorFields } from "../index.d.ts" */

/** @typedef {Partial<RowError> & { message: string }} JobError */

// No attempt would do better.
const PERMANENT = ["INVALID_ARGUMENT", "CALLBACK_FAILED", "SERVER_SIDE_ONLY", "UNSUPPORTED_RUNTIME"];
const FIELDS = /** @type {const} */ ([
  ...["message", "code", "advice", "retryable", "errcode", "errmsg", "rid", "status"],
]);

// Thrown by a job that knows what it fails with.
export class JobFailure {
  /** @param {JobError} error @param {boolean} isPermanent */
  constructor(error, isPermanent) {
    this.error = error;
    this.isPermanent = isPermanent;
  }
}

/** @param {unknown} reason */
export function failureOf(reason) {
  if (reason instanceof JobFailure) return reason;
  const error = jobErrorOf(reason);
  return new JobFailure(error, error.code !== undefined && PERMANENT.includes(error.code));
}

/** @param {unknown} reason @returns {JobError} */
function jobErrorOf(reason) {
  const given = /** @type {{ [name: string]: unknown }} */ (reason);
  if (FunctionLinkError.is(reason))
    return /** @type {JobError} */ (
      Object.fromEntries(FIELDS.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))
    );
  let [name, code] = ["an exception", ""];
  try {
    name = String(given.name ?? name);
    code = typeof given.code === "string" ? ` (${given.code})` : "";
  } catch {} // a getter of the caller's
  return { message: `${name}${code}: the worker that ran the job has it` };
}

// For a dashboard, on one line.
/** @param {JobError} error */
export const textOf = ({ code, message }) => (code === undefined ? message : `${code}: ${message}`);

// The error of a failed job, in another process.
/** @param {JobError | undefined} error @param {string} otherwise */
export function errorOf(error, otherwise) {
  if (error?.code === undefined) return new Error(error?.message ?? otherwise);
  const { message, ...fields } = error;
  return new FunctionLinkError(message, /** @type {FunctionLinkErrorFields} */ (fields));
}
