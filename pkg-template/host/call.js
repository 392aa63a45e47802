// A call: passes intake's record to the module once that is loaded, with a scope that owns what has to end with the call.
import { takeDownload, takeLink, takeVerify } from "./intake.js";
import { takeEnvironments, takeQuota } from "./intake-lists.js";
import { Scope } from "./scope.js";
import { verifyNow } from "./verify-now.js";
import { VerifyScope } from "./verify-scope.js";

/** @import { Environment, FunctionPage, Quota } from "../lists.d.ts" */
/** @import { Core, Given, ImportBase, Listed, Load, SinkFile } from "./types.d.ts" */

// The package's calls, by a loader of the module. `begin` returns a call's promise and its scope.
/** @param {Load} load */
export function callsBy(load) {
  /**
   * @template {"getFunctionLink" | "downloadFunction" | "verifyChecksum" | "list"} Name
   * @param {Name} name
   * @param {{ record: string, given: Given }} taken
   * @param {Listed} [listed]
   * @returns {{ promise: Promise<Awaited<ReturnType<Core[Name]>>>, scope: Scope }}
   */
  function begin(name, { record, given }, listed) {
    const scope = name === "verifyChecksum" ? new VerifyScope(given) : new Scope(given);
    const promise = new Promise((resolve, reject) => {
      scope.begin({ resolve, reject });
      /** @param {Core} core */
      const ask = (core) =>
        core[name](scope, record, /** @type {Listed} */ (listed)).then(
          (value) => scope.fulfil(value),
          (reason) => scope.fail(reason),
        );
      try {
        if (load.core) ask(load.core);
        else
          load()
            .then(ask)
            .catch((reason) => scope.fail(reason));
      } catch (reason) {
        scope.fail(reason); // a trap while the arguments cross
      }
    });
    return { promise, scope };
  }

  // Lists and quotas arrive as JSON: `src/host/exports.rs`.
  /**
   * @template Value
   * @param {Listed} listed
   * @param {{ record: string, given: Given }} taken
   * @returns {{ promise: Promise<Value>, scope: Scope }}
   */
  function beginList(listed, taken) {
    const { promise, scope } = begin("list", taken, listed);
    return { promise: promise.then((json) => /** @type {Value} */ (JSON.parse(json))), scope };
  }

  return {
    /** @param {unknown} request @param {unknown} options @returns {{ promise: Promise<Environment[]>, scope: Scope }} */
    beginEnvironments: (request, options) => beginList("environments", takeEnvironments(request, options)),
    // One page. `takeFunctions` makes what it takes.
    /** @param {{ record: string, given: Given }} page @returns {{ promise: Promise<FunctionPage>, scope: Scope }} */
    beginFunctions: (page) => beginList("functions", page),
    /** @param {unknown} request @param {unknown} options @returns {{ promise: Promise<Quota>, scope: Scope }} */
    beginQuota: (request, options) => beginList("quota", takeQuota(request, options)),
    /** @param {unknown} request @param {unknown} options */
    beginLink: (request, options) => begin("getFunctionLink", takeLink(request, options)),
    /** @param {unknown} request @param {unknown} options @param {SinkFile} [file] @param {ImportBase} [importBase] */
    beginDownload: (request, options, file, importBase) =>
      begin("downloadFunction", takeDownload(request, options, file, importBase)),
    /** @param {unknown} data @param {unknown} checksum @param {unknown} options */
    async verifyChecksum(data, checksum, options) {
      // Without options there is nothing to read before the load: the first buffer takes the fast path, too.
      if (load.core === undefined && options === undefined) await load();
      const verdict = load.core && verifyNow(data, checksum, options);
      return verdict ?? begin("verifyChecksum", takeVerify(data, checksum, options)).promise;
    },
  };
}
