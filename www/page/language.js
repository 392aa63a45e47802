// The page's language: chosen from the browser's, switchable, remembered. Texts by key; numbers and times by Intl.
import { formats } from "./format.js";
import { refresh } from "./data/store.js";
import { recall, remember } from "./memory.js";
import en from "./texts/en.js";
import chinese from "./texts/zh-CN.js";

/** @typedef {"en" | "zh-CN"} Language */
/** @typedef {{ [name: string]: unknown }} Values */
/** @typedef {{ [key: string]: string }} Texts */

/** @type {{ en: Texts, "zh-CN": Texts }} */
const TEXTS = { en, "zh-CN": chinese };
const KEY = "console.language";

let current = remembered() ?? preferred(navigator.languages);
let format = formats(locale());

/** @returns {Language | undefined} */
function remembered() {
  const known = recall(KEY);
  return typeof known === "string" && Object.hasOwn(TEXTS, known) ? /** @type {Language} */ (known) : undefined;
}

// The first supported language. Any Chinese is zh-CN.
/** @param {readonly string[]} languages @returns {Language} */
export function preferred(languages) {
  const spoken = languages.map((tag) => (/^zh\b/i.test(tag) ? "zh-CN" : /^en\b/i.test(tag) ? "en" : undefined));
  return spoken.find((tag) => tag !== undefined) ?? "en";
}

// The browser's locale of that language, for numbers and dates, for example en-GB.
function locale() {
  const prefix = current.slice(0, 2);
  return (
    navigator.languages.find(
      (tag) => tag.toLowerCase().startsWith(prefix) && Intl.NumberFormat.supportedLocalesOf(tag).length > 0,
    ) ?? current
  );
}

export const language = () => current;
export const inFormat = () => format;

/** @param {string} key @param {Values} [values] */
export const text = (key, values) => textIn(current, key, values);

/** @param {string} key */
export const hasText = (key) => Object.hasOwn(TEXTS[current], key);

/** @param {Language} spoken @param {string} key @param {Values} [values] */
export function textIn(spoken, key, values = {}) {
  return TEXTS[spoken][key].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
}

/** @param {Language} chosen */
export function speak(chosen) {
  current = chosen;
  format = formats(locale());
  remember(KEY, chosen);
  refresh();
}
