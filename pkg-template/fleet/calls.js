// What a run asks the platform: environments, functions, links, packages. `turn` carries out each call when it may begin, and decides
// whether it is made again.
import { beginDownload, beginEnvironments, beginFunctions, beginLink, GATE, load, takeFunctions } from "../core.js";

/** @import { Core, Gate, ImportBase, SinkFile } from "../host/types.d.ts" */
/** @import { FunctionInfo, TokenProvider } from "../index.d.ts" */

/** @typedef {{ authorizerAppid: string, env: string }} EnvironmentName */
/** @typedef {EnvironmentName & { functionName: string }} FunctionName */
/** @typedef {<Result>(authorizerAppid: string, call: (gate?: Gate) => Promise<Result>) => Promise<Result>} Turn */
/**
 * @typedef {{
 *   accessToken: string | TokenProvider,
 *   callOptions: { [name: string]: unknown },
 *   downloadOptions: { [name: string]: unknown },
 *   turn: Turn,
 * }} Asking
 */

// The package entry's base gives the digest of the contents alone: a report of every entry would be for nothing.
const importBase = /** @type {ImportBase} */ (
  /** @type {unknown} */ (
    async () => {
      const { digestArrived } = await import("../package-core.js");
      return {
        /** @param {import("../host/types.d.ts").Kept} arrived @param {string} _ @param {AbortSignal} signal */
        inspectArrived: async (arrived, _, signal) => ({ contentDigest: await digestArrived(arrived, signal) }),
      };
    }
  )
);

export class Calls {
  #asking;

  /** @param {Asking} asking */
  constructor(asking) {
    this.#asking = asking;
  }

  // The names of a merchant's environments, each once.
  /** @param {string} authorizerAppid @returns {Promise<string[]>} */
  async environments(authorizerAppid) {
    const { accessToken, callOptions, turn } = this.#asking;
    const request = { accessToken, authorizerAppid };
    const found = await turn(
      authorizerAppid,
      (gate) => beginEnvironments(request, { ...callOptions, [GATE]: gate }).promise,
    );
    return [...new Set(found.map(({ env }) => env))];
  }

  // An environment's functions, each once. A page that is refused for a minute is asked for again, not those before it.
  /** @param {EnvironmentName} name @returns {Promise<FunctionInfo[]>} */
  async functions({ authorizerAppid, env }) {
    const { accessToken, callOptions, turn } = this.#asking;
    const request = { accessToken, authorizerAppid, env };
    /** @type {Map<string, FunctionInfo>} */
    const found = new Map();
    for (let received = 0, isLast = false; !isLast; ) {
      const { functions, totalCount } = await turn(authorizerAppid, (gate) => {
        const pages = takeFunctions(request, { ...callOptions, [GATE]: gate });
        return beginFunctions(pages.page(received)).promise;
      });
      received += functions.length;
      const known = found.size;
      for (const info of functions) if (!found.has(info.name)) found.set(info.name, info);
      isLast = /** @type {Core} */ (load.core).isLastPage(found.size - known, found.size, totalCount);
    }
    return [...found.values()];
  }

  // The checksum of what is deployed. The link itself is not kept.
  /** @param {FunctionName} name @returns {Promise<string>} */
  async checksum({ authorizerAppid, env, functionName }) {
    const { accessToken, callOptions, turn } = this.#asking;
    const request = { accessToken, authorizerAppid, env, functionName };
    return (await turn(authorizerAppid, (gate) => beginLink(request, { ...callOptions, [GATE]: gate }).promise))
      .checksum;
  }

  // Downloads and verifies what is deployed.
  /** @param {FunctionName} name @param {SinkFile} spool */
  async download({ authorizerAppid, env, functionName }, spool) {
    const { accessToken, downloadOptions, turn } = this.#asking;
    const request = { accessToken, authorizerAppid, env, functionName };
    const { size, checksum, inspection } = await turn(
      authorizerAppid,
      (gate) => beginDownload(request, { ...downloadOptions, inspect: true, [GATE]: gate }, spool, importBase).promise,
    );
    const contentDigest = inspection?.contentDigest;
    return { checksum, size, ...(contentDigest !== undefined && { contentDigest }) };
  }
}
