// A list of names and values, some with a button that copies.
import { copyButton } from "./clipboard.js";
import { countdown } from "./countdown.js";
import { element } from "./dom.js";
import { inFormat, text } from "./language.js";

// Each fact is [name's key, value, how to show it]; those without a value are left out.
export function factRows(facts) {
  return facts
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value, show = plain]) => {
      const what = text(key);
      return element("div", {}, element("dt", { textContent: what }), show(value, what));
    });
}

const plain = (value) => element("dd", { textContent: String(value) });
const copied = (className) => (value, what) => {
  const shown = element("span", { className, textContent: value });
  return element("dd", { className: "copied" }, shown, copyButton(value, what, shown));
};

export const code = (value) => element("dd", {}, element("code", { textContent: String(value) }));
export const digest = copied("digest");
export const address = copied("address");
export const rid = copied("mono");
export const size = (value) => plain(inFormat().size(value));

export function expiry(expiresAt) {
  const time = element("time", { dateTime: expiresAt.toISOString(), textContent: inFormat().time(expiresAt) });
  return element("dd", { className: "expiry" }, time, countdown(expiresAt));
}
