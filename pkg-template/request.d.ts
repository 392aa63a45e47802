import type { PackageReport } from "./package.d.ts";
import type { AbortSignal, Blob, ReadableStream, Response, URL, WritableStream } from "./web.d.ts";

/** The values of `FunctionLinkError.code`. docs/errors.md lists when each is used and what to do. */
export type FunctionLinkErrorCode = /* every code of the catalogue */ string;

/** The argument of a token provider. */
export interface TokenRequest {
  /** The merchant whose token is needed: the call's `authorizerAppid`. Undefined where the call has none. */
  authorizerAppid?: string | undefined;
  /** The token that the platform refused (40001, 40014, 42001): return another one. Undefined for the first token. */
  rejectedToken?: string | undefined;
  /** Aborts once no call waits for the token. */
  signal: AbortSignal;
}

/**
 * Returns a merchant's `authorizer_access_token`.
 *
 * Keep one function for all calls and pass `authorizerAppid`: the package remembers tokens per function and appid, for at most two
 * hours and at most 10,000 merchants a function (the least recently used go first). Calls that need a token at the same time share
 * one request.
 *
 * Where the function fails, or returns anything but a non-empty string, every waiting call rejects with `TOKEN_REJECTED` and its
 * error as `cause`. The failure is not remembered. Where its promise does not settle, each call rejects with its own `TIMEOUT`.
 */
export type TokenProvider = (request: TokenRequest) => string | Promise<string>;

/** A cloud function of a merchant, and the token for it. */
export interface FunctionLinkRequest {
  /**
   * The merchant's `authorizer_access_token`, or a function that returns it. The package sends it in the request's URL, as the
   * platform requires, and never from a browser (`SERVER_SIDE_ONLY`).
   */
  accessToken: string | TokenProvider;
  /** The environment id, for example `test-777bb9`. Not empty, no control characters. The platform checks the rest. */
  env: string;
  /** The cloud function's name, for example `login`. Not empty, no control characters. The platform checks the rest. */
  functionName: string;
  /** The merchant's appid, at most 64 bytes. Without it, no token of a provider is remembered between calls. */
  authorizerAppid?: string | undefined;
}

/** A cloud function of a merchant, through a relay, which holds the token. */
export type RelayedRequest = Omit<FunctionLinkRequest, "accessToken"> & { accessToken?: undefined };

/** Options of a call. */
export interface CallOptions {
  /** The address of the platform's API: https, or http on a loopback host. Default: `https://api.weixin.qq.com`. */
  baseUrl?: string | undefined;
  /**
   * Replaces `globalThis.fetch`, for example by one for an outbound proxy or by a sandbox. The package copies the chunks of its
   * bodies before it hashes and writes them.
   */
  fetch?: ((input: string, init?: any) => Promise<any>) | undefined;
  /** Cancels the call: it rejects with `signal.reason` at once, as `fetch` does. */
  signal?: AbortSignal | undefined;
  /**
   * Other hosts of the platform, which attempts take in turn after a connection failure. Default: none. The platform documents
   * `https://api2.weixin.qq.com` and others for its API in general, but not for this interface.
   */
  fallbackBaseUrls?: string[] | undefined;
  /** The longest time of the whole call, in milliseconds. Default: 30000 for a link, 600000 for a download. */
  timeoutMs?: number | undefined;
  /**
   * The longest time of one attempt, in milliseconds: to the end of a link's reply, or to the headers of a download. Default: 10000.
   * At most 64 link requests are sent at once. The wait for a place among them does not count.
   */
  attemptTimeoutMs?: number | undefined;
  /**
   * The address of a relay (`wechat-function-link/relay`), without its routes. It is absolute or relative to the page, and https or
   * of the page's own origin. Outside a page, http on a loopback host is allowed, too.
   *
   * A relay replaces `accessToken`, in a browser and elsewhere: the call goes to the relay, and the relay calls the platform. The
   * call still verifies the bytes itself. `baseUrl`, `fallbackBaseUrls` and `allowedHosts` have no effect with a relay, and
   * `attemptTimeoutMs` is 30000 by default, since one attempt contains the relay's attempts.
   */
  relay?: string | URL | undefined;
  /**
   * The largest number of attempts, for the link and for the download each. Default: 3. The wait between two is an exponential
   * back-off with full jitter (200 ms at first, 5 s at most), and at least `Retry-After`. Progress of a download starts its count
   * anew. The retry with a new token does not count.
   */
  maxAttempts?: number | undefined;
  /**
   * Called when the call begins, and when it ends or fails. If it throws, or its promise rejects, the call rejects with
   * `CALLBACK_FAILED` and that error as `cause`. A call that has failed keeps its own error. The call does not wait for its promise.
   */
  onEvent?: ((event: OperationEvent) => void) | undefined;
}

/** What is known of an operation. No fact is a token, an address or a signature. */
export interface OperationFacts {
  env?: string;
  functionName?: string;
  authorizerAppid?: string;
  /** The platform's path, for example `/tcb/downloadfunction`. Through a relay, the relay's route. */
  path?: string;
  /** The number of requests sent: of a download, for the package. */
  attempt?: number;
  /** The last response's HTTP status. */
  status?: number;
  /** The platform's errcode, where it is the reason of a failure. */
  errcode?: number;
  /** The id of the failed request, which WeChat's support asks for. */
  rid?: string;
  /** The failure's code. Absent where the call rejects with the caller's own reason, as after an abort. */
  code?: FunctionLinkErrorCode;
  /** The package's size. Of a failed download, the number of bytes that arrived, where the error has it. */
  bytes?: number;
  /** The operation's time, in milliseconds. */
  milliseconds?: number;
}

/**
 * The event of {@link CallOptions.onEvent}. An operation has one `start`, and then one `end` or `error`. `start` has the names of what the
 * operation concerns (`env`, `functionName`, `authorizerAppid`) and `path`, the others have the other facts as well.
 *
 * Node, Deno and Bun publish the same facts on the channels `tracing:wechat-function-link:{operation}:{start|end|asyncStart|asyncEnd|error}`
 * of `node:diagnostics_channel`: docs/diagnostics.md.
 */
export type OperationEvent = OperationFacts & {
  type: "start" | "end" | "error";
  operation: "link" | "download" | "list" | "job";
};

/** The documented reply of a successful call. */
export interface FunctionLink {
  /** Always 0: other errcodes reject. */
  errcode: 0;
  /** The platform's errmsg; `"ok"` where it sent none. */
  errmsg: string;
  /** The download address. It is a credential until it expires: do not log its query. */
  url: string;
  /** The package's SHA-256: 64 lower-case hexadecimal digits. */
  checksum: string;
  /** When the address expires, where its signature holds the time. */
  expiresAt?: Date;
}

/** A function's link through a relay. */
export interface RelayedLink extends Omit<FunctionLink, "url"> {
  /** The download address, where the relay reveals it (`revealUrl`). */
  url?: string;
}

/**
 * The engine that computes SHA-256. All engines give the same result.
 *
 * - `"wasm"`: the package's WebAssembly module, the same in every runtime.
 * - `"host"`: the runtime's native engine. Node, Deno and Bun have `createHash`, other runtimes `crypto.subtle`, which takes
 *   whole buffers only.
 * - `"auto"`: the faster of both. With `createHash`, the native engine hashes buffers and streams of more than 1 KiB, once the
 *   process has hashed 8 MiB (loading it takes time). With only `crypto.subtle`, it hashes buffers from 4 KiB to 256 MiB, or to
 *   8 MiB with `onProgress`. `crypto.subtle` copies the buffer.
 */
export type ChecksumEngine = "auto" | "wasm" | "host";

/** Options of a download. */
export interface DownloadOptions extends CallOptions {
  /**
   * The stream to write the package to, instead of memory. The call locks it, closes it after the checksum matched, and aborts it
   * on any failure, also one before the first request. Written bytes cannot be taken back: do not use them before the call has
   * resolved.
   *
   * The call writes exactly the bytes that it hashed: it copies each chunk first, unless the chunk comes from the runtime's own
   * `fetch`.
   */
  to?: WritableStream<Uint8Array> | undefined;
  /** The largest package that the call accepts, in bytes. Default: 268435456 (256 MiB). */
  maxBytes?: number | undefined;
  /** Milliseconds without a byte after which an attempt ends. Default: 15000. Waiting for `to` does not count. */
  idleTimeoutMs?: number | undefined;
  /**
   * Hosts that packages may come from, by https on the default port: names, or `*.` and a domain. Default: `*.myqcloud.com`
   * and `*.tencentcos.cn`. The default includes the origin of a loopback `baseUrl`. A loopback host in the list may use http and
   * any port. A name may be in any script: `*.例子.example` allows `a.xn--fsqu00a.example`.
   */
  allowedHosts?: string[] | undefined;
  /** The engine that hashes. Default: `"auto"`. `INVALID_ARGUMENT` for `"host"` in a runtime without `createHash`. */
  engine?: ChecksumEngine | undefined;
  /**
   * Called when the package's bytes begin to arrive, and again when they start over. If it throws, or its promise rejects, the
   * call rejects with `CALLBACK_FAILED` and that error as `cause`. The call does not wait for its promise.
   */
  onStart?: ((event: StartEvent) => void) | undefined;
  /**
   * Called after each chunk. If it throws, or its promise rejects, the call rejects with `CALLBACK_FAILED` and that error as
   * `cause`. The call does not wait for its promise.
   */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
  /**
   * Whether the result has a report of what is inside the package, as `inspection`: that of `inspectPackage`. Default: false. A finding
   * never fails a download.
   */
  inspect?: boolean | undefined;
}

/** The event of {@link DownloadOptions.onStart}. */
export interface StartEvent {
  /** The package's link. A relay may withhold its `url`. */
  link: RelayedLink;
  /** The total number of bytes, where it is known. */
  totalBytes?: number;
}

/** Bytes that own their memory. Since TypeScript 5.7 it is `Uint8Array<ArrayBuffer>`, which `Blob` and `crypto.subtle` take. */
type OwnBytes = ReturnType<Uint8Array["slice"]>;

/** A verified package: its SHA-256 matches the platform's checksum. */
export interface FunctionDownload<Link = FunctionLink> {
  /** The link that the package came from: the new one where the first had expired. */
  link: Link;
  /** The package's size in bytes. */
  size: number;
  /** The package's SHA-256, equal to the platform's checksum: 64 lower-case hexadecimal digits. */
  checksum: string;
  /** The package's bytes, without `to`. */
  bytes?: OwnBytes;
  /** What is inside the package, with `inspect: true`. */
  inspection?: PackageReport;
}

/** A verified package in memory: what `downloadFunction` resolves to without `to`. */
export interface FunctionBytes<Link = FunctionLink> extends FunctionDownload<Link> {
  /** The whole package, in a buffer of exactly `size` bytes. */
  bytes: OwnBytes;
}

/** The event of `onProgress`. */
export interface ProgressEvent {
  /** The number of bytes so far. The last event has the final count. */
  transferredBytes: number;
  /** The total number of bytes, where it is known. */
  totalBytes?: number;
}

/** Bytes to verify. A source is read in chunks, in constant memory. */
export type ChecksumSource =
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | ReadableStream<Uint8Array>
  | Response
  | AsyncIterable<Uint8Array>;

/** Options of `verifyChecksum`: engine, cancellation and progress. */
export interface VerifyOptions {
  /** The engine that hashes. Default: `"auto"`. `INVALID_ARGUMENT` for `"host"` where the runtime has none for the source. */
  engine?: ChecksumEngine | undefined;
  /** Cancels the call: it rejects with `signal.reason` at once and cancels an unfinished stream. */
  signal?: AbortSignal | undefined;
  /**
   * Called after each chunk, and every 8 MiB of a larger one. If it throws, or its promise rejects, the call rejects with
   * `CALLBACK_FAILED` and that error as `cause`. The call does not wait for its promise.
   */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
}

/** The languages that errors and errcodes are described in. */
export type Language = "en" | "zh-CN";

/** Options of `explainErrcode` and `describeError`. */
export interface LanguageOptions {
  /** The language of the texts. Anything but `"en"` and `"zh-CN"` is `INVALID_ARGUMENT`. Default: `"en"`. */
  language?: Language | undefined;
}

/** A description of an error for people, in their language. */
export interface ErrorDescription {
  /** A heading for the error's code. */
  title: string;
  /** What happened, and to which environment and function. In English, the error's own `message`. */
  message: string;
  /** What to do next. In English, the error's own `advice`. */
  advice: string;
}

/**
 * The peer that a failure concerns: WeChat's API at `baseUrl`, the storage host of the platform's link, or the relay at
 * `options.relay`.
 */
export type Peer = "platform" | "storage" | "relay";

/** A storage host's error: `Code` and `RequestId` of Tencent COS, from its XML or `x-cos-request-id`. */
export interface StorageFault {
  /** For example `AccessDenied`, `SignatureDoesNotMatch`, `RequestTimeTooSkewed` or `NoSuchKey`. */
  readonly code?: string;
  /** The request's id, which Tencent Cloud's support asks for. */
  readonly requestId?: string;
}
