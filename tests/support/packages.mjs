// The zips of tests/packages, and what has to be found in each: the same in every runtime. This file runs in pages and workers, too.

// What a fixture says of a report, out of that report.
export function seenIn({ contentDigest, entries, findings }, fixture) {
  const only = (wanted, entry) => Object.fromEntries(Object.keys(wanted).map((name) => [name, valueIn(entry, name)]));
  return {
    ...(fixture.contentDigest && { contentDigest }),
    ...(fixture.entries && { entries: entries.map((entry, at) => only(fixture.entries[at] ?? { path: true }, entry)) }),
    findings: findings.map(({ level, code, path }) => ({ level, code, ...(path === undefined ? {} : { path }) })),
  };
}

// What is left out of an entry is false, or unknown.
function valueIn(entry, name) {
  if (name === "executable") return entry.executable ?? false;
  if (name === "modified") return entry.modified ? entry.modified.getTime() / 1000 : null;
  return entry[name];
}

// `{ contentDigest?, entries?, findings }` of a fixture's bytes, or `{ notZip }`.
export async function inspectFixture(inspectPackage, fixture, bytes) {
  try {
    return seenIn(await inspectPackage(bytes, fixture.limits), fixture);
  } catch (error) {
    if (error.code !== "BAD_PACKAGE") throw error;
    return { notZip: error.reason };
  }
}

export function expectedOf({ contentDigest, entries, findings, notZip }) {
  if (notZip) return { notZip };
  return { ...(contentDigest && { contentDigest }), ...(entries && { entries }), findings };
}
