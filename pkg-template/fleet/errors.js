// Errors as a snapshot keeps them, and which of them end a run.
import { FunctionLinkError } from "../core.js";

/** @import { RowError, SnapshotTarget } from "../fleet.d.ts" */

// What no other function would do better with: a callback of the caller's, the disk, the runtime.
const ENDS = ["CALLBACK_FAILED", "WRITE_FAILED", "SERVER_SIDE_ONLY", "UNSUPPORTED_RUNTIME"];

/** @param {string} code */
export const endsRun = (code) => ENDS.includes(code);

const FIELDS = /** @type {const} */ ([
  ...["code", "message", "advice", "retryable", "errcode", "errmsg", "rid", "status"],
]);

// 45011 (minute) and 45009 (day): what a merchant's quota refused.
/** @param {unknown} error @returns {45009 | 45011 | undefined} */
export function quotaOf(error) {
  const errcode = FunctionLinkError.is(error) ? /** @type {FunctionLinkError} */ (error).errcode : undefined;
  return errcode === 45009 || errcode === 45011 ? errcode : undefined;
}

// What a run's calls are aborted with. Its reason may be an error like those of rows.
export class Stopped {
  /** @param {unknown} reason */
  constructor(reason) {
    this.reason = reason;
  }

  // What is behind it.
  /** @param {unknown} reason */
  static reasonOf(reason) {
    return reason instanceof Stopped ? reason.reason : reason;
  }
}

// What an archive failed with. Whatever it is, it is no function's: it ends the run.
/** @type {WeakSet<object>} */
const ofArchive = new WeakSet();

// Calls an archive.
/** @template Result @param {() => Promise<Result>} call @returns {Promise<Result>} */
export async function archived(call) {
  try {
    return await call();
  } catch (reason) {
    if (typeof reason === "object" && reason !== null) ofArchive.add(reason);
    throw reason;
  }
}

// Thrown by a turn for a merchant that is not asked any more in this run.
export class Parked {
  /** @param {unknown} error */
  constructor(error) {
    this.error = error;
  }
}

// The error of a row. Throws what is none: it ends the run, or, with 45011, makes the call again later.
/** @param {unknown} reason @param {Partial<SnapshotTarget>} [row] @returns {RowError} */
export function rowErrorOf(reason, row) {
  const error = reason instanceof Parked ? reason.error : reason;
  if (!FunctionLinkError.is(error) || ofArchive.has(/** @type {object} */ (error))) throw reason;
  const given = /** @type {{ [name: string]: unknown }} */ (/** @type {unknown} */ (error));
  if (endsRun(String(given.code))) throw reason;
  if (quotaOf(error) === 45011 && !(reason instanceof Parked)) throw reason;
  const fields = FIELDS.map((name) => [name, given[name]]).filter(([, value]) => value !== undefined);
  const rowError = /** @type {RowError} */ (Object.fromEntries(fields));
  return row && reason instanceof Parked ? { ...rowError, message: aboutRow(rowError.message, row) } : rowError;
}

// What a message is about, at its end.
const ABOUT = /(?: \((?:function "[^]*" in )?environment "[^]*"\))?$/;

// The error that parked a merchant is about another of its functions.
/** @param {string} message @param {Partial<SnapshotTarget>} row */
function aboutRow(message, { env, functionName }) {
  if (env === undefined) return message.replace(ABOUT, "");
  const what = functionName === undefined ? "" : `function "${functionName}" in `;
  return message.replace(ABOUT, () => ` (${what}environment "${env}")`);
}
