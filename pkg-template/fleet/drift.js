// What changed between two snapshots: both are read side by side, each in a snapshot's order.
import { compareRows } from "./order.js";

/** @import { Drift, RowError, SnapshotRow } from "../fleet.d.ts" */

/** @typedef {Iterable<SnapshotRow> | AsyncIterable<SnapshotRow>} Rows */

// One side, with the errors that speak for more than one function: a merchant's, and an environment's.
class Side {
  /** @param {Rows} rows */
  constructor(rows) {
    this.iterator =
      Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
    /** @type {SnapshotRow | undefined} */
    this.row = undefined;
    /** @type {SnapshotRow | undefined} */
    this.merchant = undefined;
    /** @type {SnapshotRow | undefined} */
    this.environment = undefined;
  }

  async next() {
    const { done, value } = await this.iterator.next();
    this.row = done ? undefined : value;
  }

  /** @param {SnapshotRow} row */
  note(row) {
    if (row.env === undefined) this.merchant = row;
    else if (row.functionName === undefined) this.environment = row;
  }

  // The error that hides what this side has of a row of the other.
  /** @param {SnapshotRow} row @returns {RowError | undefined} */
  errorFor({ authorizerAppid, env }) {
    for (const noted of [this.merchant, this.environment]) {
      const isOf = noted?.authorizerAppid === authorizerAppid && (noted.env === undefined || noted.env === env);
      if (isOf && noted.error) return noted.error;
    }
    return undefined;
  }
}

/** @param {Rows} before @param {Rows} after @returns {AsyncGenerator<Drift, void, undefined>} */
export async function* compareSnapshots(before, after) {
  const [left, right] = [new Side(before), new Side(after)];
  try {
    await left.next();
    await right.next();
    while (left.row || right.row) {
      const order = !left.row ? 1 : !right.row ? -1 : compareRows(left.row, right.row);
      const old = order <= 0 ? left.row : undefined;
      const now = order >= 0 ? right.row : undefined;
      if (old) left.note(old);
      if (now) right.note(now);
      yield drift(old, now, left, right);
      if (old) await left.next();
      if (now) await right.next();
    }
  } finally {
    await left.iterator.return?.();
    await right.iterator.return?.();
  }
}

/** @param {SnapshotRow | undefined} before @param {SnapshotRow | undefined} after @param {Side} left @param {Side} right @returns {Drift} */
function drift(before, after, left, right) {
  const row = /** @type {SnapshotRow} */ (after ?? before);
  const error = after?.error ?? before?.error ?? (before ? right : left).errorFor(row);
  const { authorizerAppid, env, functionName } = row;
  return {
    authorizerAppid,
    ...(env !== undefined && { env }),
    ...(functionName !== undefined && { functionName }),
    status: error ? "unknown" : statusOf(before, after),
    ...(before && { before }),
    ...(after && { after }),
    ...(error && { error }),
  };
}

/** @param {SnapshotRow | undefined} before @param {SnapshotRow | undefined} after */
function statusOf(before, after) {
  if (!before) return "added";
  if (!after) return "removed";
  if (before.checksum === after.checksum) return "unchanged";
  const isRepackaged = before.contentDigest !== undefined && before.contentDigest === after.contentDigest;
  return isRepackaged ? "repackaged" : "changed";
}
