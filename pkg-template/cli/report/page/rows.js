// The report's rows, and those of them that the reader wants to see.
/** @import { DriftStatus } from "../../../fleet.d.ts" */
/** @import { Item, ReportData, Row, Wish } from "./data.d.ts" */

// Digits that are looked for in checksums: fewer would match nearly all.
const HEXADECIMAL = /^[0-9a-f]{6,64}$/;

/** @returns {ReportData} */
export function readData() {
  const text = document.getElementById("data")?.textContent ?? "";
  return /** @type {ReportData} */ (/** @type {unknown} */ (JSON.parse(text)));
}

/** @param {ReportData} data @returns {Row[]} */
export function rowsOf({ merchants, statuses, errors }) {
  /** @type {Row[]} */
  const rows = [];
  for (const [authorizerAppid, environments] of merchants) {
    for (const [env, facts] of environments) {
      for (const [name, status, before, after, error] of facts) {
        rows.push({
          authorizerAppid,
          env: env || undefined,
          name: name || undefined,
          status: statuses[status] ?? "unknown",
          before: before || undefined,
          after: after || undefined,
          error: error === undefined ? undefined : errors[error],
        });
      }
    }
  }
  return rows;
}

/** @param {Row[]} rows @param {Wish} wish @returns {Item[]} */
export function itemsOf(rows, { statuses, words, grouping }) {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  /** @type {Item[]} */
  const items = [];
  for (const status of grouping === "status" ? statuses : [undefined]) {
    /** @type {Extract<Item, { heading: unknown }> | undefined} */
    let group;
    for (const row of rows) {
      if (status ? row.status !== status : !statuses.has(row.status)) continue;
      if (!asked.every((word) => holds(row, word))) continue;
      if (!group || (!status && group.heading.merchant !== row.authorizerAppid)) {
        group = { heading: status ? { status } : { merchant: row.authorizerAppid }, counts: {} };
        items.push(group);
      }
      group.counts[row.status] = (group.counts[row.status] ?? 0) + 1;
      items.push({ row });
    }
  }
  return items;
}

/** @param {Row} row @param {string} word */
function holds({ authorizerAppid, env, name, before, after, error }, word) {
  if (name?.toLowerCase().includes(word) || authorizerAppid.toLowerCase().includes(word)) return true;
  if (env?.toLowerCase().includes(word)) return true;
  if (error && (error.code.toLowerCase().includes(word) || String(error.errcode) === word)) return true;
  return HEXADECIMAL.test(word) && Boolean(before?.[0]?.startsWith(word) || after?.[0]?.startsWith(word));
}

// The number of rows among items.
/** @param {Item[]} items */
export const countOf = (items) => items.reduce((count, item) => count + ("row" in item ? 1 : 0), 0);
