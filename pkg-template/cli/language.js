// The language of the command line's texts for people: --lang, otherwise the environment's. Texts by key.
import en from "./texts/en.js";
import chinese from "./texts/zh-CN.js";

/** @typedef {import("../index.d.ts").Language} Language */
/** @typedef {{ [key: string]: string }} Texts */

/** @type {{ [name in Language]: Texts }} */
const TEXTS = { en, "zh-CN": chinese };

const HAN = /\p{Script=Han}/u;
const LATIN = /[\w/.'"-]/;

/** @type {Language} */
let current = "en";

export const language = () => current;

/** @param {unknown} name @returns {name is Language} */
export const isLanguage = (name) => typeof name === "string" && Object.hasOwn(TEXTS, name);

/** @param {Language} chosen */
export function speak(chosen) {
  current = chosen;
}

// A malformed --lang is refused later. Until then the environment decides.
/** @param {string[]} parameters @param {NodeJS.ProcessEnv} environment @returns {Language} */
export function languageOf(parameters, environment) {
  const end = parameters.indexOf("--");
  const own = end < 0 ? parameters : parameters.slice(0, end);
  const given = own.map((parameter, index) =>
    parameter === "--lang" ? own[index + 1] : /^--lang=(.*)/s.exec(parameter)?.[1],
  );
  return given.filter(isLanguage).at(-1) ?? ofEnvironment(environment);
}

// POSIX: the first variable that is set decides. The output is UTF-8, which a locale of another encoding cannot show.
/** @param {NodeJS.ProcessEnv} environment */
function ofEnvironment({ LC_ALL, LC_MESSAGES, LANG }) {
  const locale = LC_ALL || LC_MESSAGES || LANG || "";
  return /^zh(?![a-z])[^.]*(\.utf-?8(@.*)?)?$/i.test(locale) ? "zh-CN" : "en";
}

// Names without a value stay unchanged.
/** @param {string} key @param {{ [name: string]: unknown }} [values] */
export function text(key, values = {}) {
  const template = TEXTS[current][key];
  if (template === undefined) throw new Error(`texts/${current}.js has no ${key}`);
  return template.replace(/\{(\w+)\}/g, (whole, name, offset) => {
    if (!Object.hasOwn(values, name)) return whole;
    return spaced(template[offset - 1], String(values[name]), template[offset + whole.length]);
  });
}

// A space between Chinese and Latin, on both sides of a value.
/** @param {string | undefined} before @param {string} value @param {string | undefined} after */
function spaced(before, value, after) {
  const isBorder = (one = "", other = "") =>
    (HAN.test(one) && LATIN.test(other)) || (LATIN.test(one) && HAN.test(other));
  return `${isBorder(before, value[0]) ? " " : ""}${value}${isBorder(value.at(-1), after) ? " " : ""}`;
}

// Whether there is a text of this key.
/** @param {string} key */
export const hasText = (key) => Object.hasOwn(TEXTS[current], key);

// East Asian characters and emoji take two columns of a terminal, and marks that stand above or below another character none.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NARROWEST = /\p{Mn}|\p{Me}/u;

/** @param {string} shown */
export const widthOf = (shown) =>
  [...shown].reduce((width, one) => width + (WIDE.test(one) ? 2 : NARROWEST.test(one) ? 0 : 1), 0);

/** @param {string} shown @param {number} width */
export const padded = (shown, width) => shown + " ".repeat(Math.max(0, width - widthOf(shown)));
