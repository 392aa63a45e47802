// aws4fetch, which users install beside this package. It is loaded by the first request: an import of the entry does not need it.
import { FunctionLinkError } from "../core.js";

/** @typedef {typeof import("aws4fetch").AwsV4Signer} Signer */

/** @type {Promise<Signer> | undefined} */
let loading;

// A failed load is not kept: the package may be installed meanwhile.
/** @returns {Promise<Signer>} */
export function loadSigner() {
  loading ??= load().catch((reason) => {
    loading = undefined;
    throw reason;
  });
  return loading;
}

async function load() {
  try {
    return (await import("aws4fetch")).AwsV4Signer;
  } catch (cause) {
    throw new FunctionLinkError("aws4fetch could not be loaded", {
      code: "UNSUPPORTED_RUNTIME",
      retryable: false,
      advice: "Install aws4fetch 1 beside this package: npm i aws4fetch",
      cause,
    });
  }
}
