// The table of an environment's functions: which are shown, in which order, and which are ticked.
import { isActive, jobOf } from "./jobs.js";
import { lastOf } from "./history.js";

/** @import { Choice, FunctionInfo } from "../types.d.ts" */

/** @typedef {"name" | "runtime" | "status" | "modTime" | "verdict"} Column */
/** @typedef {"all" | "verified" | "failed" | "unverified" | "broken"} Filter */
/** @typedef {{ info: FunctionInfo, choice: Choice }} Row */

/** @type {Column[]} */
export const COLUMNS = ["name", "runtime", "status", "modTime", "verdict"];
/** @type {Filter[]} */
export const FILTERS = ["all", "verified", "failed", "unverified", "broken"];

// What is known of a function's package: its job's state, else what the history has.
/** @param {Choice} choice */
export function verdictOf(choice) {
  const job = jobOf(choice);
  if (job !== undefined) return job.state;
  return lastOf(choice) === undefined ? "none" : "before";
}

const ORDER = ["failed", "running", "waiting", "cancelled", "verified", "before", "none"];

/** @type {{ [filter in Filter]: (row: Row) => boolean }} */
const HOLDS = {
  all: () => true,
  verified: ({ choice }) => jobOf(choice)?.state === "verified",
  failed: ({ choice }) => jobOf(choice)?.state === "failed",
  unverified: ({ choice }) => jobOf(choice)?.state !== "verified",
  broken: ({ info }) => info.status !== "Active" && info.status !== "",
};

const collator = new Intl.Collator(undefined, { numeric: true });

/** @type {{ [column in Column]: (a: Row, b: Row) => number }} */
const COMPARE = {
  name: (a, b) => collator.compare(a.info.name, b.info.name),
  runtime: (a, b) => collator.compare(a.info.runtime ?? "", b.info.runtime ?? ""),
  status: (a, b) => collator.compare(a.info.status, b.info.status),
  modTime: (a, b) => collator.compare(a.info.modTime ?? "", b.info.modTime ?? ""),
  verdict: (a, b) => ORDER.indexOf(verdictOf(a.choice)) - ORDER.indexOf(verdictOf(b.choice)),
};

/**
 * @param {Row[]} rows
 * @param {{ wanted: string, filter: Filter, sort: { column: Column, down: boolean } | undefined }} view
 */
export function shownOf(rows, { wanted, filter, sort }) {
  const word = wanted.trim().toLowerCase();
  const shown = rows.filter((row) => row.info.name.toLowerCase().includes(word) && HOLDS[filter](row));
  if (sort === undefined) return shown; // the platform's own order
  const compare = COMPARE[sort.column];
  return shown.sort((a, b) => (sort.down ? -1 : 1) * (compare(a, b) || COMPARE.name(a, b)));
}

/** @param {Row[]} rows */
export function countsOf(rows) {
  const jobs = rows.map(({ choice }) => jobOf(choice));
  return {
    verified: jobs.filter((job) => job?.state === "verified").length,
    failed: jobs.filter((job) => job?.state === "failed").length,
    active: jobs.filter((job) => isActive(job)).length,
  };
}
