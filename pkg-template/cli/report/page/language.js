// The page's language: the command's at first. Texts by key; numbers and times by Intl.
import { TEXTS } from "./texts.js";

/** @import { Language } from "./data.d.ts" */

/** @type {Language} */
let current = "en";
/** @type {Set<() => void>} */
const listeners = new Set();

export const language = () => current;

/** @param {string} key @param {{ [name: string]: string | number }} [values] */
export const text = (key, values = {}) =>
  (TEXTS[current][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @param {number} count */
export const amount = (count) => count.toLocaleString(current);

/** @param {string} iso */
export const time = (iso) => new Date(iso).toLocaleString(current, { dateStyle: "medium", timeStyle: "short" });

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** @param {number} bytes */
export function size(bytes) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** unit;
  return value.toLocaleString(current, { style: "unit", unit: UNITS[unit], maximumFractionDigits: unit ? 1 : 0 });
}

// Calls `render` whenever the language changes.
/** @param {() => void} render */
export const speaking = (render) => void listeners.add(render);

/** @param {Language} chosen */
export function speak(chosen) {
  current = chosen;
  document.documentElement.lang = chosen;
  for (const render of listeners) render();
}

/** @param {string} selector @returns {NodeListOf<HTMLElement>} */
const marked = (selector) => document.querySelectorAll(selector);

// Texts in the markup: data-text is a text's key, data-label that of an accessible name.
speaking(() => {
  document.title = text("title");
  for (const node of marked("[data-text]")) node.textContent = text(String(node.dataset.text));
  for (const node of marked("[data-label]")) node.setAttribute("aria-label", text(String(node.dataset.label)));
  for (const node of marked("[data-hint]")) node.setAttribute("placeholder", text(String(node.dataset.hint)));
  for (const node of marked("[data-language]"))
    node.setAttribute("aria-pressed", String(node.dataset.language === current));
});
for (const node of marked("[data-language]"))
  node.addEventListener("click", () => speak(/** @type {Language} */ (node.dataset.language)));
