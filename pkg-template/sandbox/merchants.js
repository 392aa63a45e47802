// The merchants: the one of `functions` and `accessTokens`, and those that the option `merchant` makes at each request.
import { isMerchant, requireState } from "./known.js";
import { Refused } from "./refusal.js";

/** @import { Sandbox, SandboxEnvironment, SandboxFunction, SandboxListReply, SandboxMerchant, SandboxOptions, SandboxQuotas } from "../sandbox.d.ts" */

const TOKEN_OPENS = "sandbox-token-";
const APP = "1258717764"; // the storage host's folder of the merchant without an appid

export class Merchant {
  /** @type {SandboxEnvironment[]} */
  #environments;

  /** @param {SandboxMerchant} merchant @param {string} [authorizerAppid] */
  constructor(merchant, authorizerAppid) {
    this.authorizerAppid = authorizerAppid;
    /** @type {SandboxFunction[]} */
    this.functions = merchant.functions ?? [];
    this.#environments = merchant.environments ?? [];
    /** @type {SandboxQuotas} */
    this.quotas = merchant.quotas ?? {};
    /** @type {SandboxListReply | undefined} */
    this.environmentsReply = merchant.environmentsReply;
    /** @type {number | undefined} */
    this.errcode = merchant.errcode;
  }

  get folder() {
    return this.authorizerAppid ?? APP;
  }

  // The environments that are listed: the described ones, and those that only functions name.
  environments() {
    const described = this.#environments;
    const names = new Set(described.map(({ env }) => env));
    const more = this.functions.filter(({ env }) => !names.has(env) && names.add(env));
    return [...described.filter(({ hidden }) => !hidden), ...more.map(({ env }) => ({ env }))];
  }

  /** @param {unknown} env @returns {SandboxEnvironment | undefined} */
  environment(env) {
    const described = this.#environments.find((known) => known.env === env);
    if (described) return described;
    return this.functions.some((known) => known.env === env) ? { env: String(env) } : undefined;
  }

  /** @param {unknown} env @param {unknown} functionName */
  function(env, functionName) {
    return this.functions.find((known) => known.env === env && known.functionName === functionName);
  }

  // A key for what is counted.
  /** @param {string} env @param {string} functionName */
  place(env, functionName) {
    return JSON.stringify([this.authorizerAppid, env, functionName]);
  }
}

export class Merchants {
  #options;
  #sandbox;

  /** @param {Sandbox} sandbox @param {SandboxOptions} options */
  constructor(sandbox, { merchant, authorizerOf = appidIn }) {
    this.#sandbox = sandbox;
    this.#options = { merchant, authorizerOf };
  }

  // The merchant of a token, or a refusal.
  /** @param {string | null} token */
  byToken(token) {
    if (!token) throw new Refused(41001);
    const { accessTokens } = this.#sandbox;
    if (Object.hasOwn(accessTokens, token)) {
      requireState(accessTokens[token]);
      if (accessTokens[token] === "expired") throw new Refused(42001);
      return new Merchant(this.#sandbox);
    }
    const { merchant, authorizerOf } = this.#options;
    const appid = merchant && authorizerOf(token);
    const made = appid ? this.#made(appid) : undefined;
    if (!made) throw new Refused(40014);
    return made;
  }

  // The merchant of a folder of the storage host.
  /** @param {string} folder */
  byFolder(folder) {
    return folder === APP ? new Merchant(this.#sandbox) : this.#made(folder);
  }

  /** @param {string} appid */
  #made(appid) {
    const made = this.#options.merchant?.(appid);
    return isMerchant(made) ? new Merchant(made, appid) : undefined;
  }
}

// The token of the merchants that sandboxMerchants makes.
/** @param {string} appid */
export const tokenOf = (appid) => TOKEN_OPENS + appid;

/** @param {string} token */
const appidIn = (token) => (token.startsWith(TOKEN_OPENS) ? token.slice(TOKEN_OPENS.length) : undefined);
