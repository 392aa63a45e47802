// The box with the result of a task. Its first part is a live region. Countdowns and copy buttons are outside of it.
import { element } from "./dom.js";
import { explain } from "./failure.js";
import { code, digest, factRows, rid, size } from "./facts.js";
import { language, text } from "./language.js";

/** @import { Described, Verdict } from "./states.d.ts" */
/** @import { FunctionLinkError } from "wechat-function-link/url" */

/** @type {WeakMap<Element, [verdict: Verdict, language: string]>} */
const shown = new WeakMap();

// `verdict` is { kind, title, text, values? }, where title and text are keys, or { kind, error, described }. `rest()` makes the part below.
/** @param {HTMLElement} box @param {Verdict} verdict @param {() => Node[]} [rest] */
export function renderVerdict(box, verdict, rest = () => []) {
  const [before, spoken] = shown.get(box) ?? [];
  if (before === verdict && spoken === language()) return;
  shown.set(box, [verdict, language()]);
  box.dataset.kind = verdict.kind;
  const [told, below] = box.children;
  told.replaceChildren(...("title" in verdict ? words(verdict) : failure(verdict.described)));
  below.replaceChildren(...rest());
}

/** @param {Extract<Verdict, { title: string }>} verdict */
function words({ title, text: body, values }) {
  return [element("strong", { textContent: text(title) }), element("p", { textContent: text(body, values) })];
}

/** @param {Described} described */
function failure(described) {
  const { title, message, advice } = explain(described);
  return [
    element("strong", { textContent: title }),
    element("p", { textContent: message }),
    element("p", { className: "advice" }, element("b", { textContent: text("failure.advice") }), " ", advice),
  ];
}

// The part below a failure. `retry` repeats the task.
/** @param {{ error: unknown, described: Described }} verdict @param {() => void} retry */
export function failureRest({ error: reason, described }, retry) {
  const { original } = explain(described);
  const error = /** @type {Partial<FunctionLinkError>} */ (reason ?? {});
  const rows = factRows([
    ["fact.code", error.code, code],
    ["fact.errcode", error.errcode, code],
    ["fact.status", error.status, code],
    ["fact.errmsg", original && error.errmsg], // the original message contains it
    ["fact.rid", error.rid, rid],
    ["fact.expected", error.expected, digest],
    ["fact.actual", error.actual, digest],
    ["fact.size", error.size, size],
  ]);
  const parts = [element("dl", { className: "facts" }, ...rows), ...(original ? [folded(original)] : [])];
  return error.retryable === undefined ? parts : [again(error.retryable, retry), ...parts];
}

// Whether a retry may help, and the button for it.
/** @param {boolean} retryable @param {() => void} retry */
function again(retryable, retry) {
  /** @type {Partial<HTMLButtonElement>} */
  const button = { type: "button", className: "main", textContent: text("failure.retry"), onclick: retry };
  const words = element("span", { textContent: text(retryable ? "failure.retryMay" : "failure.retryNot") });
  return element("div", { className: "again" }, retryable ? element("button", button) : undefined, words);
}

// The package's own message: one line, and the rest on demand.
/** @param {{ message: string, advice: string }} original */
function folded({ message, advice }) {
  const line = element(
    "summary",
    {},
    element("b", { textContent: text("failure.original") }),
    " ",
    element("span", { lang: "en", textContent: message }),
  );
  return element(
    "details",
    { className: "original" },
    line,
    element("p", { lang: "en", textContent: `${message} ${advice}` }),
  );
}
