// Errors of the command line itself: a misuse, and a failure of the system.
import { SYSTEM_WORDS } from "../fs/system-words.js";

// What the caller wrote is wrong; nothing was sent.
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

// { code?, message } of what a system, or a callback, failed by: what is not the system's has its own words.
/** @param {unknown} error @returns {{ code: string | undefined, message: string }} */
export function causeOf(error) {
  const given = /** @type {{ code?: unknown, message?: unknown, syscall?: unknown }} */ (error ?? {});
  const code = typeof given.code === "string" ? given.code : undefined;
  const message = String(given.message ?? error);
  const known = typeof given.syscall === "string" ? SYSTEM_WORDS[String(code)] : undefined;
  return { code, message: known ?? SYSTEM_MESSAGE.exec(message)?.[1] ?? message };
}

// `no space is left (ENOSPC)`
/** @param {{ code?: string | undefined, message: string }} cause */
export const reasonText = ({ code, message }) =>
  code === undefined || message.includes(code) ? message : `${message} (${code})`;

// A file system's or socket's error in words.
/** @param {string} what @param {unknown} error @param {string} [advice] */
export function systemError(what, error, advice = "Check the path and who may use it.") {
  const failure = new Misuse(`${what}: ${reasonText(causeOf(error))}`, advice);
  failure.code = "FILE";
  failure.cause = error;
  return failure;
}
