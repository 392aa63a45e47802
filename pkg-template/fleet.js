// Every function of every merchant: snapshots, and the archives that keep them. Node, Deno and Bun.
/** @import * as published from "./fleet.d.ts" */

import { compareSnapshots as compare } from "./fleet/drift.js";

export { fileArchive } from "./fleet/file-archive.js";
export { takeSnapshot } from "./fleet/take-snapshot.js";

/** @type {typeof published.compareSnapshots} */
export const compareSnapshots = compare;
