// A row or a heading of the list as elements.
import { element, shown } from "./dom.js";
import { amount, text } from "./language.js";

/** @import { DriftStatus } from "../../../fleet.d.ts" */
/** @import { Item, PackageFacts, Row } from "./data.d.ts" */

const SHORT_DIGITS = 8;
// Shape beside colour, for readers who cannot distinguish the colours.
/** @type {{ [status in DriftStatus]: string }} */
const MARKS = { unchanged: "=", repackaged: "≈", changed: "≠", added: "+", removed: "−", unknown: "?" };

/** @param {DriftStatus} status @param {(Node | string)[]} label */
export const badge = (status, ...label) =>
  element(
    "span",
    { class: `badge ${status}` },
    element("span", { class: "mark", "aria-hidden": "true" }, MARKS[status]),
    ...(label.length > 0 ? label : [text(status)]),
  );

/** @param {string | undefined} name */
export const named = (name) => element("bdi", {}, shown(name ?? ""));

/** @param {Row} row */
export const titleOf = ({ env, name }) => name ?? text(env === undefined ? "environments" : "functionsOf");

// Of before and after, once where they are the same.
/** @param {Row} row @param {(facts: PackageFacts) => string | undefined} part */
function both({ before, after }, part) {
  const parts = [before, after].map((facts) => facts && part(facts)).filter((found) => found !== undefined);
  return parts[0] === parts[1] ? (parts[0] ?? "") : parts.join(" → ");
}

/** @param {Row} row @param {"merchant" | "status"} grouping */
function rowCells(row, grouping) {
  /** @param {string} column @param {(Node | string | undefined)[]} children */
  const cell = (column, ...children) => element("span", { role: "gridcell", class: column }, ...children);
  const digits = both(row, ([checksum]) => checksum.slice(0, SHORT_DIGITS));
  const { error } = row;
  return [
    cell("status", badge(row.status)),
    cell("name", row.name === undefined ? titleOf(row) : named(row.name)),
    cell(
      "env",
      grouping === "status" ? element("span", { class: "appid" }, named(row.authorizerAppid)) : undefined,
      row.env === undefined ? undefined : named(row.env),
    ),
    ...(error
      ? [
          element(
            "span",
            { role: "gridcell", class: "error", "aria-colspan": 3 },
            [error.code, error.errcode].filter(Boolean).join(" "),
          ),
        ]
      : [
          cell(
            "size",
            both(row, ([, size]) => (size === null ? undefined : amount(size))),
          ),
          cell("modified", row.after?.[2] ?? row.before?.[2] ?? ""),
          cell("checksum", digits),
        ]),
  ];
}

/** @param {Extract<Item, { heading: unknown }>} item */
function headingCells({ heading, counts }) {
  const title = heading.status ? badge(heading.status) : named(heading.merchant);
  const tallies = Object.entries(counts).map(([name, count]) => {
    const status = /** @type {DriftStatus} */ (name);
    return badge(status, amount(count), element("span", { class: "word" }, text(status)));
  });
  const spoken = heading.status ? [amount(counts[heading.status] ?? 0)] : tallies;
  return [
    element(
      "span",
      { role: "gridcell", class: "heading", "aria-colspan": 6 },
      title,
      element("span", { class: "tallies" }, ...spoken),
    ),
  ];
}

/** @param {Item} item @param {number} index @param {"merchant" | "status"} grouping */
export function itemNode(item, index, grouping) {
  const isRow = "row" in item;
  const attributes = {
    role: "row",
    id: `row-${index}`,
    "aria-rowindex": index + 2,
    class: isRow ? "row" : "row group",
  };
  return element("div", attributes, ...(isRow ? rowCells(item.row, grouping) : headingCells(item)));
}
