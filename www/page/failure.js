// An error → what an operator is told, in the page's language.
import { FunctionLinkError } from "/pkg/index.js";

import { language, text } from "./language.js";
import { CODES, ERRCODES, STATUSES, STRANGER } from "./texts/zh-CN-errors.js";

/** @import { Facts } from "./states.d.ts" */

/**
 * @typedef {{ title: string, message: string, advice: string, original?: { message: string, advice: string } }} Explained
 */

// A local file that went away: the package hands on the browser's own reason.
export class Unreadable extends Error {}

/** @param {unknown} error */
const codeOf = (error) =>
  FunctionLinkError.is(error) ? error.code : error instanceof Unreadable ? "UNREADABLE" : "UNEXPECTED";

// { title, message, advice, original? }: the package's own words are English, and stay beneath other ones.
/** @param {unknown} error @returns {Explained} */
export function explain(error) {
  const code = codeOf(error);
  const title = text(`what.${code}`);
  if (code === "UNREADABLE") return { title, message: text("message.UNREADABLE"), advice: text("advice.UNREADABLE") };
  if (code === "UNEXPECTED")
    return {
      title,
      message: sentence(String(/** @type {Partial<Error> | undefined} */ (error)?.message ?? error)),
      advice: text("advice.UNEXPECTED"),
    };
  const known = /** @type {FunctionLinkError} */ (error);
  const original = { message: sentence(known.message), advice: known.advice };
  if (language() === "en") return { title, ...original };
  const own = isStranger(known)
    ? STRANGER
    : code === "RELAY_REFUSED"
      ? textsOf(STATUSES, known.status)
      : textsOf(ERRCODES, known.errcode);
  const [message, advice] = own ?? textsOf(CODES, code) ?? [];
  return { title, message, advice, original };
}

/** @param {{ [key: string]: string[] }} table @param {string | number | undefined} key */
const textsOf = (table, key) => table[String(key)];

// What answered was not the relay: only the words tell.
/** @param {FunctionLinkError} error */
const isStranger = ({ code, message }) => code === "RELAY_REFUSED" && message.includes("in front of");

// The relay does not know this browser (any more).
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
const sentence = (message) => message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? "" : ".");
