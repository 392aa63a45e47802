// Every function of every merchant: snapshots, the archives that keep them, and what changed between two. Node, Deno and Bun.
export { compareSnapshots } from "./fleet/drift.js";
export { fileArchive } from "./fleet/file-archive.js";
export { s3Archive } from "./fleet/s3-archive.js";
export { takeSnapshot } from "./fleet/take-snapshot.js";
