// A call: what intake took goes to the module once that is loaded, under a scope that owns whatever has to end with it.
import { takeDownload, takeLink, takeVerify } from "./intake.js";
import { Scope } from "./scope.js";
import { verifyNow } from "./verify-now.js";

// The package's calls by a loader of the module. A call's scope is handed out with its promise.
export function callsBy(load) {
  function begin(name, { record, given }) {
    const scope = new Scope(given);
    const promise = new Promise((resolve, reject) => {
      scope.begin({ resolve, reject });
      const ask = (core) => core[name](scope, record).then((value) => scope.fulfil(value), (reason) => scope.fail(reason));
      try {
        if (load.core) ask(load.core);
        else load().then(ask).catch((reason) => scope.fail(reason));
      } catch (reason) {
        scope.fail(reason); // a trap while the arguments were handed over
      }
    });
    return { promise, scope };
  }

  return {
    beginLink: (request, options) => begin("getFunctionLink", takeLink(request, options)),
    beginDownload: (request, options, file) => begin("downloadFunction", takeDownload(request, options, file)),
    async verifyChecksum(data, checksum, options) {
      const verdict = load.core && verifyNow(data, checksum, options);
      return verdict ?? begin("verifyChecksum", takeVerify(data, checksum, options)).promise;
    },
  };
}
