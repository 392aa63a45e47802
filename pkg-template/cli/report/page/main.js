// The report's page: what to show, the list, and a row's details.
import { badge } from "./cells.js";
import { openDetails } from "./details.js";
import { at, element, setText } from "./dom.js";
import { amount, size, speak, speaking, text, time } from "./language.js";
import { List } from "./list.js";
import { countOf, itemsOf, readData, rowsOf } from "./rows.js";

/** @import { DriftStatus } from "../../../fleet.d.ts" */
/** @import { Wish } from "./data.d.ts" */

// The most urgent first.
/** @type {DriftStatus[]} */
const STATUSES = ["changed", "added", "removed", "unknown", "repackaged", "unchanged"];

const data = readData();
const rows = rowsOf(data);
const list = new List(openDetails);
const search = /** @type {HTMLInputElement} */ (at("search"));
/** @type {Wish} */
const wish = {
  statuses: new Set(STATUSES.filter((status) => status !== "unchanged")),
  words: "",
  grouping: "merchant",
};

/** @type {Map<DriftStatus, HTMLButtonElement>} */
const toggles = new Map(
  STATUSES.map((status) => [status, element("button", { type: "button", class: `toggle ${status}` })]),
);
at("statuses").append(...toggles.values());
for (const [status, toggle] of toggles) {
  toggle.addEventListener("click", () => {
    const chosen = new Set(wish.statuses);
    if (!chosen.delete(status)) chosen.add(status);
    wish.statuses = new Set(STATUSES.filter((one) => chosen.has(one)));
    update();
  });
}

/** @param {string} selector @returns {NodeListOf<HTMLButtonElement>} */
const buttons = (selector) => document.querySelectorAll(selector);
for (const button of buttons("[data-grouping]")) {
  button.addEventListener("click", () => {
    wish.grouping = button.dataset.grouping === "status" ? "status" : "merchant";
    update();
  });
}
search.addEventListener("input", () => {
  wish.words = search.value;
  update();
});
at("show-all").addEventListener("click", () => {
  wish.statuses = new Set(STATUSES);
  wish.words = search.value = "";
  update();
  list.focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  search.select();
});
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "ArrowDown") list.focus();
});

function update() {
  for (const [status, toggle] of toggles) toggle.setAttribute("aria-pressed", String(wish.statuses.has(status)));
  for (const button of buttons("[data-grouping]"))
    button.setAttribute("aria-pressed", String(button.dataset.grouping === wish.grouping));
  const items = itemsOf(rows, wish);
  const count = countOf(items);
  setText(at("shown"), text("rows", { shown: amount(count), all: amount(rows.length) }));
  const isQuiet = count === 0 && wish.words === "" && rows.every(({ status }) => status === "unchanged");
  at("list").hidden = count === 0;
  at("empty").hidden = count > 0;
  setText(at("empty-title"), text(isQuiet ? "nothing" : "noMatch"));
  setText(at("empty-more"), isQuiet ? text("nothingMore", { count: amount(rows.length) }) : text("noMatchMore"));
  at("show-all").hidden = rows.length === 0;
  list.show(items, wish.grouping);
}

/** @param {string} key @param {(Node | string)[]} value */
const fact = (key, ...value) => element("div", {}, element("dt", {}, text(key)), element("dd", {}, ...value));
/** @param {string} iso */
const moment = (iso) => element("time", { datetime: iso, title: iso }, time(iso));

// What depends on the language.
speaking(() => {
  const { before, after, counts } = data;
  setText(at("compared"), text(before ? "compared" : "alone", { after: after.id, before: before?.id ?? "" }));
  const packages = { count: amount(after.packages.stored), size: size(after.packages.bytes) };
  at("facts").replaceChildren(
    fact("finished", moment(after.endedAt)),
    ...(before ? [fact("since", moment(before.endedAt))] : []),
    fact("merchants", amount(after.merchants)),
    fact("functions", amount(after.functions)),
    fact("failures", amount(after.failures)),
    fact("packages", text("packagesText", packages)),
  );
  for (const [status, toggle] of toggles)
    toggle.replaceChildren(element("strong", {}, amount(counts[status])), badge(status));
  update();
});

speak(data.language);
