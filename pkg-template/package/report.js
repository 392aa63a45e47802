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

/** @param {Omit<PackageEntry, "modified"> & { modified?: number }} entry @returns {PackageEntry} */
const entryOf = (entry) =>
  Object.hasOwn(entry, "modified")
    ? { ...entry, modified: new Date(/** @type {number} */ (entry.modified)) }
    : /** @type {PackageEntry} */ (entry);
/** @param {Omit<PackageFinding, "message">} finding @returns {PackageFinding} */
const findingOf = (finding) => ({ ...finding, message: MESSAGES[finding.code] });

// A record of the module's, which inherits nothing.
/** @template Fields @param {string} text @returns {Fields} */
export const recordOf = (text) => Object.setPrototypeOf(JSON.parse(text), null);

// Of a list whose items are as the module writes them.
/** @template Given, Found @param {Given} item */
const asWritten = (item) => /** @type {Found} */ (/** @type {unknown} */ (item));

// A list of so many items, by batches from an index on.
/**
 * @template Given, Found
 * @param {Work} work
 * @param {number} count
 * @param {(from: number) => string} batch
 * @param {(given: Given) => Found} [convert]
 * @returns {Promise<Found[]>}
 */
export async function all(work, count, batch, convert = asWritten) {
  /** @type {Found[]} */
  const found = [];
  while (found.length < count) {
    for (const one of /** @type {Given[]} */ (JSON.parse(batch(found.length)))) found.push(convert(one));
    await work.took(STEP_BYTES); // about the time that a step takes
  }
  return found;
}

/** @param {Driving} call @param {Inspection} inspection @param {string} [checksum] @returns {Promise<PackageReport>} */
export async function reportOf({ module, work }, inspection, checksum) {
  /** @type {Head} */
  const { size, entryCount, findingCount, packageJson, ...head } = recordOf(module.head(inspection));
  const entries = await all(work, entryCount, (from) => module.entries(inspection, from), entryOf);
  const findings = await all(work, findingCount, (from) => module.findings(inspection, from), findingOf);
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
