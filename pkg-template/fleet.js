// Every function of every merchant: snapshots, and what changed between two.
export { compareSnapshots } from "./fleet/drift.js";
