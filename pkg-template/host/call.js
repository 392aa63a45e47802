// A call: passes intake's record to the module once that is loaded, with a scope that owns what has to end with the call.
import { isObserved, observe } from "./diagnostics.js";
import { takeDownload, takeLink, takeVerify } from "./intake.js";
import { Scope } from "./scope.js";
import { verifyNow } from "./verify-now.js";
import { VerifyScope } from "./verify-scope.js";

/** @import { OperationEvent } from "../index.d.ts" */
/** @import { Core, Downloaded, Given, ImportBase, Load, SinkFile, Taken } from "./types.d.ts" */

// What observers learn of a call at its start: the platform's path, or the relay's route.
const OPERATIONS = {
  getFunctionLink: /** @type {const} */ ({ name: "link", path: "/tcb/downloadfunction", route: "/link" }),
  downloadFunction: /** @type {const} */ ({ name: "download", path: "/tcb/downloadfunction", route: "/download" }),
  verifyChecksum: undefined,
};

/**
 * @template {keyof typeof OPERATIONS} Name
 * @typedef {Awaited<ReturnType<Core[Name]>>} Result
 */

// The package's calls, by a loader of the module. `begin` returns a call's promise and its scope.
/** @param {Load} load */
export function callsBy(load) {
  /**
   * @template {keyof typeof OPERATIONS} Name
   * @param {Name} name
   * @param {Given} given
   */
  function open(name, given) {
    const scope = name === "verifyChecksum" ? new VerifyScope(given) : new Scope(given);
    /** @type {Promise<Result<Name>>} */
    const promise = new Promise((resolve, reject) => scope.begin({ resolve, reject }));
    return { promise, scope };
  }

  /** @param {keyof typeof OPERATIONS} name @param {Scope} scope @param {string} record */
  function work(name, scope, record) {
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
  }

  /**
   * @template {keyof typeof OPERATIONS} Name
   * @param {Name} name
   * @param {Taken} taken
   * @returns {{ promise: Promise<Result<Name>>, scope: Scope }}
   */
  function begin(name, taken) {
    const operation = OPERATIONS[name];
    if (operation && isObserved(operation.name, taken.given.onEvent)) return observed(name, operation, taken);
    const call = open(name, taken.given);
    work(name, call.scope, taken.record);
    return call;
  }

  /**
   * @template {keyof typeof OPERATIONS} Name
   * @param {Name} name
   * @param {NonNullable<typeof OPERATIONS[keyof typeof OPERATIONS]>} operation
   * @param {Taken} taken
   * @returns {{ promise: Promise<Result<Name>>, scope: Scope }}
   */
  function observed(name, { name: operation, path, route }, taken) {
    const { env, functionName, authorizerAppid, relay } = taken.identity;
    const identity = { env, functionName, authorizerAppid, path: relay ? route : path };
    let call = /** @type {ReturnType<typeof open<Name>> | undefined} */ (undefined);
    const promise = observe(operation, identity, () => {
      const { promise, scope } = (call = open(name, taken.given));
      /** @param {OperationEvent} event */
      const tell = (event) => {
        const stop = scope.tell(event);
        // A call that has failed keeps its own error, and one that begins ends by its scope.
        if (stop === undefined || event.type !== "end") return undefined;
        return /** @type {Core} */ (load.core).callbackFailed(stop.words, env, functionName, stop.reason);
      };
      /** @param {Result<Name>} [result] */
      const facts = (result) => ({
        ...scope.facts(),
        bytes: name === "downloadFunction" ? /** @type {Downloaded | undefined} */ (result)?.size : undefined,
      });
      const begun = () => {
        work(name, scope, taken.record);
        return promise;
      };
      return { tell, work: begun, facts };
    });
    return { promise, scope: /** @type {ReturnType<typeof open<Name>>} */ (call).scope };
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
