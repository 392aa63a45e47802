// Units with a package that their own merchants could not deliver. Another merchant's may still arrive; until then they are not written, so
// that a run that goes on tries again. At the end, or when there are too many, they are written with their errors.
import { complete } from "./steps.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { PackageFacts } from "./known.js" */
/** @import { Stored } from "./packages.js" */

/** @typedef {{ part: string, rows: SnapshotRow[], onWritten?: () => Promise<void> }} Unit */

const MOST = 256;

export class HeldUnits {
  #write;
  /** @type {Set<Unit>} */
  #units = new Set();

  /** @param {(unit: Unit) => void} write */
  constructor(write) {
    this.#write = write;
  }

  // Whether the unit is held. It is not where it lacks nothing.
  /** @param {Unit} unit */
  hold(unit) {
    if (!unit.rows.some(isHeld)) return false;
    this.#units.add(unit);
    if (this.#units.size > MOST) this.#release(/** @type {Unit} */ (this.#units.values().next().value));
    return true;
  }

  // A package has become available.
  /** @param {Stored} stored */
  stored(stored) {
    for (const unit of [...this.#units]) {
      if (!unit.rows.some(({ checksum }) => checksum === stored.checksum)) continue;
      unit.rows = unit.rows.map((row) =>
        isHeld(row) && row.checksum === stored.checksum ? delivered(row, stored) : row,
      );
      if (!unit.rows.some(isHeld)) this.#release(unit);
    }
  }

  end() {
    for (const unit of [...this.#units]) this.#release(unit);
  }

  /** @param {Unit} unit */
  #release(unit) {
    this.#units.delete(unit);
    this.#write(unit);
  }
}

// It has a link, and no package.
/** @param {SnapshotRow} row */
export const isHeld = ({ checksum, error }) => checksum !== undefined && error !== undefined;

/** @param {SnapshotRow} row @param {PackageFacts & { checksum?: string }} stored @returns {SnapshotRow} */
export function delivered({ error, ...row }, stored) {
  return complete(row, stored);
}
