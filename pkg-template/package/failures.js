// The errors of this entry, made here: the main module may not be loaded. Their codes and what to do are of its catalogue.
import { FunctionLinkError } from "../core.js";
import { ADVICE } from "./constants.js";
import { MESSAGES } from "./messages.js";

/** @typedef {{ expected: string, actual: string, size: number }} Mismatch */
/**
 * @param {"INVALID_ARGUMENT" | "TOO_LARGE" | "BAD_PACKAGE" | "WRITE_FAILED" | "CHECKSUM_MISMATCH" | "CALLBACK_FAILED"} code
 * @param {string} message
 * @param {{ reason?: string, cause?: unknown } & Partial<Mismatch>} [more]
 */
const failure = (code, message, more) =>
  new FunctionLinkError(message, { code, retryable: false, advice: ADVICE[code], cause: undefined, ...more });

/** @param {string} message @param {unknown} [cause] */
export const invalidArgument = (message, cause) => failure("INVALID_ARGUMENT", message, { cause });
/** @param {string} message @param {unknown} [cause] */
export const writeFailed = (message, cause) => failure("WRITE_FAILED", message, { cause });
/** @param {string} message @param {Mismatch} more */
export const checksumMismatch = (message, more) => failure("CHECKSUM_MISMATCH", message, more);
/** @param {string} message @param {unknown} cause */
export const callbackFailed = (message, cause) => failure("CALLBACK_FAILED", message, { cause });
/** @param {string} message */
export const tooLarge = (message) => failure("TOO_LARGE", message);

// `about` is what is refused: the package, or one entry of it.
/** @param {string} reason @param {string} [about] */
export const badPackage = (reason, about = "the package") =>
  failure("BAD_PACKAGE", `${about} is refused: ${MESSAGES[reason]}`, { reason });
