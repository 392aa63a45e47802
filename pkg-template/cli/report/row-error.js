// The errors of rows in a language. One error of a merchant stands in many rows.
import { describeError, FunctionLinkError } from "../../index.js";

/** @import { Language } from "../../index.d.ts" */
/** @import { RowError } from "../../fleet.d.ts" */
/** @import { Words } from "./types.d.ts" */

/** @type {WeakMap<RowError, { [language in Language]?: Words }>} */
const known = new WeakMap();

/** @param {RowError} error @param {Language} language @returns {Promise<Words>} */
export async function errorWords(error, language) {
  const words = known.get(error) ?? {};
  known.set(error, words);
  return (words[language] ??= await wordsIn(error, language));
}

/** @param {RowError} error @param {Language} language @returns {Promise<Words>} */
async function wordsIn(error, language) {
  if (language === "en") return error;
  const { message, advice } = await describeError(new FunctionLinkError(error.message, error), { language });
  return { message, advice };
}
