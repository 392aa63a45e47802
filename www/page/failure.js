// Describes an error for an operator, in each of the page's languages, so that a switch needs no new text.
import { describeError, FunctionLinkError } from "wechat-function-link/url";

import { language, textIn } from "./language.js";

/** @import { Language } from "./language.js" */
/** @import { Described, Explained, Facts } from "./states.d.ts" */

const HAN = /\p{Script=Han}/u;

// A local file that disappeared: the package rejects with the browser's own reason.
export class Unreadable extends Error {}

/** @param {unknown} error */
const codeOf = (error) =>
  FunctionLinkError.is(error) ? error.code : error instanceof Unreadable ? "UNREADABLE" : "UNEXPECTED";

// The descriptions by language. An error's own English message stays below another language's text.
/** @param {unknown} error @returns {Promise<Described>} */
export async function describe(error) {
  const [en, chinese] = await Promise.all([describeIn("en", error), describeIn("zh-CN", error)]);
  return { en, "zh-CN": chinese };
}

/** @param {Language} name @param {unknown} error @returns {Promise<Explained>} */
async function describeIn(name, error) {
  const code = codeOf(error);
  /** @param {string} part */
  const own = (part) => textIn(name, `${part}.${code}`);
  if (code === "UNREADABLE") return { title: own("what"), message: own("message"), advice: own("advice") };
  if (code === "UNEXPECTED") {
    const message = String(/** @type {Partial<Error> | undefined} */ (error)?.message ?? error);
    return { title: own("what"), message: sentence(message), advice: own("advice") };
  }
  const known = /** @type {FunctionLinkError} */ (error);
  const original = { message: sentence(known.message), advice: known.advice };
  // Without the file of texts, the error's own message is better than none.
  const { title, message, advice } = await describeError(known, { language: name }).catch(() => ({
    title: textIn(name, "what.UNEXPECTED"),
    ...original,
  }));
  return { title, message: sentence(message), advice, ...(name === "en" ? {} : { original }) };
}

// Loads the files of texts with the page, so that it can describe a later failure of the server.
describe(new FunctionLinkError("", { code: "NETWORK", retryable: true, advice: "" }));

// In the page's language.
/** @param {Described} described */
export const explain = (described) => described[language()];

// Whether an intermediary sent the response: only the message shows it.
/** @param {FunctionLinkError} error */
const isStranger = ({ code, message }) => code === "RELAY_REFUSED" && message.includes("in front of");

// Whether the relay does not know this browser, or no longer.
/** @param {unknown} error */
export const isSignedOut = (error) =>
  FunctionLinkError.is(error) && error.code === "RELAY_REFUSED" && error.status === 401 && !isStranger(error);

// What a history keeps of it.
/** @param {unknown} error @returns {Facts} */
export function facts(error) {
  if (!FunctionLinkError.is(error)) return { code: codeOf(error) };
  const { code, message, retryable, errcode, status, rid, attempts, expected, actual, size } = error;
  return { code, message, retryable, errcode, status, rid, attempts, expected, actual, size };
}

/** @param {string} message */
function sentence(message) {
  if (/[.!?。！？]$/.test(message)) return message;
  return HAN.test(message) ? `${message}。` : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
