// What a run asks the platform: environments, functions, links, packages. `turn` carries out each call when it may begin, and decides
// whether it is made again.
import { beginDownload, beginLink, GATE } from "../core.js";
import { listEnvironments, listFunctions } from "../index.js";

/** @import { Gate, ImportBase, SinkFile } from "../host/types.d.ts" */
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
    const found = await turn(authorizerAppid, (gate) =>
      listEnvironments({ accessToken, authorizerAppid }, { ...callOptions, [GATE]: gate }),
    );
    return [...new Set(found.map(({ env }) => env))];
  }

  /** @param {EnvironmentName} name @returns {Promise<FunctionInfo[]>} */
  functions({ authorizerAppid, env }) {
    const { accessToken, callOptions, turn } = this.#asking;
    return turn(authorizerAppid, async (gate) => {
      /** @type {FunctionInfo[]} */
      const found = [];
      const options = { ...callOptions, [GATE]: gate };
      for await (const info of listFunctions({ accessToken, authorizerAppid, env }, options)) found.push(info);
      return found;
    });
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
