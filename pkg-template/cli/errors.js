// Errors of the command line itself: misuse, and failures of the system.
import { hasText, text } from "./language.js";

// Wrong arguments. Nothing was sent.
export class Misuse extends Error {
  code = "INVALID_ARGUMENT";

  /** @param {string} message @param {string} [advice] */
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

// A system's message: `ENOENT: no such file or directory, open '…'`.
const SYSTEM_MESSAGE = /^E[A-Z0-9]+: ([^,]+)/;

// { code?, message } of a system's or a callback's error. An error of a callback keeps its own message.
/** @param {unknown} error @returns {{ code: string | undefined, message: string }} */
export function causeOf(error) {
  const given = /** @type {{ code?: unknown, message?: unknown, syscall?: unknown }} */ (error ?? {});
  const code = typeof given.code === "string" ? given.code : undefined;
  const message = String(given.message ?? error);
  const known = typeof given.syscall === "string" && hasText(`system.${code}`) ? text(`system.${code}`) : undefined;
  return { code, message: known ?? SYSTEM_MESSAGE.exec(message)?.[1] ?? message };
}

// `no space is left (ENOSPC)`
/** @param {{ code?: string | undefined, message: string }} cause */
export const reasonText = ({ code, message }) =>
  code === undefined || message.includes(code) ? message : text("error.reason", { message, code });

// The error for a failure of a file system or a socket.
/** @param {string} what @param {unknown} error @param {string} [advice] */
export function systemError(what, error, advice = text("file.advice")) {
  const failure = new Misuse(text("error.because", { what, reason: reasonText(causeOf(error)) }), advice);
  failure.code = "FILE";
  failure.cause = error;
  return failure;
}
