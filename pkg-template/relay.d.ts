import type { DownloadOptions, FunctionLinkErrorCode, TokenProvider } from "./index.js";
import type { Request, Response } from "./web.d.ts";

/** What a caller of the relay wants. */
export interface RelayWish {
  env: string;
  functionName: string;
  authorizerAppid?: string;
}

/** How much one caller may ask, counted in this process's memory. `Infinity` is no limit. */
export interface RelayLimits {
  /** Requests within any 60 seconds. Default: 60. */
  requestsPerMinute?: number | undefined;
  /** Requests under way at once, a download until its stream has ended. Default: 8. */
  inFlight?: number | undefined;
}

/** One request and what came of it: one entry for each, whatever throws on the way. No text of it holds a line break, a token or an address's query. */
export interface RelayAuditEntry {
  /** When the request came. */
  at: Date;
  /** Who asked: the `id` that `authorize` gave. */
  id?: string;
  env?: string;
  functionName?: string;
  authorizerAppid?: string;
  /** What was asked for; `unknown` where there is no such route. `outcome`: why a download broke off. */
  action: "link" | "download" | "outcome" | "unknown";
  /** The response's HTTP status; 499 where the caller left before there was one. */
  status: number;
  /**
   * What went wrong. The response of a download that is larger than what the relay holds back has begun with status 200 before.
   * `ABORTED`: the caller left.
   */
  code?: FunctionLinkErrorCode | "ABORTED";
  /** The platform's errcode, where it is the reason. */
  errcode?: number;
  /** The platform's rid. */
  rid?: string;
  /** The package's SHA-256, from the platform. */
  checksum?: string;
  /** The same, where the package did not match it. */
  expected?: string;
  /** The SHA-256 of what arrived, where that did not match. */
  actual?: string;
  /** The package's size in bytes: as verified, or as it arrived where it did not match. */
  size?: number;
}

/**
 * How a relay is set up. The options of a download are those of its calls to the platform. All are read once, by `createRelay`; its
 * functions run in the async context of the request that they are called for.
 */
export interface RelayOptions extends Omit<DownloadOptions, "to" | "signal" | "onStart" | "onProgress" | "relay"> {
  /**
   * Resolves to `{ id }` to allow. Anything else refuses: by 401 where it is `null` or `undefined`, fails or takes more than 10 seconds;
   * by 403 otherwise, an empty id included. Nothing goes to the platform before.
   */
  authorize: (
    request: Request,
    wish: RelayWish,
  ) => { id: string } | null | undefined | Promise<{ id: string } | null | undefined>;
  /** Returns the merchant's `authorizer_access_token`. Its failure is `TOKEN_REJECTED` (502), without its own words. */
  accessToken: TokenProvider;
  /**
   * Called once per request, refused ones too, when it has ended. It is not waited for. Where it throws or rejects, the relay writes one
   * line by `console.error` and goes on: catch what has to be caught. Default: none.
   */
  audit?: ((entry: RelayAuditEntry) => unknown) | undefined;
  /** How much one caller (`authorize`'s `id`) may ask: more is answered by 429 with Retry-After. */
  limits?: RelayLimits | undefined;
  /**
   * Whether answers hold the download address, a credential. A package's holds one of at most 8 KiB, a link's any. Default: false.
   */
  revealUrl?: boolean | undefined;
  /** The path that `link` and `download` stand below. Default: `/`. */
  basePath?: string | undefined;
  /**
   * The origin that browsers show for the page, for example `https://console.example`. Name it always. Without it the relay takes the
   * Host that it is asked by for its own name: a page of any DNS name that is made to lead to this server (DNS rebinding) is then one of
   * the relay's own pages, and only `authorize` keeps it out. Default: the request's own.
   */
  origin?: string | undefined;
  /** Whether clients that send neither `Sec-Fetch-Site` nor `Origin` may call. Default: false. */
  allowNonBrowser?: boolean | undefined;
}

/**
 * A relay between a page and the platform: it holds the token, the page does not. The page calls `getFunctionLink` and
 * `downloadFunction` with `options.relay`.
 *
 * `POST {basePath}/link` and `POST {basePath}/download` take `{ env, functionName, authorizerAppid? }` as
 * `application/json`, from pages of the relay's own origin alone. A link is answered as
 * `{ errcode, errmsg, checksum, expiresAt?, url? }`. A package is answered as `application/zip`, with its digest in `Repr-Digest`
 * (RFC 9530), its length where it is known, its expiry in `X-Link-Expires` and, with `revealUrl`, its address in `X-Link-Url`: as it is
 * where it is ASCII, otherwise its UTF-8 as a byte sequence (RFC 9651: Base64 between colons).
 *
 * A package of up to 256 KiB is held back until it is verified: one that does not match is an error like any other. So is a larger one
 * until 256 KiB have arrived or 2 seconds have passed; then it is streamed while it is verified, its last chunk held back until the
 * checksum matched, and a failure breaks the stream. `POST {basePath}/outcome` answers why: it takes
 * `{ env, functionName, authorizerAppid?, downloadId }` with the `X-Download-Id` of the response that broke, asks `authorize` as the
 * download did, and is answered by the error that the download would have been. The relay's client asks by itself. Outcomes are kept in
 * this process's memory, for 60 seconds and 1000 downloads; 404 is one that is not known (or another caller's).
 *
 * A refusal or failure is
 * `{ error: { code, message, advice, retryable, errcode?, errmsg?, rid?, peer?, expected?, actual?, size? } }`, its status 400
 * (`INVALID_ARGUMENT`), 401, 403, 404, 405, 413, 415 or 429 (`RELAY_REFUSED`), 500 (an option of the relay is malformed), 502 (the
 * platform's errors), 503 (`RELAY_REFUSED`: the relay itself broke down) or 504 (`TIMEOUT`).
 *
 * Throws a TypeError for malformed options, a missing `authorize` or `accessToken` above all.
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
