// inspectPackage, and `inspect: true` of a download.
import { STEP_BYTES } from "../core.js";
import { checksumOf } from "./checksum.js";
import { badPackage } from "./failures.js";
import { recordOf, reportOf, reportOfNoZip } from "./report.js";
import { fillTree } from "./tree.js";
import { openZip, ZipBytes } from "./zip-bytes.js";

/** @import { Inspection } from "../package-bindings.js" */
/** @import { PackageReport } from "../package.d.ts" */
/** @import { Tree } from "./tree.js" */
/** @import { ArrivedCall, Call, Driving, TreeEntry } from "./types.d.ts" */

// Drives an inspection to its end. Why the bytes are no zip, where they are none.
/** @param {Driving} call @param {Inspection} inspection @param {ZipBytes} zip */
async function drive({ module, work }, inspection, zip) {
  while (!module.step(inspection, zip)) {
    zip.check();
    await work.took(STEP_BYTES);
  }
  zip.check();
  return module.notZip(inspection);
}

// The inspection of a zip, done.
/** @param {Driving} call @param {ZipBytes} zip @param {boolean} isWhole @param {string} [called] */
export async function inspectedZip(call, zip, isWhole, called) {
  const { module, work, maxBytes, maxEntries } = call;
  const inspection = work.owns(module.ofZip(maxBytes, maxEntries, isWhole));
  const reason = await drive(call, inspection, zip);
  if (reason !== undefined) throw badPackage(reason, called);
  return inspection;
}

// `keep` is called with each entry.
/** @param {Driving} call @param {Tree} tree @param {(entry: TreeEntry) => void} [keep] */
export async function inspectedTree(call, tree, keep) {
  const { module, work, maxBytes, maxEntries } = call;
  const inspection = work.owns(module.ofTree(maxBytes, maxEntries));
  await fillTree(call, tree, inspection, keep);
  return work.owns(module.finish(inspection));
}

/** @param {Call} call @returns {Promise<PackageReport>} */
export async function inspectSource(call) {
  const [source] = call.sources;
  if (source.tree) return reportOf(call, await inspectedTree(call, source.tree));
  const zip = await openZip(source, call.work);
  const inspection = await inspectedZip(call, zip, true);
  return reportOf(call, inspection, await checksumOf(call, zip));
}

// Whatever has arrived has a report.
/** @param {ArrivedCall} call @returns {Promise<PackageReport>} */
export async function inspectArrived(call) {
  const { module, work, arrived, checksum } = call;
  const zip = ZipBytes.of(arrived);
  const inspection = work.owns(module.ofZip(undefined, undefined, true));
  const reason = await drive(call, inspection, zip);
  return reason === undefined ? reportOf(call, inspection, checksum) : reportOfNoZip(zip.size, checksum, reason);
}

// The digest of its contents alone; undefined where it is no sound zip.
/** @param {Omit<ArrivedCall, "checksum">} call @returns {Promise<string | undefined>} */
export async function digestArrived(call) {
  const { module, work, arrived } = call;
  const inspection = work.owns(module.ofZip(undefined, undefined, true));
  const reason = await drive(call, inspection, ZipBytes.of(arrived));
  return reason === undefined ? recordOf(module.head(inspection)).contentDigest : undefined;
}
