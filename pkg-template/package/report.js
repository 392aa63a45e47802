// What an inspection found, as a PackageReport. The module hands it over in batches, so that a report of 100,000 entries neither makes its
// memory grow nor blocks the event loop.
import { STEP_BYTES } from "../core.js";
import { MESSAGES } from "./messages.js";

const BATCH = 1000;

const entryOf = ({ modified, ...entry }) =>
  modified === undefined ? entry : { ...entry, modified: new Date(modified) };
const findingOf = (finding) => ({ ...finding, message: MESSAGES[finding.code] });

async function all(work, count, batch, convert) {
  const found = [];
  for (let from = 0; from < count; from += BATCH) {
    for (const one of JSON.parse(batch(from, BATCH))) found.push(convert(one));
    await work.took(STEP_BYTES); // about the time that a step takes
  }
  return found;
}

export async function reportOf({ module, work }, inspection, checksum) {
  const { size, entryCount, findingCount, packageJson, ...head } = JSON.parse(module.head(inspection));
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
export const reportOfNoZip = (size, checksum, code) => ({
  size,
  checksum,
  unpackedSize: 0,
  entries: [],
  findings: [findingOf({ level: "error", code })],
});
