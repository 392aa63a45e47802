// A row's details in a dialog: both packages side by side, and the error that hides one.
import { badge, named, titleOf } from "./cells.js";
import { at, element, shown } from "./dom.js";
import { amount, language, speaking, text } from "./language.js";

/** @import { ErrorFacts, PackageFacts, Row } from "./data.d.ts" */

const dialog = /** @type {HTMLDialogElement} */ (at("details"));
/** @type {Row | undefined} */
let current;

/** @param {Row} row */
export function openDetails(row) {
  current = row;
  render(row);
  dialog.showModal();
}

speaking(() => current && dialog.open && render(current));
at("close").addEventListener("click", () => dialog.close());
// A press beside the dialog.
dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());

/** @param {Row} row */
function render(row) {
  const { authorizerAppid, env, status, error } = row;
  at("details-title").replaceChildren(row.name === undefined ? titleOf(row) : named(row.name));
  at("details-body").replaceChildren(
    element("p", { class: "what" }, badge(status), ` ${text(`${status}More`)}`),
    facts([
      ["merchant", authorizerAppid],
      ["environment", env],
    ]),
    ...(row.before || row.after ? [packages(row)] : []),
    ...(error ? [errorOf(error)] : []),
  );
}

/** @param {[key: string, value: string | number | undefined][]} rows */
function facts(rows) {
  const given = rows.filter(([, value]) => value !== undefined && value !== "");
  const parts = given.map(([key, value]) =>
    element("div", {}, element("dt", {}, text(key)), element("dd", {}, element("bdi", {}, shown(String(value))))),
  );
  return element("dl", { class: "facts" }, ...parts);
}

/** @type {[key: string, part: (facts: PackageFacts) => string | undefined][]} */
const PARTS = [
  ["checksum", ([checksum]) => checksum ?? undefined],
  ["digest", ([, , , digest]) => digest ?? undefined],
  ["size", ([, size]) => (typeof size === "number" ? text("bytes", { size: amount(size) }) : undefined)],
  ["modified", ([, , modTime]) => modTime ?? undefined],
  ["runtime", ([, , , , runtime]) => runtime ?? undefined],
];

// A table: a line a fact, marked where it differs.
/** @param {Row} row */
function packages({ before, after }) {
  const lines = PARTS.map(([key, part]) => [key, before && part(before), after && part(after)]).filter(
    ([, old, now]) => old !== undefined || now !== undefined,
  );
  /** @param {string | undefined} value @param {string} key */
  const cell = (value, key) =>
    element("td", { "data-label": text(key) }, value === undefined ? text("absent") : shown(value));
  const body = lines.map(([key, old, now]) =>
    element(
      "tr",
      { class: old === now ? "same" : "other" },
      element("th", { scope: "row" }, text(String(key))),
      cell(old, "before"),
      cell(now, "after"),
    ),
  );
  const heads = ["", "before", "after"].map((key) =>
    key ? element("th", { scope: "col" }, text(key)) : element("td", {}),
  );
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body));
}

/** @param {ErrorFacts} error */
function errorOf(error) {
  const { message, advice } = language() === "en" ? error : error.chinese;
  const code = [error.code, error.errcode].filter((part) => part !== undefined).join(" ");
  return element(
    "section",
    { class: "failure" },
    element("h3", {}, text("error")),
    element("p", {}, shown(message)),
    facts([
      ["advice", advice],
      ["code", code],
      ["errmsg", error.errmsg],
      ["rid", error.rid],
    ]),
  );
}
