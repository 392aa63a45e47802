// A call: passes intake's record to the module once that is loaded, with a scope that owns what has to end with the call.
import { takeDownload, takeLink, takeVerify } from "./intake.js";
import { Scope } from "./scope.js";
import { verifyNow } from "./verify-now.js";
import { VerifyScope } from "./verify-scope.js";

/** @import { Core, Given, ImportBase, Load, SinkFile } from "./types.d.ts" */

// The package's calls, by a loader of the module. `begin` returns a call's promise and its scope.
/** @param {Load} load */
export function callsBy(load) {
  /**
   * @template {"getFunctionLink" | "downloadFunction" | "verifyChecksum"} Name
   * @param {Name} name
   * @param {{ record: string, given: Given }} taken
   * @returns {{ promise: Promise<Awaited<ReturnType<Core[Name]>>>, scope: Scope }}
   */
  function begin(name, { record, given }) {
    const scope = name === "verifyChecksum" ? new VerifyScope(given) : new Scope(given);
    const promise = new Promise((resolve, reject) => {
      scope.begin({ resolve, reject });
      /** @param {Core} core */
      const ask = (core) =>
        core[name](scope, record).then(
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

  return {
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
