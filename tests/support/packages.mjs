// The zips of tests/packages, and what has to be found in each: the same in every runtime. This file runs in pages and workers, too.
/** @import { InspectOptions, PackageEntry, PackageReport } from "wechat-function-link/package" */

/** @typedef {{ [name: string]: unknown }} Wanted */
/**
 * @typedef {{
 *   contentDigest?: string,
 *   entries?: Wanted[],
 *   findings: unknown[],
 *   notZip?: string,
 *   limits?: InspectOptions,
 * }} Fixture
 */

// What a fixture says of a report, out of that report.
/** @param {PackageReport} report @param {Fixture} fixture */
export function seenIn({ contentDigest, entries, findings }, fixture) {
  /** @param {Wanted} wanted @param {PackageEntry} entry */
  const only = (wanted, entry) => Object.fromEntries(Object.keys(wanted).map((name) => [name, valueIn(entry, name)]));
  const { entries: wanted } = fixture;
  return {
    ...(fixture.contentDigest && { contentDigest }),
    ...(wanted && { entries: entries.map((entry, at) => only(wanted[at] ?? { path: true }, entry)) }),
    findings: findings.map(({ level, code, path }) => ({ level, code, ...(path === undefined ? {} : { path }) })),
  };
}

// What is left out of an entry is false, or unknown.
/** @param {PackageEntry} entry @param {string} name */
function valueIn(entry, name) {
  if (name === "executable") return entry.executable ?? false;
  if (name === "modified") return entry.modified ? entry.modified.getTime() / 1000 : null;
  return /** @type {Wanted} */ (/** @type {unknown} */ (entry))[name];
}

// `{ contentDigest?, entries?, findings }` of a fixture's bytes, or `{ notZip }`.
/**
 * @param {typeof import("wechat-function-link/package").inspectPackage} inspectPackage
 * @param {Fixture} fixture
 * @param {Uint8Array} bytes
 */
export async function inspectFixture(inspectPackage, fixture, bytes) {
  try {
    return seenIn(await inspectPackage(bytes, fixture.limits), fixture);
  } catch (error) {
    const { code, reason } = /** @type {{ code?: string, reason?: string }} */ (error);
    if (code !== "BAD_PACKAGE") throw error;
    return { notZip: reason };
  }
}

/** @param {Fixture} fixture */
export function expectedOf({ contentDigest, entries, findings, notZip }) {
  if (notZip) return { notZip };
  return { ...(contentDigest && { contentDigest }), ...(entries && { entries }), findings };
}
