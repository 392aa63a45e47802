import type { TokenProvider } from "./index.js";
import type {
  SandboxEnvironment,
  SandboxFunction,
  SandboxListReply,
  SandboxMerchant,
  SandboxQuotas,
} from "./sandbox-contents.d.ts";
import type { Response } from "./web.d.ts";

export type {
  SandboxContents,
  SandboxEnvironment,
  SandboxFault,
  SandboxFunction,
  SandboxListReply,
  SandboxMerchant,
  SandboxQuota,
  SandboxQuotaRate,
  SandboxQuotas,
  SandboxReply,
} from "./sandbox-contents.d.ts";

/** A request that a sandbox answered, without its token and signature. */
export interface SandboxRequest {
  /** When it arrived, by the sandbox's clock. */
  at: number;
  to: "platform" | "storage";
  /** The interface's path, for example `/tcb/listfunctions`; a package's path at the storage host. */
  path: string;
  authorizerAppid?: string | undefined;
  env?: string;
  functionName?: string;
  limit?: number;
  offset?: number;
  /** The HTTP status of the response. Absent where the request was aborted. */
  status?: number;
  /** The errcode of the reply, apart from what a broken variant makes of it. */
  errcode?: number;
}

/** Options of a sandbox. */
export interface SandboxOptions {
  /**
   * The functions that exist. Default: `login`, `pay` and a name with spaces and Chinese in environment `test-777bb9`, and one
   * function for every errcode, reply, download fault, kind of contents and status in the environments `errcode`, `reply`, `download`,
   * `package` and `status`; and three functions in an environment for each variant of a list, for example `list-repeated`.
   */
  functions?: SandboxFunction[] | undefined;
  /**
   * The environments that exist, besides those that `functions` name. Default: none with `functions`, else the default functions' and two
   * empty ones, `halted` and `unavailable`.
   */
  environments?: SandboxEnvironment[] | undefined;
  /** A variant of the list of environments: {@link SandboxMerchant.environmentsReply}. */
  environmentsReply?: SandboxListReply | undefined;
  /** The quotas of each merchant. Default: a million calls a day, and no rate. */
  quotas?: SandboxQuotas | undefined;
  /**
   * Returns what the merchant of this appid has, or `undefined` for an unknown one: its tokens get errcode 40014. Called at each request,
   * so that a sandbox holds no more than a count for each of any number of merchants; what is returned may differ from call to call.
   * {@link sandboxMerchants} makes one. The merchant of `accessTokens` has `functions` and `environments`. Default: none.
   */
  merchant?: ((authorizerAppid: string) => SandboxMerchant | undefined) | undefined;
  /**
   * Returns the appid of the merchant that a token belongs to. Called for tokens that `accessTokens` does not have. Default: what
   * stands behind `sandbox-token-`.
   */
  authorizerOf?: ((accessToken: string) => string | undefined) | undefined;
  /** How long each reply of the platform takes, in milliseconds. Default: 0. */
  latencyMs?: number | undefined;
  /**
   * Called for each request before its response: what was asked, how often, by which merchant, and at which rate. `fetch` rejects with
   * what it throws. Default: none.
   */
  onRequest?: ((request: SandboxRequest) => void) | undefined;
  /** The known tokens: any other gets errcode 40014, unless it is a merchant's. Default: `sandbox-access-token` and `sandbox-expired-token`. */
  accessTokens?: Record<string, "valid" | "expired"> | undefined;
  /** How long a link is valid, in seconds. Default: 10060, as in the platform's sample. */
  linkLifetimeSeconds?: number | undefined;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  now?: (() => number) | undefined;
}

/** The platform and its storage host in this process. */
export interface Sandbox {
  /**
   * The platform's interfaces (any URL whose path ends in `/tcb/downloadfunction`, `/tcb/getenvinfo`, `/tcb/listfunctions` or
   * `/cgi-bin/openapi/quota/get`) and the storage host (any other URL). Use it as
   * `options.fetch`, or as a server's handler, for example `Deno.serve(sandbox.fetch)`: behind a loopback server, links point to
   * that server. The storage host supports `Range` and `If-Range` with 206 and 416, and sends an `ETag`. `fetch` rejects when
   * `signal` aborts, also during a slow response.
   */
  fetch: (input: any, init?: any) => Promise<Response>;
  /** The functions that exist. Changes take effect at once. */
  functions: SandboxFunction[];
  /** The described environments. Changes take effect at once. */
  environments: SandboxEnvironment[];
  /** The variant of the list of environments. Changes take effect at once. */
  environmentsReply: SandboxListReply | undefined;
  /** The quotas. Changes take effect at once; what was called is kept. */
  quotas: SandboxQuotas;
  /** The known tokens. Changes take effect at once: a merchant's token is expired here, too. */
  accessTokens: Record<string, "valid" | "expired">;
}

/**
 * Creates a sandbox: the documented platform without any network access.
 *
 * Throws a TypeError for an unknown name of an option, a function's property, contents, a reply, a fault or a token's state. The
 * message lists the known names. `fetch` checks later changes and what `merchant` returns, and rejects with the same TypeError.
 *
 * @example
 * import { getFunctionLink } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const sandbox = createSandbox();
 * const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
 * const link = await getFunctionLink(request, { fetch: sandbox.fetch });
 */
export function createSandbox(options?: SandboxOptions): Sandbox;

/** Options of {@link sandboxMerchants}. */
export interface SandboxMerchantsOptions {
  /** Functions of each environment: `function-01`, `function-02`, … Default: 20. */
  functions?: number | undefined;
  /** Environments of each merchant: `prod-1`, `prod-2`, … Default: 1. */
  environments?: number | undefined;
  /** Returns what the merchant of this number (0 for the first) has instead: other functions, an errcode, quotas. Default: none. */
  change?: ((merchant: SandboxMerchant, index: number) => SandboxMerchant | undefined) | undefined;
}

/** Any number of merchants for a sandbox. */
export interface SandboxMerchants {
  /** For {@link SandboxOptions.merchant}: what the merchant of an appid has; undefined for an appid that is not in `targets`. */
  merchant: (authorizerAppid: string) => SandboxMerchant | undefined;
  /** Their appids, `wx0000000000000001` and on. */
  targets: () => Generator<{ authorizerAppid: string }, void, undefined>;
  /** Their tokens, for `accessToken` of a call that has `authorizerAppid`. */
  accessToken: TokenProvider;
}

/**
 * Makes any number of merchants for a sandbox, each when it is asked for.
 *
 * Throws a TypeError for a number that is not a whole one.
 *
 * @example
 * import { listFunctions } from "wechat-function-link";
 * import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";
 *
 * const { merchant, targets, accessToken } = sandboxMerchants(10_000, { functions: 20 });
 * const { fetch } = createSandbox({ merchant });
 * for (const { authorizerAppid } of targets()) {
 *   for await (const { name } of listFunctions({ accessToken, authorizerAppid, env: "prod-1" }, { fetch })) console.log(name);
 * }
 */
export function sandboxMerchants(count: number, options?: SandboxMerchantsOptions): SandboxMerchants;
