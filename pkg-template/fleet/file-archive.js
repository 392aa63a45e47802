// A folder as an archive. Everything is written under a fresh name first, and takes its own once it is whole: there are no locks, and two runs
// do not meet.
import { resolve } from "node:path";

import { pathOf } from "../fs/path-of.js";
import { invalidArgument } from "../package/failures.js";
import { StoredArchive } from "./archive.js";
import { Blobs } from "./blobs.js";
import { FileNames } from "./file-names.js";
import { FreshPlaces } from "./fresh-place.js";
import { Parts } from "./parts.js";
import { SnapshotFiles } from "./snapshot-files.js";

/** @import { Archive } from "../fleet.d.ts" */

/** @param {unknown} folder @returns {Archive} */
export function fileArchive(folder) {
  const path = pathOf(folder);
  if (path === undefined) throw invalidArgument("folder must be a non-empty string or a file: URL");
  const names = new FileNames(resolve(path));
  const places = new FreshPlaces(names.unfinished);
  const stores = {
    blobs: new Blobs(names, places),
    snapshots: new SnapshotFiles(names, places),
    parts: new Parts(names, places),
  };
  return new StoredArchive(stores, names.unfinished);
}
