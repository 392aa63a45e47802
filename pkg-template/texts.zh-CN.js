// Chinese texts: translates an error's English message and advice by the catalogue. An error of a relay, a worker or another copy of the
// package has nothing else to translate. A text outside the catalogue is described by errcode, status or code, with the original.
import {
  ABOUT,
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

// The ends of messages.
const SUBJECT = ' (function "';
const NAMES = /^ \(function "([^]*)" in environment "([^]*)"\)$/;

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
  const end = original.lastIndexOf(SUBJECT);
  const names = end < 0 ? null : NAMES.exec(original.slice(end));
  const words = phrases().translated(names === null ? original : original.slice(0, end));
  if (words === undefined) return `${clause(general(error)[0])}（英文原文：${original}）`;
  if (names === null) return words;
  const [, name = "", env = ""] = names;
  return words + ABOUT.replace("{function}", () => name).replace("{env}", () => env);
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
