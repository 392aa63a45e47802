// The lines of a snapshot's file: NDJSON with a head, the rows, and last the summary.
import { HEAD, ROW, SUMMARY } from "./shapes.js";

/** @import { SnapshotRow, SnapshotSummary } from "../fleet.d.ts" */
/** @import { Field } from "./shapes.js" */
/** @import { SnapshotHead } from "./types.d.ts" */

export { readManifest } from "../fleet-core.js";
export { compareRows } from "./order.js";

/** @param {SnapshotHead} head */
export const writeHead = (head) => line({ snapshot: ordered(head, HEAD) });

/** @param {SnapshotRow} row */
export const writeRow = (row) => line(ordered(row, ROW));

/** @param {SnapshotSummary} summary */
export const writeSummary = (summary) => line({ summary: ordered(summary, SUMMARY) });

/** @param {object} record */
const line = (record) => `${JSON.stringify(record)}\n`;

// The fields in their order, so that equal records are equal bytes. Fields that are not listed are left out.
/** @param {object} record @param {Field[]} fields @returns {object} */
function ordered(record, fields) {
  /** @type {{ [name: string]: unknown }} */
  const written = {};
  for (const [name, inner] of fields) {
    const value = /** @type {{ [name: string]: unknown }} */ (record)[name];
    if (value !== undefined) written[name] = inner ? within(value, inner) : value;
  }
  return written;
}

// Of a record in a field, or of an array of records.
/** @param {unknown} value @param {Field[]} fields */
const within = (value, fields) =>
  Array.isArray(value) ? value.map((item) => ordered(item, fields)) : ordered(/** @type {object} */ (value), fields);
