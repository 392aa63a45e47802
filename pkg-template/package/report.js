// What an inspection found, as a PackageReport. The module hands it over in batches, so that a report of 100,000 entries neither makes its
// memory grow nor blocks the event loop.
import { STEP_BYTES } from "../core.js";
import { MESSAGES } from "./messages.js";

/** @import { Inspection } from "../package-bindings.js" */
/** @import { PackageEntry, PackageFinding, PackageReport } from "../package.d.ts" */
/** @import { Driving } from "./types.d.ts" */
/** @import { Work } from "./work.js" */

/**
 * @typedef {Omit<PackageReport, "entries" | "findings" | "packageJson"> & {
 *   entryCount: number,
 *   findingCount: number,
 *   packageJson?: { name?: string, version?: string, main?: string, dependencies: [name: string, range: string][] },
 * }} Head
 */

const BATCH = 1000;

/** @param {Omit<PackageEntry, "modified"> & { modified?: number }} entry @returns {PackageEntry} */
const entryOf = ({ modified, ...entry }) =>
  modified === undefined ? entry : { ...entry, modified: new Date(modified) };
/** @param {Omit<PackageFinding, "message">} finding @returns {PackageFinding} */
const findingOf = (finding) => ({ ...finding, message: MESSAGES[finding.code] });

/**
 * @template Given, Found
 * @param {Work} work
 * @param {number} count
 * @param {(from: number, most: number) => string} batch
 * @param {(given: Given) => Found} convert
 */
async function all(work, count, batch, convert) {
  /** @type {Found[]} */
  const found = [];
  for (let from = 0; from < count; from += BATCH) {
    for (const one of /** @type {Given[]} */ (JSON.parse(batch(from, BATCH)))) found.push(convert(one));
    await work.took(STEP_BYTES); // about the time that a step takes
  }
  return found;
}

/** @param {Driving} call @param {Inspection} inspection @param {string} [checksum] @returns {Promise<PackageReport>} */
export async function reportOf({ module, work }, inspection, checksum) {
  const { size, entryCount, findingCount, packageJson, ...head } = /** @type {Head} */ (
    JSON.parse(module.head(inspection))
  );
  const entries = await all(work, entryCount, (from, most) => module.entries(inspection, from, most), entryOf);
  const findings = await all(work, findingCount, (from, most) => module.findings(inspection, from, most), findingOf);
  return {
    size,
    ...(checksum && { checksum }),
    ...head,
    entries,
    ...(packageJson && { packageJson: { ...packageJson, dependencies: Object.fromEntries(packageJson.dependencies) } }),
    findings,
  };
}

// Of bytes that are no zip.
/** @param {number} size @param {string} checksum @param {string} code @returns {PackageReport} */
export const reportOfNoZip = (size, checksum, code) => ({
  size,
  checksum,
  unpackedSize: 0,
  entries: [],
  findings: [findingOf({ level: "error", code })],
});
