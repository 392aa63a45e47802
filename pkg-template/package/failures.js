// The errors of this entry, made here: the main module may not be loaded. Their codes and what to do are of its catalogue.
import { FunctionLinkError } from "../core.js";
import { ADVICE } from "./constants.js";
import { MESSAGES } from "./messages.js";

const failure = (code, message, more) =>
  new FunctionLinkError(message, { code, retryable: false, advice: ADVICE[code], cause: undefined, ...more });

export const invalidArgument = (message, cause) => failure("INVALID_ARGUMENT", message, { cause });
export const writeFailed = (message, cause) => failure("WRITE_FAILED", message, { cause });
export const tooLarge = (message) => failure("TOO_LARGE", message);

// `about` is what is refused: the package, or one entry of it.
export const badPackage = (reason, about = "the package") =>
  failure("BAD_PACKAGE", `${about} is refused: ${MESSAGES[reason]}`, { reason });
