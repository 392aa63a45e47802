// English: an error says by itself what happened and what to do.
import { TITLES, UNEXPECTED } from "./languages/errors.en.js";

/** @import { ErrorDescription, FunctionLinkError } from "./index.d.ts" */

/** @param {unknown} thrown @param {boolean} isOurs @returns {ErrorDescription} */
export function describe(thrown, isOurs) {
  const [title, advice] = UNEXPECTED;
  const error = /** @type {FunctionLinkError} */ (thrown);
  if (!isOurs) return { title, message: String(error?.message ?? error), advice };
  return { title: TITLES[error.code] ?? title, message: error.message, advice: error.advice };
}

// The module's own words are English.
/** @returns {{ meaning?: string, advice?: string }} */
export const explain = () => ({});
