import type { Response } from "./web.d.ts";

/** A cloud function of the sandbox. */
export interface SandboxFunction {
  env: string;
  functionName: string;
  /** The package's files, text or bytes by path. Default: an `index.js` and a `package.json`. */
  files?: Record<string, string | Uint8Array>;
  /** The package's bytes themselves, instead of `files`. */
  package?: Uint8Array;
  /** Answers this errcode instead of a link. */
  errcode?: number;
  /**
   * Writes the reply as the platform sometimes does, or as it must not, for example `control-characters` or `html`. Sound in
   * the end are `busy-twice` (errcode -1 to the function's first two calls), `status-503` (HTTP 503 with `Retry-After: 0` to its
   * first) and `slow` (after 300 ms, or rejected at once with the reason of the request's signal).
   */
  reply?: string;
  /**
   * Shows a fault when the package is downloaded.
   *
   * Never the package: `corrupt` (one bit flipped), `shortened` (its last byte missing), `expired` (403), `not-found` (404),
   * `redirect-elsewhere` (302 to a host that is none of the platform's), `gzip` (an unasked `Content-Encoding: gzip`).
   *
   * The package in the end: `busy` (503 SlowDown with `Retry-After: 1` to each link's first request), `redirect` (302 to the same
   * address on the first), `truncated` (the first declares the full length and breaks off in the middle), `slow` (in eight
   * chunks, 50 ms before each, until the stream is cancelled or the request's signal aborts).
   */
  download?: string;
}

/** What a sandbox is made from. */
export interface SandboxOptions {
  /**
   * The functions that exist. Default: `login`, `pay` and a name with spaces and Chinese in environment `test-777bb9`, and one
   * function for every errcode, reply and download fault in the environments `errcode`, `reply` and `download`.
   */
  functions?: SandboxFunction[];
  /** The tokens that are known; any other is answered 40014. Default: `sandbox-access-token` and `sandbox-expired-token`. */
  accessTokens?: Record<string, "valid" | "expired">;
  /** Seconds that a link lives. Default: 10060, as in the platform's sample. */
  linkLifetimeSeconds?: number;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  now?: () => number;
}

/** A platform on your desk. */
export interface Sandbox {
  /**
   * The documented endpoint (any URL whose path ends in `/tcb/downloadfunction`) and the storage host (any other URL).
   * Usable as `options.fetch` and as a server's handler, for example `Deno.serve(sandbox.fetch)`: behind a loopback server
   * links point to that server. The storage host answers `Range` (with `If-Range`) by 206 or 416 and names the package by
   * `ETag`. An aborted `signal` is honoured, while an answer is slow as well.
   */
  fetch: (input: any, init?: any) => Promise<Response>;
  /** The functions that exist; changes count at once. */
  functions: SandboxFunction[];
  /** The tokens that are known; changes count at once. */
  accessTokens: Record<string, "valid" | "expired">;
}

/**
 * Makes a sandbox. Nothing of it reaches the network.
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
