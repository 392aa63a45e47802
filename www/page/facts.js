// A list of names and values, some with a button that copies.
import { copyButton } from "./clipboard.js";
import { countdown } from "./countdown.js";
import { element } from "./dom.js";
import { inFormat, text } from "./language.js";

/** @typedef {[key: string, value: unknown, show?: (value: never, what: string) => HTMLElement]} Fact */

// Each fact is [name's key, value, formatter]. Those without a value are left out.
/** @param {Fact[]} facts */
export function factRows(facts) {
  return facts
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value, show = plain]) => {
      const what = text(key);
      return element("div", {}, element("dt", { textContent: what }), show(/** @type {never} */ (value), what));
    });
}

/** @param {unknown} value */
const plain = (value) => element("dd", { textContent: String(value) });
const copied = (/** @type {string} */ className) => (/** @type {string} */ value, /** @type {string} */ what) => {
  const shown = element("span", { className, textContent: value });
  return element("dd", { className: "copied" }, shown, copyButton(value, what, shown));
};

/** @param {unknown} value */
export const code = (value) => element("dd", {}, element("code", { textContent: String(value) }));
export const digest = copied("digest");
export const address = copied("address");
export const rid = copied("mono");
/** @param {number} value */
export const size = (value) => plain(inFormat().size(value));

/** @param {Date} expiresAt */
export function expiry(expiresAt) {
  const time = element("time", { dateTime: expiresAt.toISOString(), textContent: inFormat().time(expiresAt) });
  return element("dd", { className: "expiry" }, time, countdown(expiresAt));
}
