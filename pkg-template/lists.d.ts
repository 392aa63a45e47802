import type { CallOptions, TokenProvider } from "./request.d.ts";
import type { URL } from "./web.d.ts";

/** A merchant, and the token for it. */
export interface PlatformRequest {
  /**
   * The merchant's `authorizer_access_token`, or a function that returns it. The package sends it in the request's URL, as the
   * platform requires, and never from a browser (`SERVER_SIDE_ONLY`).
   */
  accessToken: string | TokenProvider;
  /** The merchant's appid, at most 64 bytes. Without it, no token of a provider is remembered between calls. */
  authorizerAppid?: string | undefined;
}

/** A merchant, through a relay, which holds the token. */
export type RelayedPlatformRequest = Omit<PlatformRequest, "accessToken"> & { accessToken?: undefined };

/** A CloudBase environment of a merchant. The texts are the platform's own. */
export interface Environment {
  /** The environment id, for example `test-777bb9`. */
  env: string;
  /** The name that people gave it. */
  alias?: string;
  /** `NORMAL`, `HALTED` or `UNAVAILABLE`. */
  status?: string;
  /** The id of the package of resources. */
  packageId?: string;
  /** The name of the package of resources. */
  packageName?: string;
  /** When it was made, as the platform writes it. */
  createdAt?: string;
  /** When it was changed, as the platform writes it. */
  updatedAt?: string;
}

/** A cloud function of an environment. The texts are the platform's own. */
export interface FunctionInfo {
  /** The function's name, for example `login`: what `getFunctionLink` takes as `functionName`. */
  name: string;
  /** The runtime that runs the function, for example `Nodejs18.15`. Left out where the platform sent none. */
  runtime?: string;
  /** `Active`; any other status explains why the function may not run. Empty where the platform sent none. */
  status: string;
  /** The platform's reasons for that status. */
  statusReason?: { errcode?: number; errmsg?: string }[];
  /**
   * When it was changed: `YYYY-MM-DD HH:MM:SS` without a time zone. Compare it for equality. It is no instant.
   */
  modTime?: string;
  /** When it was made, in the same form. */
  addTime?: string;
}

/** One page of functions, as a relay and the platform send it. */
export interface FunctionPage {
  functions: FunctionInfo[];
  totalCount?: number;
}

/** What an interface may be called. */
export interface Quota {
  /** The calls allowed a day. */
  dailyLimit: number;
  /** The calls made today. */
  used: number;
  /** The calls left today. */
  remain: number;
  /** The calls allowed within a shorter time. */
  rateLimit?: QuotaRate;
  /** The same for the third-party platform, on behalf of all merchants. */
  componentRateLimit?: QuotaRate;
}

/** A number of calls in a number of seconds. */
export interface QuotaRate {
  /** The number of calls allowed within `refreshSeconds`. */
  callCount: number;
  /** The seconds after which they are allowed again. */
  refreshSeconds: number;
}

/** Options of {@link listFunctions}. */
export interface ListOptions extends CallOptions {
  /** The most rows of a page. Default: 100. The platform states no maximum. */
  pageSize?: number | undefined;
}

/** The signatures of `listEnvironments`: through a relay, and to the platform with a token. */
export interface ListEnvironments {
  /** Lists environments through a relay, which holds the token. */
  (
    request: RelayedPlatformRequest & { env?: string | undefined },
    options: CallOptions & { relay: string | URL },
  ): Promise<Environment[]>;
  /**
   * Lists a merchant's environments (`POST /tcb/getenvinfo`, WeChat's
   * [Get Environment Information](https://developers.weixin.qq.com/doc/oplatform/openApi/cloudbase-common/env-management/api_getenvinfo.html)):
   * all, or the one of `env`.
   *
   * Reads `request` and `options` once, at the call, and rejects as {@link getFunctionLink} does. A reply that is not the documented one
   * is `PROTOCOL`.
   *
   * @example
   * import { listEnvironments } from "wechat-function-link";
   * import { createSandbox } from "wechat-function-link/sandbox";
   *
   * const { fetch } = createSandbox(); // leave it out to call the real platform
   * for (const { env, alias } of await listEnvironments({ accessToken: "sandbox-access-token" }, { fetch })) console.log(env, alias);
   */
  (
    request: PlatformRequest & { env?: string | undefined },
    options?: Omit<CallOptions, "relay">,
  ): Promise<Environment[]>;
}

/** The signatures of `listFunctions`: through a relay, and to the platform with a token. */
export interface ListFunctions {
  /** Lists functions through a relay, which holds the token. */
  (
    request: RelayedPlatformRequest & { env: string },
    options: ListOptions & { relay: string | URL },
  ): AsyncGenerator<FunctionInfo, void, undefined>;
  /**
   * Lists the functions of an environment (`POST /tcb/listfunctions`, WeChat's
   * [Get Cloud Function List](https://developers.weixin.qq.com/doc/oplatform/openApi/cloudbase-common/scf-management/getFuntionList.html)),
   * page by page.
   *
   * Yields each name once, in the platform's order. Ends at an empty page, at a page without a new name, or once the number of distinct
   * names equals the platform's `total_count`. A page's failure is thrown after the rows of the pages before it: a list never ends as if
   * it were complete.
   *
   * Reads `request` and `options` once, at the call. Sends nothing before the first `next()`, which also throws `INVALID_ARGUMENT`.
   * Fetches the next page when it is needed. `return()`, and leaving a loop, ends the request under way. `timeoutMs` and `maxAttempts`
   * count per page. Throws as {@link getFunctionLink} rejects.
   *
   * @example
   * import { listFunctions } from "wechat-function-link";
   * import { createSandbox } from "wechat-function-link/sandbox";
   *
   * const { fetch } = createSandbox(); // leave it out to call the real platform
   * const request = { accessToken: "sandbox-access-token", env: "test-777bb9" };
   * for await (const { name, runtime, status } of listFunctions(request, { fetch })) console.log(name, runtime, status);
   */
  (
    request: PlatformRequest & { env: string },
    options?: Omit<ListOptions, "relay">,
  ): AsyncGenerator<FunctionInfo, void, undefined>;
}

/**
 * Gets what is left of an interface's quota today (`POST /cgi-bin/openapi/quota/get`, WeChat's
 * [Query API Quota](https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota)). `path` is the interface; default:
 * `/tcb/downloadfunction`.
 *
 * Reads `request` and `options` once, at the call, and rejects as {@link getFunctionLink} does. A relay has no route for it: `relay` is
 * `INVALID_ARGUMENT`. Errcodes 76003, 76021 and 76022 are `REJECTED`.
 *
 * @example
 * import { getQuota } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const { fetch } = createSandbox(); // leave it out to call the real platform
 * const { used, remain } = await getQuota({ accessToken: "sandbox-access-token" }, { fetch });
 */
export type GetQuota = (
  request: PlatformRequest & { path?: string | undefined },
  options?: Omit<CallOptions, "relay">,
) => Promise<Quota>;
