import type { CallOptions, TokenProvider } from "./index.js";

/** What a caller of the relay wants. */
export interface RelayWish {
  env: string;
  functionName: string;
  authorizerAppid?: string;
}

/** How a relay is set up. `audit` and `limits` are not supported by this version yet: they are refused. */
export interface RelayOptions extends CallOptions {
  /** Resolves to `{ id }` to allow; anything else, an empty id or a failure included, refuses by 401 or 403. */
  authorize: (request: Request, wish: RelayWish) => { id: string } | null | undefined | Promise<{ id: string } | null | undefined>;
  /** Returns the merchant's `authorizer_access_token`. Its failure is `TOKEN_REJECTED` (502), without its own words. */
  accessToken: TokenProvider;
  /** Whether a link's answer holds its `url`. Default: false. */
  revealUrl?: boolean;
  /** The path that `link` and `download` stand below. Default: `/`. */
  basePath?: string;
  /** The public origin, behind a TLS proxy, for example `https://console.example`. Default: the request's own. */
  origin?: string;
  /** Whether clients that send neither `Sec-Fetch-Site` nor `Origin` may call. Default: false. */
  allowNonBrowser?: boolean;
  /** Hosts that packages may come from. Default: `*.myqcloud.com` and `*.tencentcos.cn`. */
  allowedHosts?: string[];
}

/**
 * A relay between a page and the platform: it holds the token, the page does not.
 *
 * `POST {basePath}/link` and `POST {basePath}/download` take `{ env, functionName, authorizerAppid? }` as
 * `application/json`, from pages of the relay's own origin alone. A link is answered as
 * `{ errcode, errmsg, checksum, expiresAt?, url? }`; a package is streamed while it is verified, its last piece held back
 * until the checksum matched, its digest in `Repr-Digest` (RFC 9530). A refusal or failure is
 * `{ error: { code, message, advice, retryable, errcode?, errmsg?, rid? } }` with a fitting status.
 *
 * Throws a TypeError without `authorize` or `accessToken`.
 */
export function createRelay(options: RelayOptions): (request: Request) => Promise<Response>;
