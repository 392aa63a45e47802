// extractPackage: all of a package is verified, then its files are handed to the folder that they are written to.
import { nativeCrypto } from "../core.js";
import { badPackage, invalidArgument } from "./failures.js";
import { inspectedTree, inspectedZip } from "./inspect.js";
import { reportOf } from "./report.js";
import { eachChunk } from "./tree.js";
import { openZip } from "./zip-bytes.js";

/** @import { Entry, Report } from "../package.d.ts" */

// What a package's files are handed to.
/**
 * @typedef {object} Receiver
 * @property {() => Promise<void>} look refuses a path that it may not take
 * @property {() => Promise<void>} enter
 * @property {(path: string) => Promise<void>} makeFolders
 * @property {(path: string, isExecutable: boolean) => Promise<void>} beginFile
 * @property {(chunk: Uint8Array) => Promise<void> | undefined} write copies the chunk
 * @property {() => Promise<void>} endFile
 * @property {() => Promise<void>} flush
 */

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
async function admitted(call, inspection) {
  const report = await reportOf(call, inspection);
  const refused = report.findings[call.module.extractRefusal(inspection, call.symlinks === "skip")];
  if (refused === undefined) return report;
  throw badPackage(refused.code, refused.path === undefined ? undefined : JSON.stringify(refused.path));
}

async function openedZip(call, source) {
  const { module, work } = call;
  const zip = await openZip(source, work);
  const inspection = await inspectedZip(call, zip, true);
  const report = await admitted(call, inspection);
  const reader = work.owns(module.reader());
  const places = new Map(report.entries.map((entry, index) => [entry, index]));
  const read = async (entry, take) => {
    module.begin(reader, inspection, places.get(entry), zip);
    for (let chunk = module.next(reader, zip); chunk !== undefined; chunk = module.next(reader, zip)) {
      zip.check();
      await take(chunk);
      await work.took(chunk.length);
    }
    zip.check();
  };
  const handAll = async (files) => {
    for (const entry of files) await hand(call, entry, (take) => read(entry, take));
  };
  return { report, handAll };
}

// A folder's files are read a second time.
async function openedTree(call, tree) {
  const kept = [];
  const report = await admitted(call, await inspectedTree(call, tree, (entry) => kept.push(entry)));
  const places = new Map(report.entries.map((entry, index) => [entry, index]));
  const handAll = async (files) => {
    for (const entry of files) await hand(call, entry, (take) => eachChunk(kept[places.get(entry)], call.work, take));
  };
  return { report, handAll };
}

// What is written is what was verified, even where the source changes meanwhile.
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

const changed = (path) => invalidArgument(`${JSON.stringify(path)} changed while the package was extracted`);
