import type { Response } from "./web.d.ts";

/** Variants of the API reply, sound and broken ones: {@link SandboxFunction.reply}. */
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

/** Faults of a download: {@link SandboxFunction.download}. */
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
  /** The package's bytes, instead of `files`. */
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
  /** The errcode of the API reply, instead of a link. Default: none. */
  errcode?: number | undefined;
  /**
   * A variant of the API reply: one that the platform sends at times, for example `control-characters`, or a broken one, for example
   * `html`. With three variants a call succeeds in the end: `busy-twice` (errcode -1 to the function's first two calls),
   * `status-503` (HTTP 503 with `Retry-After: 0` to its first) and `slow` (after 300 ms; `fetch` rejects at once with the reason of
   * the request's signal).
   */
  reply?: SandboxReply | undefined;
  /**
   * A fault of the download.
   *
   * The download fails: `corrupt` (one bit flipped), `shortened` (the last byte is missing), `expired` (403), `not-found` (404),
   * `redirect-elsewhere` (302 to a host that is not the platform's), `gzip` (`Content-Encoding: gzip` without a request for it).
   *
   * The download succeeds in the end: `busy` (503 SlowDown with `Retry-After: 1` to each link's first request), `redirect` (302 to
   * the same address for the first), `truncated` (the first response declares the full length and breaks off in the middle), `slow`
   * (eight chunks, 50 ms before each, until the stream is cancelled or the request's signal aborts).
   */
  download?: SandboxFault | undefined;
}

/** Options of a sandbox. */
export interface SandboxOptions {
  /**
   * The functions that exist. Default: `login`, `pay` and a name with spaces and Chinese in environment `test-777bb9`, and one
   * function for every errcode, reply, download fault and kind of contents in the environments `errcode`, `reply`, `download` and `package`.
   */
  functions?: SandboxFunction[] | undefined;
  /** The known tokens: any other gets errcode 40014. Default: `sandbox-access-token` and `sandbox-expired-token`. */
  accessTokens?: Record<string, "valid" | "expired"> | undefined;
  /** How long a link is valid, in seconds. Default: 10060, as in the platform's sample. */
  linkLifetimeSeconds?: number | undefined;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  now?: (() => number) | undefined;
}

/** The platform and its storage host in this process. */
export interface Sandbox {
  /**
   * The documented endpoint (any URL whose path ends in `/tcb/downloadfunction`) and the storage host (any other URL). Use it as
   * `options.fetch`, or as a server's handler, for example `Deno.serve(sandbox.fetch)`: behind a loopback server, links point to
   * that server. The storage host supports `Range` and `If-Range` with 206 and 416, and sends an `ETag`. `fetch` rejects when
   * `signal` aborts, also during a slow response.
   */
  fetch: (input: any, init?: any) => Promise<Response>;
  /** The functions that exist. Changes take effect at once. */
  functions: SandboxFunction[];
  /** The known tokens. Changes take effect at once. */
  accessTokens: Record<string, "valid" | "expired">;
}

/**
 * Creates a sandbox: the documented platform without any network access.
 *
 * Throws a TypeError for an unknown name of an option, a function's property, contents, a reply, a fault or a token's state. The
 * message lists the known names. `fetch` checks later changes of `functions` and `accessTokens`, and rejects with the same TypeError.
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
