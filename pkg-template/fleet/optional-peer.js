// Packages that users install beside this one. They are loaded by the first call that needs them: an import of the entry needs none.
import { FunctionLinkError } from "../core.js";

// Returns a function that loads them once. A failed load is not kept: the packages may be installed meanwhile.
/**
 * @template Loaded
 * @param {string} names
 * @param {string} advice
 * @param {() => Promise<Loaded>} load
 * @returns {() => Promise<Loaded>}
 */
export function optionalPeer(names, advice, load) {
  /** @type {Promise<Loaded> | undefined} */
  let loading;
  return () => {
    loading ??= load().catch((cause) => {
      loading = undefined;
      const fields = { code: "UNSUPPORTED_RUNTIME", retryable: false, advice, cause };
      throw new FunctionLinkError(`${names} could not be loaded`, fields);
    });
    return loading;
  };
}
