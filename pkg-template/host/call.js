// A call: passes intake's record to the module once that is loaded, with a scope that owns what has to end with the call.
import { isObserved, observe } from "./diagnostics.js";
import { takeDownload, takeLink, takeVerify } from "./intake.js";
import { takeEnvironments, takeQuota } from "./intake-lists.js";
import { OPERATIONS } from "./operations.js";
import { Scope } from "./scope.js";
import { verifyNow } from "./verify-now.js";
import { VerifyScope } from "./verify-scope.js";

/** @import { OperationEvent } from "../index.d.ts" */
/** @import { Environment, FunctionPage, Quota } from "../lists.d.ts" */
/** @import { Operation } from "./operations.js" */
/** @import { Stop } from "./stop.js" */
/** @import { Core, Downloaded, Given, ImportBase, Listed, Load, SinkFile, Taken } from "./types.d.ts" */

/** @typedef {"getFunctionLink" | "downloadFunction" | "verifyChecksum" | "list"} Name */
/**
 * @template {Name} Called
 * @typedef {Awaited<ReturnType<Core[Called]>>} Result
 */
/**
 * @template {Name} Called
 * @typedef {{ promise: Promise<Result<Called>>, scope: Scope }} Call
 */

// The package's calls, by a loader of the module. `begin` returns a call's promise and its scope.
/** @param {Load} load */
export function callsBy(load) {
  /** @template {Name} Called @param {Called} name @param {Given} given @returns {Call<Called>} */
  function open(name, given) {
    const scope = name === "verifyChecksum" ? new VerifyScope(given) : new Scope(given);
    const promise = new Promise((resolve, reject) => scope.begin({ resolve, reject }));
    return { promise, scope };
  }

  /** @param {Name} name @param {Scope} scope @param {string} record @param {Listed} [listed] */
  function work(name, scope, record, listed) {
    /** @param {Core} core */
    const ask = (core) =>
      core[name](scope, record, /** @type {Listed} */ (listed)).then(
        (value) => scope.fulfil(value),
        (reason) => scope.fail(reason),
      );
    withCore(scope, ask);
  }

  // Calls `use` with the module, at once where it is loaded. What it throws, such as a trap while the arguments cross, fails the call.
  /** @param {Scope} scope @param {(core: Core) => unknown} use */
  function withCore(scope, use) {
    try {
      if (load.core) use(load.core);
      else
        load()
          .then(use)
          .catch((reason) => scope.fail(reason));
    } catch (reason) {
      scope.fail(reason);
    }
  }

  /**
   * @template {Name} Called
   * @param {Called} name
   * @param {Taken} taken
   * @param {Listed} [listed]
   * @returns {Call<Called>}
   */
  function begin(name, taken, listed) {
    const operation = OPERATIONS[listed ?? name];
    if (operation && isObserved(operation.name, taken.given.onEvent)) return observed(name, operation, taken, listed);
    const call = open(name, taken.given);
    work(name, call.scope, taken.record, listed);
    return call;
  }

  /**
   * @template {Name} Called
   * @param {Called} name
   * @param {Operation} operation
   * @param {Taken} taken
   * @param {Listed} [listed]
   * @returns {Call<Called>}
   */
  function observed(name, { name: operation, path, route }, { record, given, identity }, listed) {
    const { env, functionName, authorizerAppid, relay } = identity;
    let call = /** @type {Call<Called> | undefined} */ (undefined);
    const promise = observe(operation, { env, functionName, authorizerAppid, path: relay ? route : path }, () => {
      const { promise, scope } = (call = open(name, given));
      /** @param {Core} core @param {Stop} stop */
      const failure = (core, stop) => core.callbackFailed(stop.words, env, functionName, stop.reason);
      /** @param {OperationEvent} event */
      const notify = (event) => {
        const stop = scope.callbacks.call("onEvent", event);
        // A call that has failed keeps its own error, and one that begins ends before its work.
        if (stop === undefined || event.type !== "end") return undefined;
        return failure(/** @type {Core} */ (load.core), stop);
      };
      const begun = () => {
        const stop = scope.check();
        // The module's machine would count an attempt.
        if (stop?.kind === "callback") withCore(scope, (core) => scope.fail(failure(core, stop)));
        else work(name, scope, record, listed);
        return promise;
      };
      /** @param {Result<Called>} [result] */
      const facts = (result) => ({
        ...scope.requests.facts(),
        bytes: name === "downloadFunction" ? /** @type {Downloaded | undefined} */ (result)?.size : undefined,
      });
      return { notify, work: begun, facts };
    });
    return { promise, scope: /** @type {Call<Called>} */ (call).scope };
  }

  // Lists and quotas arrive as JSON: `src/host/exports.rs`.
  /**
   * @template Value
   * @param {Listed} listed
   * @param {Taken} taken
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
    /** @param {Taken} page @returns {{ promise: Promise<FunctionPage>, scope: Scope }} */
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
