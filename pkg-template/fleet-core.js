// The base of the fleet entry, with its module inlined. Other entries that read or compare snapshots import this file, too.
export { compareSnapshots } from "./fleet/comparison.js";
export { readManifest } from "./fleet/manifest-reader.js";
