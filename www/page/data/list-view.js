// How each list of functions is looked at, while the page is open: who comes back from a function finds the list as it was left.
import { refresh } from "./store.js";

/** @import { Column, Filter } from "./table.js" */

/**
 * @typedef {{
 *   wanted: string,
 *   filter: Filter,
 *   sort: { column: Column, down: boolean } | undefined,
 *   ticked: ReadonlySet<string>,
 *   top: number,
 * }} ListView
 */

/** @type {ListView} */
const FIRST = { wanted: "", filter: "all", sort: undefined, ticked: new Set(), top: 0 };

/** @type {Map<string, ListView>} */
const views = new Map();

/** @param {string} key */
export const listView = (key) => views.get(key) ?? FIRST;

/** @param {string} key @param {Partial<ListView>} change */
export function look(key, change) {
  views.set(key, { ...listView(key), ...change });
  refresh();
}

// Without a render: the place is read when the list is shown again.
/** @param {string} key @param {number} top */
export function noteTop(key, top) {
  views.set(key, { ...listView(key), top });
}
