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
  requestsPerMinute?: number;
  /** Requests under way at once, a download until its stream has ended. Default: 8. */
  inFlight?: number;
}

/** One request and what came of it. No text of it holds a line break, a token or an address's query. */
export interface RelayAuditEntry {
  /** When the request came. */
  at: Date;
  /** Who asked: the `id` that `authorize` gave. */
  id?: string;
  env?: string;
  functionName?: string;
  authorizerAppid?: string;
  /** What was asked for; `unknown` where there is no such route. */
  action: "link" | "download" | "unknown";
  /** The response's HTTP status; 499 where the caller left before there was one. */
  status: number;
  /** What went wrong. A download's response may have begun with status 200 before. `ABORTED`: the caller left. */
  code?: FunctionLinkErrorCode | "ABORTED";
  /** The package's SHA-256, from the platform. */
  checksum?: string;
  /** The bytes that were passed on and verified. */
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
  authorize: (request: Request, wish: RelayWish) => { id: string } | null | undefined | Promise<{ id: string } | null | undefined>;
  /** Returns the merchant's `authorizer_access_token`. Its failure is `TOKEN_REJECTED` (502), without its own words. */
  accessToken: TokenProvider;
  /**
   * Called once per request, refused ones too, when it has ended. It is not waited for. Where it throws or rejects, the relay writes one
   * line by `console.error` and goes on: catch what has to be caught. Default: none.
   */
  audit?: (entry: RelayAuditEntry) => unknown;
  /** How much one caller (`authorize`'s `id`) may ask: more is answered by 429 with Retry-After. */
  limits?: RelayLimits;
  /** Whether answers hold the download address, a credential. Default: false. */
  revealUrl?: boolean;
  /** The path that `link` and `download` stand below. Default: `/`. */
  basePath?: string;
  /** The public origin, behind a TLS proxy, for example `https://console.example`. Default: the request's own. */
  origin?: string;
  /** Whether clients that send neither `Sec-Fetch-Site` nor `Origin` may call. Default: false. */
  allowNonBrowser?: boolean;
}

/**
 * A relay between a page and the platform: it holds the token, the page does not. The page calls `getFunctionLink` and
 * `downloadFunction` with `options.relay`.
 *
 * `POST {basePath}/link` and `POST {basePath}/download` take `{ env, functionName, authorizerAppid? }` as
 * `application/json`, from pages of the relay's own origin alone. A link is answered as
 * `{ errcode, errmsg, checksum, expiresAt?, url? }`. A package is streamed as `application/zip` while it is verified, its last
 * chunk held back until the checksum matched (a mismatch breaks the stream), with its digest in `Repr-Digest` (RFC 9530), its length
 * where it is known, its expiry in `X-Link-Expires` and, with `revealUrl`, its address in `X-Link-Url`. A refusal or failure is
 * `{ error: { code, message, advice, retryable, errcode?, errmsg?, rid?, peer? } }`, its status 400 (`INVALID_ARGUMENT`), 401, 403, 404, 405,
 * 413, 415 or 429 (`RELAY_REFUSED`), 500 (an option of the relay is malformed), 502 (the platform's errors), 503 (`RELAY_REFUSED`: the
 * relay itself broke down) or 504 (`TIMEOUT`).
 *
 * Throws a TypeError for malformed options, a missing `authorize` or `accessToken` above all.
 *
 * @example
 * import { createRelay } from "wechat-function-link/relay";
 *
 * const relay = createRelay({
 *   authorize: async (request) => (await isOperator(request)) ? { id: "operator" } : null,
 *   accessToken: ({ authorizerAppid, rejectedToken }) => tokenService.get(authorizerAppid, rejectedToken),
 *   audit: (entry) => console.log(JSON.stringify(entry)),
 * });
 * Deno.serve(relay);
 */
export function createRelay(options: RelayOptions): (request: Request) => Promise<Response>;
