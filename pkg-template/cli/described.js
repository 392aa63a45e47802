// What went wrong, for people and for programs: what happened, what to do, the rid; never a stack.
import { FunctionLinkError } from "../index.js";
import { Misuse } from "./errors.js";

// The fields that are shown, by name.
export function described(error) {
  if (FunctionLinkError.is(error)) {
    const { code, advice, retryable, errcode, errmsg, rid, status, attempts, expected, actual, size, peer, storage } = error;
    const message = error.cause instanceof Misuse ? `${error.message}: ${error.cause.message}` : error.message;
    return { code, message, advice, retryable, errcode, errmsg, rid, status, attempts, expected, actual, size, peer, storage };
  }
  if (error instanceof Misuse) return { code: error.code, message: error.message, advice: error.advice };
  return { code: "UNEXPECTED", message: String(error?.message ?? error), advice: undefined };
}

export function exitCode(error) {
  return FunctionLinkError.is(error) && error.code === "CHECKSUM_MISMATCH" ? 1 : 2;
}
