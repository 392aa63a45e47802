// An error as plain data: its fields, and its words in each of the page's languages, so that a switch needs no new text.
import { describeError, FunctionLinkError } from "wechat-function-link/url";
import { MESSAGES } from "wechat-function-link/messages.zh-CN";

/** @import { Failure, Words } from "../types.d.ts" */

const LANGUAGES = /** @type {const} */ (["en", "zh-CN"]);

// A local file that disappeared.
export class Unreadable extends Error {}

// Loads the texts of a language while the server can still be reached: a later failure may be the server's own.
/** @param {string} wanted */
export function prepareWords(wanted) {
  const error = new FunctionLinkError("", { code: "NETWORK", retryable: true, advice: "" });
  for (const language of LANGUAGES.filter((name) => name === wanted))
    describeError(error, { language }).catch(() => {});
}

/** @param {unknown} error @returns {Promise<Failure>} */
export async function failureOf(error) {
  if (!FunctionLinkError.is(error)) {
    const message = String(/** @type {Partial<Error> | undefined} */ (error)?.message ?? error);
    const words = { title: "", message: error instanceof Unreadable ? "" : message, advice: "" };
    return {
      code: error instanceof Unreadable ? "UNREADABLE" : "UNEXPECTED",
      retryable: false,
      words: { en: words, "zh-CN": words },
    };
  }
  const { name: _name, message: _message, advice: _advice, cause: _cause, ...fields } = error.toJSON();
  const [en, chinese] = await Promise.all(LANGUAGES.map((language) => wordsIn(error, language)));
  const failure = /** @type {Failure} */ ({ ...fields, words: { en, "zh-CN": chinese } });
  if (isStranger(error)) failure.isStranger = true;
  else if (error.code === "RELAY_REFUSED" && error.status === 401) failure.isSignedOut = true;
  return failure;
}

// Without the file of texts, the error's own message is better than none.
/** @param {FunctionLinkError & { reason?: string }} error @param {"en" | "zh-CN"} language @returns {Promise<Words>} */
async function wordsIn(error, language) {
  const own = { title: "", message: error.message, advice: error.advice };
  const words = await describeError(error, { language }).catch(() => own);
  const why = language === "en" ? undefined : MESSAGES[error.reason ?? ""];
  return why === undefined ? words : { ...words, message: `${why}。` };
}

// Whether an intermediary sent the response in place of the relay: only the message shows it.
/** @param {FunctionLinkError} error */
const isStranger = ({ code, message }) => code === "RELAY_REFUSED" && message.includes("in front of");
