// Chinese: an error's English words → the catalogue's Chinese ones. The words are all that is known of an error that came from a relay, a
// worker or another copy of the package; what the catalogue does not hold is described by errcode, status or code, with the original.
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

const SUBJECT = ' (function "';

let phrases;

export function describe(error, isOurs) {
  const [title, advice] = UNEXPECTED;
  if (!isOurs) return { title, message: String(error?.message ?? error), advice };
  phrases ??= new Phrases(PHRASES, PEERS, (errcode) => meaningOf(errcode));
  return { title: TITLES[error.code] ?? title, message: messageOf(error), advice: adviceOf(error) ?? advice };
}

export function explain(errcode) {
  const [meaning, advice] = ERRCODES[errcode] ?? UNKNOWN;
  return { meaning, advice };
}

function messageOf(error) {
  const original = String(error.message);
  const end = original.lastIndexOf(SUBJECT);
  const [, name, env] =
    (end < 0 ? undefined : /^ \(function "([^]*)" in environment "([^]*)"\)$/.exec(original.slice(end))) ?? [];
  const about = name === undefined ? "" : ABOUT.replace("{function}", () => name).replace("{env}", () => env);
  const words = phrases.translated(name === undefined ? original : original.slice(0, end));
  return words === undefined ? `${general(error)[0].replace(/。$/, "")}（英文原文：${original}）` : words + about;
}

function adviceOf(error) {
  // An errcode's advice is the most exact, and is that of the error itself.
  return phrases.translated(String(error.advice)) ?? general(error)[1];
}

// What is known by the fields alone.
function general({ code, errcode, status }) {
  if (errcode !== undefined) return ERRCODES[errcode] ?? UNKNOWN;
  return (code === "RELAY_REFUSED" ? STATUSES[status] : undefined) ?? CODES[code] ?? UNEXPECTED;
}

const meaningOf = (errcode) => (ERRCODES[errcode] ?? UNKNOWN)[0].replace(/。$/, "");
