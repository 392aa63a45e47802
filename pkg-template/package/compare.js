// comparePackages
import { checksumOf } from "./checksum.js";
import { badPackage } from "./failures.js";
import { inspectedTree, inspectedZip } from "./inspect.js";
import { patternsOf } from "./patterns.js";
import { all, recordOf } from "./report.js";
import { eachChunk } from "./tree.js";
import { openZip } from "./zip-bytes.js";

/** @import { Comparison, Inspection } from "../package-bindings.js" */
/** @import { PackageComparison } from "../package.d.ts" */
/** @import { Tree } from "./tree.js" */
/** @import { CompareTaken, Driving, PackageModule, Source, TreeEntry } from "./types.d.ts" */

/** @typedef {Driving & CompareTaken} Call */
/**
 * @typedef {{
 *   inspection: Inspection,
 *   checksum: string | undefined,
 *   read(comparison: Comparison, index: number, isAfter: boolean): Promise<void>,
 * }} Side
 */

const CALLED = ["the package before", "the package after"];

// One of the two packages, inspected. Its `read` hands an entry's contents to the comparison.
/** @param {Call} call @param {boolean} isAfter */
async function sideOf(call, isAfter) {
  const { module, sources } = call;
  const called = CALLED[Number(isAfter)];
  const source = sources[Number(isAfter)];
  const side = await (source.tree ? treeSide(call, source.tree) : zipSide(call, source, called));
  const refused = module.refusal(side.inspection);
  if (refused !== undefined) throw badPackage(refused, called);
  return side;
}

/**
 * @param {Call} call
 * @param {Exclude<Source, { tree: Tree }>} source
 * @param {string} called
 * @returns {Promise<Side>}
 */
async function zipSide(call, source, called) {
  const { module, work } = call;
  const zip = await openZip(source, work);
  const inspection = await inspectedZip(call, zip, true, called);
  const checksum = await checksumOf(call, zip);
  const reader = work.owns(module.reader());
  /** @type {Side["read"]} */
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

// What a zip's entries are read in.
const CHUNK_BYTES = 64 * 1024;

/** @param {Call} call @param {Tree} tree @returns {Promise<Side>} */
async function treeSide(call, tree) {
  const { module, work } = call;
  /** @type {TreeEntry[]} */
  const kept = [];
  const inspection = await inspectedTree(call, tree, (entry) => kept.push(entry));
  /** @type {Side["read"]} */
  const read = (comparison, index, isAfter) =>
    eachChunk(kept[index], work, (part) => module.takeChunk(comparison, isAfter, part));
  return { inspection, checksum: undefined, read };
}

/** @param {PackageModule} module @param {Side} side */
function factsOf(module, { inspection, checksum }) {
  /** @type {{ contentDigest: string, size: number }} */
  const { contentDigest, size } = recordOf(module.head(inspection));
  return { ...(checksum && { checksum }), contentDigest, size };
}

/** @param {Call} call @returns {Promise<PackageComparison>} */
export async function compareSources(call) {
  const { module, work, ignore = [], modes = false, ignoreCrAtEol = false, patches = true } = call;
  const patterns = patternsOf(module, ignore);
  const [before, after] = [await sideOf(call, false), await sideOf(call, true)];
  /** @type {[before: Inspection, after: Inspection]} */
  const inspections = [before.inspection, after.inspection];
  const comparison = work.owns(module.comparison(...inspections, patterns, modes, ignoreCrAtEol, !patches));
  while (module.nextPair(comparison)) {
    for (const isAfter of [false, true]) {
      const index = module.indexIn(comparison, isAfter);
      if (index !== undefined) await (isAfter ? after : before).read(comparison, index, isAfter);
    }
    await work.took(0);
  }
  /** @type {{ same: boolean, fileCount: number, dependencyCount: number }} */
  const { same, fileCount, dependencyCount } = recordOf(module.conclude(comparison));
  return {
    same,
    before: factsOf(module, before),
    after: factsOf(module, after),
    files: await all(work, fileCount, (from) => module.files(comparison, ...inspections, from)),
    dependencies: await all(work, dependencyCount, (from) => module.dependencies(comparison, from)),
  };
}
