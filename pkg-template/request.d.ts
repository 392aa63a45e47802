import type { AbortSignal, URL } from "./web.d.ts";

/** What a token provider is called with. */
export interface TokenRequest {
  /** The merchant's appid, as the call gave it. */
  authorizerAppid?: string | undefined;
  /** The token that the platform refused (40001, 40014, 42001); undefined on first need. Return another one. */
  rejectedToken?: string | undefined;
  /** Aborts when no call waits for the token any more. */
  signal: AbortSignal;
}

/**
 * Returns a merchant's `authorizer_access_token`. Keep one function for all calls and pass `authorizerAppid`: a token is
 * remembered per function and appid, for two hours at most, and of one function for 10,000 merchants at most (the least recently used
 * go first). One request to it runs at a time, however many calls wait. Where it fails or returns anything but a non-empty string,
 * every waiting call rejects with `TOKEN_REJECTED` (its own error as `cause`), and nothing is remembered; where its promise does not
 * resolve, each call ends by its own `TIMEOUT`.
 */
export type TokenProvider = (request: TokenRequest) => string | Promise<string>;

/** Which function of which merchant. */
export interface FunctionLinkRequest {
  /**
   * The merchant's `authorizer_access_token`, or a function that returns it. It travels in the request's URL, never in its
   * body, and never from a browser.
   */
  accessToken: string | TokenProvider;
  /** The environment id, for example `test-777bb9`. Not empty, no control characters; the platform knows its own grammar. */
  env: string;
  /** The cloud function's name, for example `login`. Not empty, no control characters. */
  functionName: string;
  /** The merchant's appid, 64 bytes at most. Without it no token of a provider is remembered between calls. */
  authorizerAppid?: string | undefined;
}

/** Which function of which merchant, asked for through a relay: the relay holds the token. */
export type RelayedRequest = Omit<FunctionLinkRequest, "accessToken"> & { accessToken?: undefined };

/** What a call takes beside its request. */
export interface CallOptions {
  /** Where the interface is asked: https, or http on a loopback host. Default: `https://api.weixin.qq.com`. */
  baseUrl?: string | undefined;
  /**
   * Replaces `globalThis.fetch`, for example to go through an outbound proxy or to ask a sandbox. The chunks of its bodies are copied
   * before they are hashed and written.
   */
  fetch?: ((input: string, init?: any) => Promise<any>) | undefined;
  /** Cancels the call: it rejects with `signal.reason` at once, as `fetch` does. */
  signal?: AbortSignal | undefined;
  /**
   * Other hosts of the platform, asked in turn after a connection failure. Default: none. The platform documents
   * `https://api2.weixin.qq.com` and others for its API in general; that they serve this interface is not proved.
   */
  fallbackBaseUrls?: string[] | undefined;
  /** Milliseconds that the whole call may take. Default: 30000 for a link, 600000 for a download. */
  timeoutMs?: number | undefined;
  /**
   * Milliseconds that one attempt may take: to the end of a link's reply, to the headers of a download. Default: 10000.
   * Waiting for one of this package's 64 places on the wire does not count.
   */
  attemptTimeoutMs?: number | undefined;
  /**
   * The address of a relay (`wechat-function-link/relay`), below which its routes lie: absolute, or relative to the page; https, or
   * of the page's own origin (without a page: http on a loopback host, too). It takes `accessToken`'s place, in a browser and anywhere:
   * the call asks the relay, which asks the platform, and the bytes are verified here all the same. `baseUrl`, `fallbackBaseUrls` and
   * `allowedHosts` have no effect then, and `attemptTimeoutMs` is 30000 by default, since it contains the relay's own attempts.
   */
  relay?: string | URL | undefined;
  /**
   * How many attempts there may be, for the link and for the download each. Default: 3. Between them there is an exponential
   * back-off with full jitter (200 ms at first, 5 s at most), or what `Retry-After` says. Progress on a download starts its
   * count anew; the one retry after a token's refresh does not count.
   */
  maxAttempts?: number | undefined;
}

/** The documented reply of a successful call. */
export interface FunctionLink {
  /** Always 0. */
  errcode: 0;
  /** The platform's words, `"ok"` where it sent none. */
  errmsg: string;
  /** The download address. It is a credential for as long as it lives: do not log its query. */
  url: string;
  /** SHA-256 of the package's bytes: 64 lower-case hexadecimal digits. */
  checksum: string;
  /** When the address stops working, where its signature says so. */
  expiresAt?: Date;
}

/** A link that came through a relay. */
export interface RelayedLink extends Omit<FunctionLink, "url"> {
  /** The download address, where the relay reveals it (`revealUrl`). */
  url?: string;
}
