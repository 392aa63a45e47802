import type { CallOptions, FunctionLink, FunctionLinkRequest, RelayedLink, RelayedRequest } from "./request.d.ts";
import type { AbortSignal, Blob, ReadableStream, Response, URL, WritableStream } from "./web.d.ts";

export type {
  CallOptions,
  FunctionLink,
  FunctionLinkRequest,
  RelayedLink,
  RelayedRequest,
  TokenProvider,
  TokenRequest,
} from "./request.d.ts";

/** What {@link FunctionLinkError.code} can be. The table in docs/errors.md says when each is used and what to do. */
export type FunctionLinkErrorCode = /* every code of the catalogue */ string;

/** Bytes to verify. A source is read in chunks, with constant memory. */
export type ChecksumSource =
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | ReadableStream<Uint8Array>
  | Response
  | AsyncIterable<Uint8Array>;

/**
 * What hashes. `"wasm"` is the module's own SHA-256, which is the same everywhere; `"host"` is the runtime's: `createHash` of
 * Node, Deno and Bun, or `crypto.subtle`, which takes whole buffers only. `"auto"` is the runtime's where that is faster: for
 * buffers and streams of more than 1 KiB where there is `createHash` (from 8 MiB in all on, as loading it takes time), for
 * buffers from 4 KiB to 256 MiB where there is only `crypto.subtle` (up to 8 MiB where `onProgress` is given; it copies what it
 * hashes). The verdict is the same by each.
 */
export type ChecksumEngine = "auto" | "wasm" | "host";

/** What a download takes beside its request. */
export interface DownloadOptions extends CallOptions {
  /**
   * Where the bytes go, instead of into memory. Locked from the call on, closed only after the checksum matched, and aborted
   * otherwise, also where the call is refused before anything is sent. What was written to it cannot be taken back: do not use it
   * before the call has resolved.
   *
   * What is hashed is what is written: a chunk is copied first, unless it comes from the runtime's own `fetch`.
   */
  to?: WritableStream<Uint8Array> | undefined;
  /** The largest package that is taken, in bytes. Default: 268435456 (256 MiB). */
  maxBytes?: number | undefined;
  /** Milliseconds without a byte after which a request is given up. Default: 15000. Waiting for `to` does not count. */
  idleTimeoutMs?: number | undefined;
  /**
   * Hosts that packages may come from, by https on the default port: names, or `*.` and a domain. Default: `*.myqcloud.com`
   * and `*.tencentcos.cn`. Where it is left out, a loopback `baseUrl` may store packages at its own origin, too. A loopback host that is
   * named here may use http and any port. A name may be in any script: `*.例子.example` allows `a.xn--fsqu00a.example`.
   */
  allowedHosts?: string[] | undefined;
  /** What hashes. Default: `"auto"`. `INVALID_ARGUMENT` where it is `"host"` and the runtime has no `createHash`. */
  engine?: ChecksumEngine | undefined;
  /**
   * Called when the package's bytes begin to arrive, and again where they start over. Where it throws, or returns a promise that
   * rejects, the call ends by `CALLBACK_FAILED` with that as `cause`. Its promise is not waited for.
   */
  onStart?: ((event: StartEvent) => void) | undefined;
  /**
   * Called after each chunk. Where it throws, or returns a promise that rejects, the call ends by `CALLBACK_FAILED` with that as
   * `cause`. Its promise is not waited for.
   */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
}

/** A package's bytes begin to arrive. */
export interface StartEvent {
  /** The link that they come from; a relay may withhold its `url`. */
  link: RelayedLink;
  /** Bytes in all, where that is known. */
  totalBytes?: number;
}

/** The type of bytes that own their memory: of TypeScript 5.7 on it is `Uint8Array<ArrayBuffer>`, which `Blob` and `crypto.subtle` take. */
type OwnBytes = ReturnType<Uint8Array["slice"]>;

/** A verified package: its SHA-256 matches the platform's checksum. */
export interface FunctionDownload<Link = FunctionLink> {
  /** The link that it came from. */
  link: Link;
  /** Size in bytes. */
  size: number;
  /** Its SHA-256, which is the platform's checksum. */
  checksum: string;
  /** The package itself, where no `to` was given. */
  bytes?: OwnBytes;
}

/** A verified package in memory: what {@link downloadFunction} resolves to where no `to` was given. */
export interface FunctionBytes<Link = FunctionLink> extends FunctionDownload<Link> {
  /** The package itself. */
  bytes: OwnBytes;
}

/** How many bytes have been read. */
export interface ProgressEvent {
  /** Bytes so far; the last event carries the final count. */
  transferredBytes: number;
  /** Bytes in all, where that is known. */
  totalBytes?: number;
}

/** What {@link verifyChecksum} takes beside its source. */
export interface VerifyOptions {
  /** What hashes. Default: `"auto"`. `INVALID_ARGUMENT` where it is `"host"` and the runtime has nothing that takes the source. */
  engine?: ChecksumEngine | undefined;
  /** Cancels: rejects with `signal.reason` at once; an unfinished stream is cancelled. */
  signal?: AbortSignal | undefined;
  /**
   * Called after each chunk, and every 8 MiB of a larger one. Where it throws, or returns a promise that rejects, the call ends by
   * `CALLBACK_FAILED` with that as `cause`. Its promise is not waited for.
   */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
}

// Each function's last overload is the one without a relay: `Parameters` and `ReturnType` read that one. Its options are `Omit<…, "relay">`,
// which a variable of the whole interface fits and a literal that names a relay beside a token does not.

/** The same through a relay, which holds the token and may withhold the link's `url`. */
export function getFunctionLink(
  request: RelayedRequest,
  options: CallOptions & { relay: string | URL },
): Promise<RelayedLink>;
/**
 * Asks the platform for a cloud function's download address and checksum
 * (`POST /tcb/downloadfunction`, WeChat's "Get Cloud Function Download Address", getFunctionLink).
 *
 * Tries again where that may help (`maxAttempts`), and once with another token where there is a token provider. Reads at
 * most 1 MiB of the reply.
 *
 * `request` and `options` are read once, at the call: own values and those of a prototype, but not those of `Object.prototype`. Changing
 * them later has no effect. The caller's functions run in the async context (AsyncLocalStorage) of the call.
 *
 * Rejects with a {@link FunctionLinkError} of code `INVALID_ARGUMENT` or `SERVER_SIDE_ONLY` (nothing was sent),
 * `TOKEN_REJECTED`, `PERMISSION_DENIED`, `QUOTA_EXCEEDED`, `BUSY` or `REJECTED` (the platform's errcode),
 * `NETWORK`, `TIMEOUT`, `HTTP_STATUS`, `REDIRECT_REFUSED`, `TRUNCATED` or `PROTOCOL`; with `signal.reason` when cancelled.
 * Through a relay, with `RELAY_REFUSED` as well: the relay's own refusal or failure, or something in front of it; `advice` says which.
 *
 * @example
 * import { getFunctionLink, verifyChecksum } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const { fetch } = createSandbox(); // leave it out to ask the real platform
 * const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
 * const link = await getFunctionLink(request, { fetch });
 * const isVerified = await verifyChecksum(await fetch(link.url), link.checksum);
 */
export function getFunctionLink(
  request: FunctionLinkRequest,
  options?: Omit<CallOptions, "relay">,
): Promise<FunctionLink>;

/** The same through a relay, which holds the token and may withhold the link's `url`. */
export function downloadFunction(
  request: RelayedRequest,
  options: Omit<DownloadOptions, "to"> & { relay: string | URL; to?: undefined },
): Promise<FunctionBytes<RelayedLink>>;
/** The same through a relay, into `to`, or into memory where that is undefined. */
export function downloadFunction(
  request: RelayedRequest,
  options: DownloadOptions & { relay: string | URL },
): Promise<FunctionDownload<RelayedLink>>;
/**
 * Downloads a cloud function's package and verifies it in flight. Reads `request` and `options` as {@link getFunctionLink} does.
 *
 * The link's host is checked, redirects too; nothing but the stored bytes is taken (`Content-Encoding` is refused). A
 * broken connection resumes by `Range` where the server honours it and starts over where it does not; an expired link is
 * asked for again once; a package that does not match is fetched afresh once, unless its bytes went to `to` already.
 *
 * Rejects as {@link getFunctionLink} does, and with a {@link FunctionLinkError} of code `HOST_REFUSED`, `REDIRECT_REFUSED`,
 * `LINK_EXPIRED`, `TRUNCATED`, `CHECKSUM_MISMATCH` (with `expected`, `actual` and `size`), `CONTENT_ENCODED`, `TOO_LARGE`,
 * `EMPTY`, `WRITE_FAILED` or `CALLBACK_FAILED`.
 *
 * @example
 * import { downloadFunction } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const { fetch } = createSandbox(); // leave it out to ask the real platform
 * const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
 * const { bytes, size, checksum } = await downloadFunction(request, { fetch });
 */
export function downloadFunction(
  request: FunctionLinkRequest,
  options?: Omit<DownloadOptions, "relay" | "to"> & { to?: undefined },
): Promise<FunctionBytes>;
/** The same into `to`, or into memory where that is undefined. */
export function downloadFunction(
  request: FunctionLinkRequest,
  options?: Omit<DownloadOptions, "relay">,
): Promise<FunctionDownload>;

/** A link, or why there is none, with its request. */
export type FunctionLinkResult<Request = FunctionLinkRequest, Link = FunctionLink> =
  | { request: Request; link: Link; error?: undefined }
  | { request: Request; error: FunctionLinkError; link?: undefined };

/** The same through a relay, which holds the tokens and may withhold the links' `url`. */
export function getFunctionLinks(
  requests: Iterable<RelayedRequest> | AsyncIterable<RelayedRequest>,
  options: CallOptions & { concurrency?: number | undefined; relay: string | URL },
): AsyncGenerator<FunctionLinkResult<RelayedRequest, RelayedLink>, void, undefined>;
/**
 * Asks for many links, `concurrency` (default 16) at once, and yields the results as they come.
 *
 * One request's failure touches no other: it is a result with `error`. The requests are read lazily, never more than
 * `concurrency` ahead, so a million of them take constant memory. Leaving the loop cancels what is under way.
 *
 * `options` are read once, at the call, and hold for every request; each has `timeoutMs` and `maxAttempts` to itself. A request is
 * read when the source yields it.
 *
 * Throws at its first step a {@link FunctionLinkError} of code `INVALID_ARGUMENT` for a malformed `concurrency`, `signal` or
 * `requests`, and for an option that cannot be read (any other malformed option is the `error` of each result); the source's own reason
 * where that fails, after what was ready; `signal.reason` at once when cancelled.
 *
 * @example
 * import { getFunctionLinks } from "wechat-function-link";
 *
 * for await (const { request, link, error } of getFunctionLinks(requests)) {
 *   console.log(request.authorizerAppid, error ? error.advice : link.checksum);
 * }
 */
export function getFunctionLinks(
  requests: Iterable<FunctionLinkRequest> | AsyncIterable<FunctionLinkRequest>,
  options?: Omit<CallOptions, "relay"> & { concurrency?: number | undefined },
): AsyncGenerator<FunctionLinkResult, void, undefined>;

/**
 * Whether a source's bytes have this SHA-256 checksum: 64 hexadecimal digits in either case.
 *
 * `false` means one thing only: the bytes do not match the checksum. Memory is constant, whatever the size (but for
 * `crypto.subtle`, see {@link ChecksumEngine}); the event loop is yielded to every 16 ms or so. `options` are read once, at the call. The
 * bytes are not copied: do not change a buffer while it is verified.
 *
 * Rejects with a {@link FunctionLinkError} of code `INVALID_ARGUMENT` for a malformed checksum and for an unusable source
 * (a locked stream, a used body, a Response of type `"error"` or opaque, a detached buffer, chunks that are not bytes), or where the
 * runtime's own SHA-256 breaks in the middle (never seen; `engine: "wasm"` does without it); of code `HTTP_STATUS` for a Response whose
 * `status` is not 2xx, and `PROTOCOL` for 206, which is a part only: their bodies are left for you to read; of code `CALLBACK_FAILED`
 * where `onProgress` fails; with the source's own reason, untouched, where the source fails; with `signal.reason` when cancelled.
 *
 * @example
 * import { verifyChecksum } from "wechat-function-link";
 *
 * const abc = new TextEncoder().encode("abc");
 * await verifyChecksum(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // true
 */
export function verifyChecksum(data: ChecksumSource, checksum: string, options?: VerifyOptions): Promise<boolean>;

/** What the catalogue says about an errcode. */
export interface ErrcodeExplanation {
  /** The platform's own short words. */
  name: string;
  /** What it means, in a sentence. */
  meaning: string;
  /** What to do next, in the platform's own terms. */
  advice: string;
  /** The code that an error of this errcode has; null for 0, which is no error. */
  code: FunctionLinkErrorCode | null;
  /** Whether the same call may succeed later, unchanged. */
  retryable: boolean;
}

/**
 * The error catalogue, for people's own consoles. An errcode that it does not hold is explained as `REJECTED`.
 *
 * Rejects with a {@link FunctionLinkError} of code `INVALID_ARGUMENT` for anything but an integer.
 *
 * @example
 * import { explainErrcode } from "wechat-function-link";
 *
 * const { name, advice } = await explainErrcode(42001); // "access_token expired"
 */
export function explainErrcode(errcode: number): Promise<ErrcodeExplanation>;

/** What a {@link FunctionLinkError} is made from. */
export interface FunctionLinkErrorFields {
  code: FunctionLinkErrorCode;
  retryable: boolean;
  advice: string;
  errcode?: number;
  errmsg?: string;
  rid?: string;
  status?: number;
  attempts?: number;
  expected?: string;
  actual?: string;
  size?: number;
  peer?: Peer;
  storage?: StorageFault;
  cause?: unknown;
}

/**
 * Whom a failure concerns: WeChat's interface (or what `baseUrl` names), the host of the link that the platform gave, or the relay that
 * `options.relay` names.
 */
export type Peer = "platform" | "storage" | "relay";

/** What a storage host's error says: Tencent COS's `Code` and `RequestId`, as its XML or `x-cos-request-id` holds them. */
export interface StorageFault {
  /** For example `AccessDenied`, `SignatureDoesNotMatch`, `RequestTimeTooSkewed` or `NoSuchKey`. */
  readonly code?: string;
  /** Tencent COS's id of the request, which Tencent Cloud's support asks for. */
  readonly requestId?: string;
}

/** Why a call failed. No field holds a token or a URL's query, unless the caller's own `cause` does. */
export class FunctionLinkError extends Error {
  constructor(message: string, fields: FunctionLinkErrorFields);
  /** Whether a value is one, of whichever copy of the package. */
  static is(value: unknown): value is FunctionLinkError;
  readonly name: "FunctionLinkError";
  /** The stable code. */
  readonly code: FunctionLinkErrorCode;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** What to do next, in the platform's own terms. */
  readonly advice: string;
  /** The platform's errcode, where its reply has one. */
  readonly errcode?: number;
  /** The platform's errmsg, redacted. */
  readonly errmsg?: string;
  /** The platform's id of the request, which WeChat's support asks for. */
  readonly rid?: string;
  /** The HTTP status, where it is the reason or the errcode came with it. */
  readonly status?: number;
  /** How many requests were sent. */
  readonly attempts?: number;
  /** The checksum that was expected. */
  readonly expected?: string;
  /** The checksum of what arrived. */
  readonly actual?: string;
  /** How many bytes arrived. */
  readonly size?: number;
  /**
   * Whom it concerns. Left out where it is the caller's own: an argument, a callback, the token provider, the destination. Through a relay,
   * what the relay says of its own call.
   */
  readonly peer?: Peer;
  /** What the storage host said, where its error is the reason. Not through a relay. */
  readonly storage?: StorageFault;
  /** What a function, a stream or a callback of the caller's own threw or rejected with. */
  readonly cause?: unknown;
  toJSON(): Record<string, unknown>;
}
