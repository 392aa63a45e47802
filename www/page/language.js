// The page's language: chosen from the browser's, switchable, remembered. Texts by key; numbers and times by Intl.
import { formats } from "./format.js";

import { recall, remember } from "./memory.js";
import en from "./texts/en.js";
import chinese from "./texts/zh-CN.js";

/** @import { Values } from "./states.d.ts" */

/** @typedef {keyof typeof TEXTS} Language */
/** @typedef {{ [key: string]: string }} Texts */

/** @type {{ en: Texts, "zh-CN": Texts }} */
const TEXTS = { en, "zh-CN": chinese };
const KEY = "console.language";
/** @type {Set<() => void>} */
const listeners = new Set();

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

/** @param {Language} spoken @param {string} key @param {Values} [values] */
export function textIn(spoken, key, values = {}) {
  return TEXTS[spoken][key].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
}

// Calls `render` now, and again whenever the language changes.
/** @param {() => void} render */
export function speaking(render) {
  listeners.add(render);
  render();
}

/** @param {Language} chosen */
export function speak(chosen) {
  current = chosen;
  format = formats(locale());
  remember(KEY, chosen);
  for (const render of listeners) render();
}

/** @param {string} selector @returns {NodeListOf<HTMLElement>} */
const marked = (selector) => document.querySelectorAll(selector);

// Texts in the page's markup: data-text is a text's key, data-label that of an accessible name.
speaking(() => {
  document.documentElement.lang = current;
  document.title = text("page.title");
  for (const node of marked("[data-text]")) node.textContent = text(String(node.dataset.text));
  for (const node of marked("[data-label]")) node.setAttribute("aria-label", text(String(node.dataset.label)));
  for (const button of marked("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === current));
  }
});
