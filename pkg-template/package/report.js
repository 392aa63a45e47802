// What an inspection found, as a PackageReport. The module hands it over in batches, so that a report of 100,000 entries neither makes its
// memory grow nor blocks the event loop.
import { STEP_BYTES } from "../core.js";
import { MESSAGES } from "./messages.js";

// A record of the module's, which inherits nothing.
export const recordOf = (text) => Object.setPrototypeOf(JSON.parse(text), null);

const entryOf = (entry) =>
  Object.hasOwn(entry, "modified") ? { ...entry, modified: new Date(entry.modified) } : entry;
const findingOf = (finding) => ({ ...finding, message: MESSAGES[finding.code] });

// A list of so many items, by batches from an index on.
export async function all(work, count, batch, convert = (one) => one) {
  const found = [];
  while (found.length < count) {
    for (const one of JSON.parse(batch(found.length))) found.push(convert(one));
    await work.took(STEP_BYTES); // about the time that a step takes
  }
  return found;
}

export async function reportOf({ module, work }, inspection, checksum) {
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
export const reportOfNoZip = (size, checksum, code) => ({
  size,
  checksum,
  unpackedSize: 0,
  entries: [],
  findings: [findingOf({ level: "error", code })],
});
