// What changed between two snapshots.
import { DRIFT_STATUSES } from "./shapes.js";

/** @import { DriftStatus } from "../fleet.d.ts" */

export { compareSnapshots } from "../fleet-core.js";

// How many rows have each status: none yet.
export const noDrift = () =>
  /** @type {Record<DriftStatus, number>} */ (Object.fromEntries(DRIFT_STATUSES.map((status) => [status, 0])));
