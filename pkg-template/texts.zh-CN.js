// Chinese texts: translates an error's English message and advice by the catalogue. An error of a relay, a worker or another copy of the
// package has nothing else to translate. A text outside the catalogue is described by errcode, status or code, with the original.
import {
  ABOUT,
  ABOUT_ENVIRONMENT,
  ABOUT_INTERFACE,
  CODES,
  ERRCODES,
  PEERS,
  PHRASES,
  STATUSES,
  TITLES,
  UNEXPECTED,
  UNKNOWN,
} from "./languages/errors.zh-CN.js";
import { Phrases } from "./languages/phrases.js";

/** @import { ErrorDescription, FunctionLinkError } from "./index.d.ts" */

// The ends of messages: what the call concerns. The names may be any text, so that the last end counts.
/** @type {[begins: string, pattern: RegExp, text: string][]} */
const ENDS = [
  [' (function "', /^ \(function "(?<function>[^]*)" in environment "(?<env>[^]*)"\)$/, ABOUT],
  [' (environment "', /^ \(environment "(?<env>[^]*)"\)$/, ABOUT_ENVIRONMENT],
  [' (interface "', /^ \(interface "(?<path>[^]*)"\)$/, ABOUT_INTERFACE],
];

/** @param {number} errcode */
const textsOf = (errcode) => ERRCODES[errcode] ?? UNKNOWN;
/** @param {string} sentence */
const clause = (sentence) => sentence.replace(/。$/, "");

/** @type {Phrases | undefined} */
let known;
const phrases = () => (known ??= new Phrases(PHRASES, PEERS, (errcode) => clause(textsOf(errcode)[0])));

/** @param {unknown} thrown @param {boolean} isOurs @returns {ErrorDescription} */
export function describe(thrown, isOurs) {
  const error = /** @type {FunctionLinkError} */ (thrown);
  const [title, advice] = UNEXPECTED;
  if (!isOurs) return { title, message: String(error?.message ?? error), advice };
  return { title: TITLES[error.code] ?? title, message: messageOf(error), advice: adviceOf(error) };
}

/** @param {number} errcode @returns {{ meaning?: string, advice?: string }} */
export function explain(errcode) {
  const [meaning, advice] = textsOf(errcode);
  return { meaning, advice };
}

/** @param {FunctionLinkError} error */
function messageOf(error) {
  const original = String(error.message);
  const { at, about } = endOf(original);
  const words = phrases().translated(original.slice(0, at));
  return words === undefined ? `${clause(general(error)[0])}（英文原文：${original}）` : words + about;
}

// Where the end of a message begins, and its text in Chinese.
/** @param {string} message */
function endOf(message) {
  for (const [begins, pattern, text] of ENDS) {
    const at = message.lastIndexOf(begins);
    const names = at < 0 ? undefined : pattern.exec(message.slice(at))?.groups;
    if (names) return { at, about: text.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? "") };
  }
  return { at: message.length, about: "" };
}

/** @param {FunctionLinkError} error */
const adviceOf = (error) => phrases().translated(String(error.advice)) ?? general(error)[1];

// A description by the fields only.
/** @param {FunctionLinkError} error */
function general({ code, errcode, status }) {
  if (errcode !== undefined) return textsOf(errcode);
  const refusal = code === "RELAY_REFUSED" && status !== undefined ? STATUSES[status] : undefined;
  return refusal ?? CODES[code] ?? UNEXPECTED;
}
