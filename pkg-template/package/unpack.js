// extractPackage: all of a package is verified, then its files are handed to the folder that they are written to.
import { nativeCrypto } from "../core.js";
import { eachChunkOfEntry } from "./entry-chunks.js";
import { badPackage, invalidArgument } from "./failures.js";
import { inspectedTree, inspectedZip } from "./inspect.js";
import { reportOf } from "./report.js";
import { eachChunk } from "./tree.js";
import { openZip } from "./zip-bytes.js";

/** @import { Inspection } from "../package-bindings.js" */
/** @import { PackageEntry, PackageReport } from "../package.d.ts" */
/** @import { Tree } from "./tree.js" */
/** @import { Driving, ExtractTaken, Receiver, Source, TreeEntry } from "./types.d.ts" */

/** @typedef {Driving & ExtractTaken & { into: Receiver }} Call */
/** @typedef {(chunk: Uint8Array) => unknown} Take */
/** @typedef {{ report: PackageReport, handAll(files: PackageEntry[]): Promise<void> }} Opened */

/** @param {Call} call */
export async function unpackInto(call) {
  const { into, work, sources } = call;
  const [source] = sources;
  await into.look();
  const { report, handAll } = await (source.tree ? openedTree(call, source.tree) : openedZip(call, source));
  await into.enter();
  work.check();
  for (const { path, kind } of report.entries) if (kind === "directory") await into.makeFolders(path);
  const files = report.entries.filter(({ kind }) => kind === "file");
  await handAll(files);
  await into.flush();
  work.check();
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

// The report of what may be extracted.
/** @param {Call} call @param {Inspection} inspection */
async function admitted(call, inspection) {
  const report = await reportOf(call, inspection);
  const place = call.module.extractRefusal(inspection, call.symlinks === "skip");
  if (place === undefined) return report;
  const refused = report.findings[place];
  throw badPackage(refused.code, refused.path === undefined ? undefined : JSON.stringify(refused.path));
}

/** @param {Call} call @param {Exclude<Source, { tree: Tree }>} source @returns {Promise<Opened>} */
async function openedZip(call, source) {
  const { module, work } = call;
  const zip = await openZip(source, work);
  const inspection = await inspectedZip(call, zip, true);
  const report = await admitted(call, inspection);
  const reader = work.owns(module.reader());
  const places = new Map(report.entries.map((entry, index) => [entry, index]));
  /** @type {Opened["handAll"]} */
  const handAll = async (files) => {
    for (const entry of files) {
      const index = /** @type {number} */ (places.get(entry));
      await hand(call, entry, (take) => eachChunkOfEntry(call, { reader, inspection, zip }, index, take));
    }
  };
  return { report, handAll };
}

// A folder's files are read a second time.
/** @param {Call} call @param {Tree} tree @returns {Promise<Opened>} */
async function openedTree(call, tree) {
  /** @type {TreeEntry[]} */
  const kept = [];
  const report = await admitted(call, await inspectedTree(call, tree, (entry) => kept.push(entry)));
  const places = new Map(report.entries.map((entry, index) => [entry, index]));
  /** @type {Opened["handAll"]} */
  const handAll = async (files) => {
    for (const entry of files) {
      const given = kept[/** @type {number} */ (places.get(entry))];
      await hand(call, entry, (take) => eachChunk(given, call.work, take));
    }
  };
  return { report, handAll };
}

// What is written is what was verified, even where the source changes meanwhile.
/** @param {Call} call @param {PackageEntry} entry @param {(take: Take) => Promise<void>} read */
async function hand({ into, work }, { path, executable, size, checksum }, read) {
  const hash = nativeCrypto()?.createHash("sha256");
  let length = 0;
  await into.beginFile(path, executable === true);
  await read((chunk) => {
    length += chunk.length;
    if (length > size) throw changed(path);
    hash?.update(chunk);
    return into.write(chunk);
  });
  if (length !== size || (hash && hash.digest("hex") !== checksum)) throw changed(path);
  await into.endFile();
  await work.took(0);
}

/** @param {string} path */
const changed = (path) => invalidArgument(`${JSON.stringify(path)} changed while the package was extracted`);
