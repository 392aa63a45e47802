// The steps of a run, without their order in time: takeSnapshot and BullMQ's jobs take the same ones.
import { rowErrorOf } from "./errors.js";
import { compareRows } from "./manifest.js";
import { together } from "./together.js";

/** @import { FunctionInfo } from "../index.d.ts" */
/** @import { RowError, SnapshotRow, SnapshotTarget } from "../fleet.d.ts" */
/** @import { Calls, EnvironmentName, FunctionName } from "./calls.js" */
/** @import { PackageFacts } from "./known.js" */
/** @import { Packages, Stored, Wanted } from "./packages.js" */
/** @import { PreviousRow, PreviousRows } from "./previous-rows.js" */

/**
 * @typedef {{
 *   calls: Calls,
 *   packages: Packages,
 *   previous?: PreviousRows | undefined,
 *   full?: boolean | undefined,
 *   atOnce?: number,
 * }} Parts
 */

export class Steps {
  #calls;
  #packages;
  #previous;
  #full;
  #atOnce;

  // `atOnce` functions of one environment are asked for at a time.
  /** @param {Parts} parts */
  constructor({ calls, packages, previous, full = false, atOnce = 2 }) {
    this.#calls = calls;
    this.#packages = packages;
    this.#previous = previous;
    this.#full = full;
    this.#atOnce = atOnce;
  }

  // The names of the environments that a target covers. Throws where they cannot be listed: see failedRow().
  /** @param {SnapshotTarget} target @returns {Promise<string[]>} */
  async environmentsOf({ authorizerAppid, env }) {
    return env === undefined ? this.#calls.environments(authorizerAppid) : [env];
  }

  // The rows of an environment's functions, or of the one that the target names. A row of a package that the archive lacks has a checksum
  // without a size: complete() fills it in once storePackage() has stored the package. Where the functions cannot be listed, the one row
  // says so.
  // `isLeftOut` names functions that have a row elsewhere; `settle` may complete a row before the next function is asked for.
  /**
   * @param {EnvironmentName & { functionName?: string | undefined }} target
   * @param {(functionName: string) => boolean} [isLeftOut]
   * @param {(row: SnapshotRow) => Promise<SnapshotRow>} [settle]
   * @returns {Promise<SnapshotRow[]>}
   */
  async listEnvironment({ functionName, ...name }, isLeftOut = () => false, settle = async (row) => row) {
    if (functionName !== undefined)
      return [await settle(await this.#function({ ...name, functionName }, {}, undefined))];
    let found;
    try {
      found = await this.#calls.functions(name);
    } catch (reason) {
      return [failedRow(name, reason)];
    }
    const before = this.#previous?.of(name);
    /** @type {SnapshotRow[]} */
    const rows = [];
    const asked = found.filter((info) => !isLeftOut(info.name));
    await together(asked, this.#atOnce, async ({ name: functionName, ...info }) => {
      rows.push(await settle(await this.#function({ ...name, functionName }, info, before?.get(functionName))));
    });
    return rows.sort(compareRows);
  }

  // Stores a package. Its function may have another one by now: the result says which.
  /** @param {Wanted} wanted @returns {Promise<Stored>} */
  storePackage(wanted) {
    return this.#packages.store(wanted);
  }

  /** @param {FunctionName} name @param {Omit<FunctionInfo, "name" | "status"> & { status?: string }} info @param {PreviousRow | undefined} before */
  async #function(name, info, before) {
    const row = { ...name, ...info };
    const known = before && factsIn(before);
    try {
      if (known && before?.checksum && !this.#full && isSame(before, info)) {
        const facts = await this.#packages.facts(before.checksum, known);
        if (facts) return complete({ ...row, checksum: before.checksum }, facts);
      }
      const checksum = await this.#calls.checksum(name);
      const facts = await this.#packages.facts(checksum, before?.checksum === checksum ? known : undefined);
      return facts ? complete({ ...row, checksum }, facts) : { ...row, checksum };
    } catch (reason) {
      return failed(row, reason);
    }
  }
}

// Whether the platform says that a function is as it was.
/** @param {PreviousRow & { error?: RowError }} before @param {{ modTime?: string | undefined }} info */
export const isSame = (before, { modTime }) =>
  modTime !== undefined && before.modTime === modTime && before.error === undefined && before.checksum !== undefined;

// The package is not there yet.
/** @param {SnapshotRow} row @returns {row is SnapshotRow & Wanted} */
export const lacksPackage = (row) => row.checksum !== undefined && row.size === undefined && row.error === undefined;

// A row with what is known of its package.
/** @param {SnapshotRow} row @param {PackageFacts & { checksum?: string }} facts @returns {SnapshotRow} */
export const complete = (row, { checksum, size, contentDigest }) => ({
  ...row,
  ...(checksum !== undefined && { checksum }),
  size,
  ...(contentDigest !== undefined && { contentDigest }),
});

// A row whose package could not be had. Throws what ends the run, or makes it go on later.
/** @param {SnapshotRow} row @param {unknown} reason @returns {SnapshotRow} */
export const failed = (row, reason) => ({ ...row, error: rowErrorOf(reason, row) });

// The one row of what could not be listed: a merchant, or an environment.
/** @param {SnapshotTarget} target @param {unknown} reason @returns {SnapshotRow} */
export const failedRow = ({ authorizerAppid, env }, reason) =>
  failed({ authorizerAppid, ...(env !== undefined && { env }) }, reason);

/** @param {PreviousRow} row @returns {PackageFacts | undefined} */
const factsIn = ({ size, contentDigest }) =>
  size === undefined ? undefined : { size, ...(contentDigest !== undefined && { contentDigest }) };
