import type { DownloadOptions, FunctionLinkErrorCode, TokenProvider } from "./index.js";
import type { AbortSignal, Request, Response } from "./web.d.ts";

/** What a relay's caller asks for. */
export type RelayWish =
  | {
      /** A function's link, or its package. */
      action: "link" | "download";
      env: string;
      functionName: string;
      authorizerAppid?: string;
    }
  | {
      /** A merchant's environments: all, or the one of `env`. */
      action: "environments";
      env?: string;
      functionName?: undefined;
      authorizerAppid?: string;
    }
  | {
      /** A page of an environment's functions. */
      action: "functions";
      env: string;
      functionName?: undefined;
      authorizerAppid?: string;
    };

/**
 * Counts the requests of callers for several relays, for example in Redis. `examples/limits` in the source shows one on
 * rate-limiter-flexible.
 */
export interface RelayLimitStore {
  /**
   * Takes one request off the caller's allowance. `key` is `authorize`'s `id`. Where it is not allowed, the response is 429 with
   * `Retry-After`: `retryAfterMs` in whole seconds, at least 1. A store that throws, rejects, resolves to anything else, or takes
   * more than 5 seconds has failed: see {@link RelayLimits.onStoreError}. Log its failures in `take`: the relay writes them nowhere,
   * as they may hold the store's password. `signal` aborts when the caller disconnects, and after the 5 seconds.
   */
  take(key: string, signal: AbortSignal): RelayLimitTaken | Promise<RelayLimitTaken>;
}

/** Whether a caller's request is allowed now; where not, after how many milliseconds. */
export interface RelayLimitTaken {
  allowed: boolean;
  retryAfterMs?: number | undefined;
}

/** The limits of each caller, counted in this process's memory, or by a store. `Infinity` is no limit. */
export interface RelayLimits {
  /**
   * Requests at once, and then so many a minute at even intervals (the generic cell rate algorithm). With a `store`, only what
   * `onStoreError: "memory"` falls back to. Default: 60.
   */
  requestsPerMinute?: number | undefined;
  /** Requests of this process under way at once. A download is under way until its stream has ended. Default: 8. */
  inFlight?: number | undefined;
  /** Counts requests instead of this process's memory, so that several relays share one limit. Default: none. */
  store?: RelayLimitStore | undefined;
  /**
   * What happens while the store fails: `"memory"` counts by `requestsPerMinute` in this process's memory. Without it, the response
   * is 503 (`RELAY_REFUSED`), and the relay sends nothing to the platform.
   */
  onStoreError?: "memory" | undefined;
}

/** One request and its outcome. Every request has one entry. Its texts hold no line break, no token and no URL's query. */
export interface RelayAuditEntry {
  /** When the request arrived. */
  at: Date;
  /** The caller: `authorize`'s `id`. */
  id?: string;
  env?: string;
  functionName?: string;
  authorizerAppid?: string;
  /** The request's route: `unknown` for any other path, `outcome` for the reason why a download broke off. */
  action: "link" | "download" | "environments" | "functions" | "outcome" | "unknown";
  /** The response's HTTP status; 499 where the caller disconnected before it. */
  status: number;
  /**
   * The code of the failure, or `ABORTED` where the caller disconnected. A download that is larger than what the relay holds back
   * may fail after its response began with status 200.
   */
  code?: FunctionLinkErrorCode | "ABORTED";
  /** The platform's errcode, where it is the reason. */
  errcode?: number;
  /** The request's id in the platform's errmsg, which WeChat's support asks for. Left out where the errmsg has none. */
  rid?: string;
  /** The platform's checksum of the package. */
  checksum?: string;
  /** The platform's checksum, where the package did not match it. */
  expected?: string;
  /** The SHA-256 of the bytes that arrived, where they did not match. */
  actual?: string;
  /** The number of bytes: of the verified package, or of those that arrived where they did not match. */
  size?: number;
}

/**
 * Options of a relay. The options of a download apply to the relay's calls to the platform. `createRelay` reads all options once.
 * The functions run in the async context of their request.
 */
export interface RelayOptions
  extends Omit<DownloadOptions, "to" | "signal" | "onStart" | "onProgress" | "relay" | "inspect"> {
  /**
   * Resolves to `{ id }` to admit the caller. The relay refuses anything else: with 401 for `null`, `undefined`, a failure or more
   * than 10 seconds, with 403 otherwise, also for an empty `id`. The relay sends nothing to the platform before. `wish.action` is what
   * is asked for: lists name merchants' environments and functions, which a caller of links may have no business with.
   */
  authorize: (
    request: Request,
    wish: RelayWish,
  ) => { id: string } | null | undefined | Promise<{ id: string } | null | undefined>;
  /** Returns the merchant's `authorizer_access_token`. Where it fails, the response is `TOKEN_REJECTED` (502) without its error. */
  accessToken: TokenProvider;
  /**
   * Called once per request, also a refused one, when the request has ended. The relay does not wait for its promise. If it throws or
   * rejects, the relay writes one line by `console.error`: handle failures in the function. Default: none.
   */
  audit?: ((entry: RelayAuditEntry) => unknown) | undefined;
  /** The limits of each caller, by `authorize`'s `id`. Beyond a limit, the response is 429 with `Retry-After`. */
  limits?: RelayLimits | undefined;
  /**
   * Whether responses hold the download address, which is a credential. A package's response holds an address of at most 8 KiB, a
   * link's one of any length. Default: false.
   */
  revealUrl?: boolean | undefined;
  /** The path below which the relay's routes are. Default: `/`. */
  basePath?: string | undefined;
  /**
   * The public origin of the page, for example `https://console.example`. Always set it. Without it, the relay takes the request's
   * `Host` for its own name: an attacker's page whose DNS name points to this server (DNS rebinding) then counts as the relay's own,
   * and only `authorize` refuses it. Default: the origin of the request's URL.
   */
  origin?: string | undefined;
  /** Whether clients that send neither `Sec-Fetch-Site` nor `Origin` may call. Default: false. */
  allowNonBrowser?: boolean | undefined;
}

/**
 * Creates a relay between a page and the platform, so that the page needs no token. The page calls `getFunctionLink`,
 * `downloadFunction`, `listEnvironments` and `listFunctions` with `options.relay`. Any server that speaks `Request` and `Response` can serve the returned function.
 *
 * `POST {basePath}/link` and `POST {basePath}/download` take `{ env, functionName, authorizerAppid? }` as `application/json`, only
 * from pages of the relay's own origin. The response to the first is `{ errcode, errmsg, checksum, expiresAt?, url? }`. The
 * response to the second is the package as `application/zip`, with these headers:
 *
 * - `Repr-Digest`: the package's checksum (RFC 9530).
 * - `Content-Length`, where the size is known.
 * - `X-Link-Expires`: when the link expires, where it is known.
 * - `X-Link-Url`, with `revealUrl`: the download address, or for one that is not ASCII, a byte sequence (RFC 9651: Base64 between
 *   colons) of its UTF-8.
 *
 * `POST {basePath}/environments` takes `{ authorizerAppid?, env? }`, and responds with `{ environments }`. `POST {basePath}/functions`
 * takes `{ env, authorizerAppid?, limit?, offset? }`, and responds with one page of the platform, `{ functions, totalCount? }`. `limit` is
 * at least 1 (default: 100) and `offset` at least 0 (default: 0). Each counts in the limits.
 *
 * The relay holds back a package until 256 KiB have arrived or 2 seconds have passed. It verifies a smaller one before the
 * response begins, so that a mismatch is an error response. It streams a larger one while it verifies it, holds back the last
 * chunk until the checksum matched, and breaks the stream on a failure.
 *
 * `POST {basePath}/outcome` takes `{ env, functionName, authorizerAppid?, downloadId }`, with the `X-Download-Id` of the broken
 * response. It calls `authorize` as the download did, and responds with the download's error. The relay client sends it by itself.
 * The relay keeps outcomes in this process's memory, for 60 seconds and 1000 downloads. An unknown one, and that of another
 * caller, is 404.
 *
 * An error response is
 * `{ error: { code, message, advice, retryable, errcode?, errmsg?, rid?, peer?, expected?, actual?, size? } }` with one of these
 * statuses:
 *
 * - 400: `INVALID_ARGUMENT`.
 * - 401, 403, 404, 405, 413, 415, 429: `RELAY_REFUSED`.
 * - 500: an option of the relay is malformed.
 * - 502: the platform's and the storage host's errors.
 * - 503: `RELAY_REFUSED`, where the relay itself fails.
 * - 504: `TIMEOUT`.
 *
 * Throws a TypeError for malformed options, for example without `authorize` or `accessToken`.
 *
 * @example
 * import { createRelay } from "wechat-function-link/relay";
 *
 * const relay = createRelay({
 *   origin: "https://console.example",
 *   authorize: async (request) => (await isOperator(request)) ? { id: "operator" } : null,
 *   accessToken: ({ authorizerAppid, rejectedToken }) => tokenService.get(authorizerAppid, rejectedToken),
 *   audit: (entry) => console.log(JSON.stringify(entry)),
 * });
 * Deno.serve(relay);
 */
export function createRelay(options: RelayOptions): (request: Request) => Promise<Response>;
