// What went wrong, for people and for programs: what happened, what to do, the rid; never a stack.
import { FunctionLinkError } from "../index.js";

// What the caller wrote is wrong; nothing was sent.
export class Misuse extends Error {
  code = "INVALID_ARGUMENT";

  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

const WORDS = {
  EACCES: "permission denied",
  EADDRINUSE: "another program has it",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is not a folder",
  EROFS: "the file system is read-only",
};

// A file system's or socket's error in words; its own message may hold more than anybody should see.
export function systemError(what, error, advice = "Check the path and who may use it.") {
  const failure = new Misuse(`${what}: ${WORDS[error?.code] ?? error?.code ?? "it failed"}`, advice);
  failure.code = "FILE";
  return failure;
}

// The fields that are shown, by name.
export function described(error) {
  if (FunctionLinkError.is(error)) {
    const { code, advice, retryable, errcode, errmsg, rid, status, attempts, expected, actual, size } = error;
    const message = error.cause instanceof Misuse ? `${error.message}: ${error.cause.message}` : error.message;
    return { code, message, advice, retryable, errcode, errmsg, rid, status, attempts, expected, actual, size };
  }
  if (error instanceof Misuse) return { code: error.code, message: error.message, advice: error.advice };
  return { code: "UNEXPECTED", message: String(error?.message ?? error), advice: undefined };
}

export function exitCode(error) {
  return FunctionLinkError.is(error) && error.code === "CHECKSUM_MISMATCH" ? 1 : 2;
}
