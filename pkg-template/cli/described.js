// What went wrong, for people and for programs: what happened, what to do, the rid; never a stack.
import { FunctionLinkError } from "../index.js";
import { sizeText } from "./amounts.js";
import { causeOf, Misuse, reasonText } from "./errors.js";
import { commandMessage, commandWords } from "./words.js";

const circumstances = new WeakMap();

// Notes what a command knows of an error: `remark`, of the token's source; `isBatch`; `exitCode`.
export function about(error, known) {
  if (typeof error === "object" && error !== null) circumstances.set(error, known);
  return error;
}

// The fields that are shown, by name.
export function described(error) {
  const known = circumstances.get(error) ?? {};
  if (FunctionLinkError.is(error)) return libraryError(error, known);
  const cause = error?.cause === undefined ? undefined : causeOf(error.cause);
  if (error instanceof Misuse) return { code: error.code, message: error.message, advice: error.advice, cause };
  return { code: "UNEXPECTED", message: String(error?.message ?? error), advice: undefined, cause };
}

function libraryError(error, known) {
  const {
    code,
    advice,
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
  } = error;
  // The command's own token source says by itself what it lacks.
  const own = error.cause instanceof Misuse ? error.cause : undefined;
  const root = own ? own.cause : error.cause;
  const cause = root === undefined ? undefined : causeOf(root);
  const message = own?.message ?? messageOf(error, known);
  const words = { code, message, advice: own?.advice ?? commandWords(advice, known) };
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

function messageOf({ code, errcode, message }, { remark, isBatch }) {
  // The platform's own words are not translated.
  const words = errcode === undefined ? commandMessage(message, { isBatch }) : message;
  return remark && code === "TOKEN_REJECTED" ? `${words}; ${remark}` : words;
}

// What is shown of the fields beside code and message: names and values.
export function details({ code, message, advice, rid, expected, actual, size, storage, cause }) {
  return [
    // A file's failure names the system's reason already.
    ["cause", cause && code !== "WRITE_FAILED" && !message.includes(cause.message) ? reasonText(cause) : undefined],
    ["what to do", advice],
    ["rid", rid],
    ["storage host", storage && [storage.code, storage.requestId].filter(Boolean).join(", ")],
    ["expected", expected],
    ["actual", actual],
    ["size", size === undefined ? undefined : sizeText(size)],
  ].filter(([, value]) => value !== undefined && value !== "");
}

export function exitCode(error) {
  const known = circumstances.get(error)?.exitCode;
  if (known !== undefined) return known;
  return FunctionLinkError.is(error) && error.code === "CHECKSUM_MISMATCH" ? 1 : 2;
}
