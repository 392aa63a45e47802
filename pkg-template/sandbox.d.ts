import type { Response } from "./web.d.ts";

/** How a reply can be written, as the platform sometimes does or as it must not: {@link SandboxFunction.reply}. */
export type SandboxReply =
  | "text-plain"
  | "no-errcode"
  | "control-characters"
  | "byte-order-mark"
  | "escaped-slashes"
  | "upper-case-checksum"
  | "unknown-keys"
  | "unsigned-times"
  | "busy-twice"
  | "status-503"
  | "slow"
  | "html"
  | "cut-off"
  | "empty"
  | "not-json"
  | "illegal-escape"
  | "too-large"
  | "deeply-nested"
  | "missing-url"
  | "missing-checksum"
  | "missing-all"
  | "short-checksum"
  | "odd-checksum"
  | "relative-url"
  | "errcode-string"
  | "errcode-too-large"
  | "errcode-unknown"
  | "redirect"
  | "status-500"
  | "status-412";

/** What a download can show instead of the package, or on the way to it: {@link SandboxFunction.download}. */
export type SandboxFault =
  | "corrupt"
  | "shortened"
  | "expired"
  | "not-found"
  | "redirect-elsewhere"
  | "gzip"
  | "busy"
  | "redirect"
  | "truncated"
  | "slow";

/** What a package can show when it is inspected, compared or unpacked: {@link SandboxFunction.contents}. */
export type SandboxContents =
  | "tidy"
  | "rezipped"
  | "edited"
  | "nested-folder"
  | "no-entry"
  | "cloud-dependencies"
  | "node-modules"
  | "gbk-names"
  | "bomb"
  | "slip";

/** A cloud function of the sandbox. */
export interface SandboxFunction {
  env: string;
  functionName: string;
  /** The package's files, text or bytes by path. Default: an `index.js` and a `package.json`. */
  files?: Record<string, string | Uint8Array> | undefined;
  /** The package's bytes themselves, instead of `files`. */
  package?: Uint8Array | undefined;
  /**
   * A package that shows something when it is inspected, compared or unpacked, instead of `files`.
   *
   * Sound: `tidy` (nothing to find), `rezipped` (the same contents in another order, with other dates, stored: another checksum and the
   * same `contentDigest`), `edited` (one file of `tidy` changed), `nested-folder` (everything inside one folder), `no-entry` (no
   * `index.js`), `cloud-dependencies` (declared, and no `node_modules`), `node-modules` (the same with what it needs), `gbk-names` (names
   * in GBK without the UTF-8 flag).
   *
   * Not to be unpacked: `bomb` (4 MiB of zeros in 4 KB) and `slip` (a file at `../outside.js`).
   */
  contents?: SandboxContents | undefined;
  /** Answers this errcode instead of a link. */
  errcode?: number | undefined;
  /**
   * Writes the reply as the platform sometimes does, or as it must not, for example `control-characters` or `html`. Sound in
   * the end are `busy-twice` (errcode -1 to the function's first two calls), `status-503` (HTTP 503 with `Retry-After: 0` to its
   * first) and `slow` (after 300 ms, or rejected at once with the reason of the request's signal).
   */
  reply?: SandboxReply | undefined;
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
  download?: SandboxFault | undefined;
}

/** What a sandbox is made from. */
export interface SandboxOptions {
  /**
   * The functions that exist. Default: `login`, `pay` and a name with spaces and Chinese in environment `test-777bb9`, and one
   * function for every errcode, reply, download fault and kind of contents in the environments `errcode`, `reply`, `download` and `package`.
   */
  functions?: SandboxFunction[] | undefined;
  /** The tokens that are known; any other is answered 40014. Default: `sandbox-access-token` and `sandbox-expired-token`. */
  accessTokens?: Record<string, "valid" | "expired"> | undefined;
  /** Seconds that a link lives. Default: 10060, as in the platform's sample. */
  linkLifetimeSeconds?: number | undefined;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  now?: (() => number) | undefined;
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
 * Throws a TypeError for a name that it does not know, of an option, of a function's property, of contents, a reply, a fault or a token's state: the
 * message lists those that it knows. What is put into `functions` and `accessTokens` later is checked when it is asked for, and `fetch`
 * rejects with that TypeError.
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
