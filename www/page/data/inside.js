// What is inside a package, asked of the worker once for each package.
import { call, failureOf } from "./engine.js";
import { refresh } from "./store.js";

/** @import { Failure, PackageReport } from "../types.d.ts" */

/** @typedef {{ state: "loading" | "loaded" | "failed", report?: PackageReport, failure?: Failure }} Inspection */

/** @type {WeakMap<Blob, Inspection>} */
const inspections = new WeakMap();

/** @param {Blob} blob @returns {Inspection} */
export function inspectionOf(blob) {
  const known = inspections.get(blob);
  if (known) return known;
  /** @type {Inspection} */
  const inspection = { state: "loading" };
  inspections.set(blob, inspection);
  call("inspect", { source: blob })
    .then((report) => Object.assign(inspection, { state: "loaded", report }))
    .catch((reason) => Object.assign(inspection, { state: "failed", failure: failureOf(reason) }))
    .finally(refresh);
  return inspection;
}
