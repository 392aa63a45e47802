// English texts: an error has its message and advice already.
import { TITLES, UNEXPECTED } from "./languages/errors.en.js";

/** @import { ErrorDescription, FunctionLinkError } from "./index.d.ts" */

/** @param {unknown} thrown @param {boolean} isOurs @returns {ErrorDescription} */
export function describe(thrown, isOurs) {
  const [title, advice] = UNEXPECTED;
  const error = /** @type {FunctionLinkError} */ (thrown);
  if (!isOurs) return { title, message: String(error?.message ?? error), advice };
  return { title: TITLES[error.code] ?? title, message: error.message, advice: error.advice };
}

// The module's own texts are English.
/** @returns {{ meaning?: string, advice?: string }} */
export const explain = () => ({});
