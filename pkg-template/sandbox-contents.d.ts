// What a sandbox holds: functions, environments, quotas, merchants.
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

/** Variants of the reply of a list, sound and broken ones: {@link SandboxEnvironment.reply}, {@link SandboxMerchant.environmentsReply}. */
export type SandboxListReply =
  | "text-plain"
  | "no-errcode"
  | "control-characters"
  | "byte-order-mark"
  | "unknown-keys"
  | "busy-twice"
  | "status-503"
  | "slow"
  | "html"
  | "cut-off"
  | "empty"
  | "not-json"
  | "too-large"
  | "deeply-nested"
  | "errcode-string"
  | "errcode-unknown"
  | "status-500"
  | "repeated"
  | "same-page"
  | "empty-page"
  | "short-pages"
  | "fails-later"
  | "run-time"
  | "lone-status-reason"
  | "no-list"
  | "null-list"
  | "no-total"
  | "wrong-total"
  | "low-total"
  | "missing-all"
  | "list-object"
  | "list-text"
  | "row-without-name"
  | "row-null";

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
  /** What a list of functions shows. Default: `Nodejs18.15`. */
  runtime?: string | undefined;
  /** What a list of functions shows, for example `CreateFailed`. Default: `Active`. */
  status?: string | undefined;
  /** What a list of functions shows, where the status is a failure. Default: none. */
  statusReason?: { errcode?: number; errmsg?: string }[] | undefined;
  /** When the function was last uploaded, as `YYYY-MM-DD HH:MM:SS`. It does not change by itself. Default: `addTime`. */
  modTime?: string | undefined;
  /** When the function was made, as `YYYY-MM-DD HH:MM:SS`. Default: `2019-05-16 06:55:53`. */
  addTime?: string | undefined;
}

/** An environment of the sandbox. One that only functions name exists as well, with the defaults. */
export interface SandboxEnvironment {
  env: string;
  /** The name that a list of environments shows for it. Default: its `env`. */
  alias?: string | undefined;
  /** `NORMAL`, `HALTED` or `UNAVAILABLE`; calls succeed with any of them. Default: `NORMAL`. */
  status?: string | undefined;
  /** As `YYYY-MM-DD HH:MM:SS`. Default: `2019-05-16 06:55:53`. */
  createdAt?: string | undefined;
  /** As `YYYY-MM-DD HH:MM:SS`. Default: `createdAt`. */
  updatedAt?: string | undefined;
  /** The id of its package of resources, as a list of environments shows it. Default: `basic`. */
  packageId?: string | undefined;
  /** The name of its package of resources, as a list of environments shows it. Default: `基础版 1`. */
  packageName?: string | undefined;
  /** Whether lists of environments leave it out. Default: false. */
  hidden?: boolean | undefined;
  /** The errcode of the list of its functions. Default: none. */
  errcode?: number | undefined;
  /**
   * A variant of the list of its functions. Those with the name of a {@link SandboxReply} are what that is. The others:
   *
   * Sound pages: `repeated` (a page begins with the last function of the one before, as if a function was added meanwhile), `same-page`
   * (the first page at every offset), `empty-page` (nothing behind the first page, whatever `total_count` says), `short-pages` (at most
   * two functions a page).
   *
   * Sound contents: `run-time` (`run_time` in place of `runtime`), `lone-status-reason` (an object in place of an array), `no-list` and
   * `null-list` (`errcode` 0 without a list), `no-total`, `wrong-total` (7 more than there are) and `low-total` (1).
   *
   * Broken: `fails-later` (errcode 45009 to every page but the first), `missing-all` (neither `errcode` nor a list), `list-object` and
   * `list-text` (a list that is no array), `row-without-name`, `row-null`.
   */
  reply?: SandboxListReply | undefined;
}

/** How often a merchant may call an interface. */
export interface SandboxQuotaRate {
  callCount: number;
  /** The length of the window, in seconds. Windows follow each other without overlap. */
  refreshSeconds: number;
}

/** What a merchant may call of an interface. Refused calls do not count. */
export interface SandboxQuota {
  /** Calls a day, until midnight in China; errcode 45009 beyond it. Default: 1000000. */
  dailyLimit?: number | undefined;
  /** Calls that were made today before the sandbox began to count. Default: 0. */
  used?: number | undefined;
  /** Errcode 45011 beyond it. Default: none. */
  rateLimit?: SandboxQuotaRate | undefined;
  /** The same for calls on behalf of merchants, as all calls of the sandbox are. Default: none. */
  componentRateLimit?: SandboxQuotaRate | undefined;
}

/** The quotas of each interface, by its path. */
export interface SandboxQuotas {
  "/tcb/downloadfunction"?: SandboxQuota | undefined;
  "/tcb/getenvinfo"?: SandboxQuota | undefined;
  "/tcb/listfunctions"?: SandboxQuota | undefined;
  "/cgi-bin/openapi/quota/get"?: SandboxQuota | undefined;
}

/** What a merchant has. */
export interface SandboxMerchant {
  functions?: SandboxFunction[] | undefined;
  /** Default: those that `functions` name. */
  environments?: SandboxEnvironment[] | undefined;
  /** A variant of the list of environments. Variants of pages and totals have no effect. Default: none. */
  environmentsReply?: SandboxListReply | undefined;
  /** Quotas of this merchant, each instead of the sandbox's of the same path. */
  quotas?: SandboxQuotas | undefined;
  /** The errcode of the reply to every call. Default: none. */
  errcode?: number | undefined;
}
