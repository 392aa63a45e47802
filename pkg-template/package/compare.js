// comparePackages
import { checksumOf } from "./checksum.js";
import { badPackage, invalidArgument } from "./failures.js";
import { inspectedTree, inspectedZip } from "./inspect.js";
import { all, recordOf } from "./report.js";
import { eachChunk } from "./tree.js";
import { openZip } from "./zip-bytes.js";

const CALLED = ["the package before", "the package after"];

// One of the two packages, inspected: `{ inspection, facts, chunks(index, isAfter) }`, where `chunks` hands an entry's contents over.
async function sideOf(call, isAfter) {
  const { module, sources } = call;
  const called = CALLED[Number(isAfter)];
  const source = sources[Number(isAfter)];
  const side = await (source.tree ? treeSide(call, source.tree) : zipSide(call, source, called));
  const refused = module.refusal(side.inspection);
  if (refused !== undefined) throw badPackage(refused, called);
  return side;
}

async function zipSide(call, source, called) {
  const { module, work } = call;
  const zip = await openZip(source, work);
  const inspection = await inspectedZip(call, zip, true, called);
  const checksum = await checksumOf(call, zip);
  const reader = work.owns(module.reader());
  const read = async (comparison, index, isAfter) => {
    module.begin(reader, inspection, index, zip);
    while (module.takeFrom(comparison, isAfter, reader, zip)) {
      zip.check();
      await work.took(CHUNK_BYTES);
    }
    zip.check();
    const damaged = module.refusal(reader);
    if (damaged !== undefined) throw badPackage(damaged, called);
  };
  return { inspection, checksum, read };
}

const asItIs = (item) => item;

// What a zip's entries are read in.
const CHUNK_BYTES = 64 * 1024;

async function treeSide(call, tree) {
  const { module, work } = call;
  const kept = [];
  const inspection = await inspectedTree(call, tree, (entry) => kept.push(entry));
  const read = (comparison, index, isAfter) =>
    eachChunk(kept[index], work, (part) => module.takeChunk(comparison, isAfter, part));
  return { inspection, checksum: undefined, read };
}

function factsOf(module, { inspection, checksum }) {
  const { contentDigest, size } = recordOf(module.head(inspection));
  return { ...(checksum && { checksum }), contentDigest, size };
}

export async function compareSources(call) {
  const { module, work, ignore = [], modes = false, ignoreCrAtEol = false, patches = true } = call;
  const patterns = module.patterns(ignore);
  const malformed = module.malformed(patterns);
  if (malformed !== undefined) throw invalidArgument(`options.ignore: ${malformed}`);
  const [before, after] = [await sideOf(call, false), await sideOf(call, true)];
  const inspections = [before.inspection, after.inspection];
  const comparison = work.owns(module.comparison(...inspections, patterns, modes, ignoreCrAtEol, !patches));
  while (module.nextPair(comparison)) {
    for (const isAfter of [false, true]) {
      const index = module.indexIn(comparison, isAfter);
      if (index !== undefined) await (isAfter ? after : before).read(comparison, index, isAfter);
    }
    await work.took(0);
  }
  const { same, fileCount, dependencyCount } = recordOf(module.conclude(comparison));
  return {
    same,
    before: factsOf(module, before),
    after: factsOf(module, after),
    files: await all(work, fileCount, (from) => module.files(comparison, ...inspections, from), asItIs),
    dependencies: await all(work, dependencyCount, (from) => module.dependencies(comparison, from), asItIs),
  };
}
