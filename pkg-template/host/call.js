// A call: passes intake's record to the module once that is loaded, with a scope that owns all that has to end with the call.
import { takeDownload, takeLink, takeVerify } from "./intake.js";
import { Scope } from "./scope.js";
import { verifyNow } from "./verify-now.js";

// The package's calls, by a loader of the module. `begin` returns a call's promise and its scope.
export function callsBy(load) {
  function begin(name, { record, given }) {
    const scope = new Scope(given);
    const promise = new Promise((resolve, reject) => {
      scope.begin({ resolve, reject });
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
        scope.fail(reason); // a trap while the arguments were passed
      }
    });
    return { promise, scope };
  }

  return {
    beginLink: (request, options) => begin("getFunctionLink", takeLink(request, options)),
    beginDownload: (request, options, file, importBase) =>
      begin("downloadFunction", takeDownload(request, options, file, importBase)),
    async verifyChecksum(data, checksum, options) {
      // Without options there is nothing to read before the module is loaded: a first buffer needs no call scope.
      if (load.core === undefined && options === undefined) await load();
      const verdict = load.core && verifyNow(data, checksum, options);
      return verdict ?? begin("verifyChecksum", takeVerify(data, checksum, options)).promise;
    },
  };
}
