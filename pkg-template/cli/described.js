// Describes an error for people and for programs: message, advice and rid, never a stack.
import { describeError, FunctionLinkError } from "../index.js";
import { MESSAGES } from "../package/messages.zh-CN.js";
import { sizeText } from "./amounts.js";
import { causeOf, Misuse, reasonText } from "./errors.js";
import { language, text } from "./language.js";
import { commandMessage, commandWords } from "./words.js";

/** @import { FunctionLinkError as LibraryError, StorageFault } from "../index.d.ts" */

/** @typedef {{ remark?: string | undefined, isBatch?: boolean, exitCode?: number }} Known */
/**
 * @typedef {{
 *   code: string,
 *   message: string,
 *   advice?: string | undefined,
 *   cause?: { code: string | undefined, message: string } | undefined,
 *   rid?: string | undefined,
 *   expected?: string | undefined,
 *   actual?: string | undefined,
 *   size?: number | undefined,
 *   storage?: StorageFault | undefined,
 * }} Fields
 */

/** @type {WeakMap<object, Known>} */
const circumstances = new WeakMap();

// Records what a command knows about an error: `remark` of the token's source, `isBatch`, `exitCode`.
/** @param {unknown} error @param {Known} known */
export function about(error, known) {
  if (typeof error === "object" && error !== null) circumstances.set(error, known);
  return error;
}

// The fields to show, by name.
/** @param {unknown} error @returns {Promise<Fields>} */
export async function described(error) {
  const known = circumstances.get(/** @type {object} */ (error)) ?? {};
  if (FunctionLinkError.is(error)) return libraryError(error, known);
  const { message, cause: root } = /** @type {Partial<Error>} */ (error ?? {});
  const cause = root === undefined ? undefined : causeOf(root);
  if (error instanceof Misuse) return { code: error.code, message: error.message, advice: error.advice, cause };
  return { code: "UNEXPECTED", message: String(message ?? error), advice: undefined, cause };
}

/** @param {LibraryError & { reason?: string }} error @param {Known} known */
async function libraryError(error, known) {
  const { code, retryable, errcode, errmsg, rid, status, attempts, expected, actual, size, peer, storage, reason } =
    error;
  // The command's own token source describes its failure itself.
  const own = error.cause instanceof Misuse ? error.cause : undefined;
  const root = own ? own.cause : error.cause;
  const cause = root === undefined ? undefined : causeOf(root);
  const inWords = language() === "en" ? error : await describeError(error, { language: language() }).catch(() => error);
  const why = language() === "en" ? undefined : MESSAGES[reason ?? ""];
  const told = why ? text("operand.refused", { why }) : inWords.message;
  const message = own?.message ?? messageOf(error, told, known);
  const words = { code, message, advice: own?.advice ?? commandWords(inWords.advice, known) };
  return {
    ...words,
    retryable,
    errcode,
    errmsg,
    rid,
    status,
    attempts,
    expected,
    actual,
    size,
    peer,
    storage,
    reason,
    cause,
  };
}

/** @param {LibraryError} error @param {string} message @param {Known} known */
function messageOf({ code, errcode }, message, { remark, isBatch }) {
  // The platform's errmsg is not translated.
  const words = errcode === undefined ? commandMessage(message, { isBatch }) : message;
  return remark && code === "TOKEN_REJECTED" ? text("error.remark", { message: words, remark }) : words;
}

// The fields to show beside code and message: keys of names, and values.
/** @param {Fields} fields */
export function details({ code, message, advice, rid, expected, actual, size, storage, cause }) {
  return [
    // The message of a file's failure contains the system's reason already.
    [
      "error.cause",
      cause && code !== "WRITE_FAILED" && !message.includes(cause.message) ? reasonText(cause) : undefined,
    ],
    ["error.advice", advice],
    ["error.rid", rid],
    ["error.storage", storage && [storage.code, storage.requestId].filter(Boolean).join(", ")],
    ["error.expected", expected],
    ["error.actual", actual],
    ["error.size", size === undefined ? undefined : sizeText(size)],
  ].filter(([, value]) => value !== undefined && value !== "");
}

/** @param {unknown} error */
export function exitCode(error) {
  const known = circumstances.get(/** @type {object} */ (error))?.exitCode;
  if (known !== undefined) return known;
  return FunctionLinkError.is(error) && error.code === "CHECKSUM_MISMATCH" ? 1 : 2;
}
