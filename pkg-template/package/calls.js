// The calls of this entry: arguments are read at the call, then the module is loaded and driven step by step.
import { compareSources } from "./compare.js";
import { invalidArgument } from "./failures.js";
import { digestArrived, inspectArrived, inspectSource } from "./inspect.js";
import { rest } from "./module.js";
import { readFrom } from "./read.js";
import { takeCompare, takeInspect, takeRead } from "./taken.js";
import { unpackInto } from "./unpack.js";
import { Work } from "./work.js";

/** @import { Kept, Load } from "../host/types.d.ts" */
/** @import { PackageReport } from "../package.d.ts" */
/** @import { Driving, ExtractTaken, PackageModule, Receiver, Taken } from "./types.d.ts" */

/** @param {Load<PackageModule>} load */
export function callsBy(load) {
  /**
   * @template {Partial<Taken>} Given
   * @template Result
   * @param {Given} taken
   * @param {(call: Driving & Given) => Promise<Result>} job
   * @returns {Promise<Result>}
   */
  async function begin(taken, job) {
    const work = new Work();
    try {
      return await work.do(taken.signal, async () => {
        if (taken.refused !== undefined) throw invalidArgument(taken.refused);
        const module = load.core ?? (await load());
        work.check();
        const call = { __proto__: null, module, work, ...taken };
        for (const { tree } of taken.sources ?? []) tree?.prepare(call);
        return job(call);
      });
    } finally {
      rest(load.core);
    }
  }

  return {
    /** @param {unknown} source @param {unknown} options @returns {Promise<PackageReport>} */
    inspectPackage: (source, options) => begin(takeInspect(source, options), inspectSource),
    /** @param {unknown} before @param {unknown} after @param {unknown} options */
    comparePackages: (before, after, options) => begin(takeCompare(before, after, options), compareSources),
    /** @param {unknown} source @param {unknown} path @param {unknown} options */
    readEntry: (source, path, options) => begin(takeRead(source, path, options), readFrom),
    /** @param {ExtractTaken} taken @param {Receiver} into */
    unpack: (taken, into) => begin({ __proto__: null, ...taken, into }, unpackInto),
    /** @param {Kept} arrived @param {string} checksum @param {AbortSignal} signal @returns {Promise<PackageReport>} */
    inspectArrived: (arrived, checksum, signal) =>
      begin({ __proto__: null, arrived, checksum, signal }, inspectArrived),
    /** @param {Kept} arrived @param {AbortSignal} signal @returns {Promise<string | undefined>} */
    digestArrived: (arrived, signal) => begin({ __proto__: null, arrived, signal }, digestArrived),
  };
}
