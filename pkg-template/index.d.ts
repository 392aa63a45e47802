import type { GetQuota, ListEnvironments, ListFunctions } from "./lists.d.ts";
import type {
  CallOptions,
  ChecksumSource,
  DownloadOptions,
  ErrorDescription,
  FunctionBytes,
  FunctionDownload,
  FunctionLink,
  FunctionLinkErrorCode,
  FunctionLinkRequest,
  LanguageOptions,
  Peer,
  RelayedLink,
  RelayedRequest,
  StorageFault,
  VerifyOptions,
} from "./request.d.ts";
import type { URL } from "./web.d.ts";

export type * from "./lists.d.ts";
export declare const getQuota: GetQuota;
export declare const listEnvironments: ListEnvironments;
export declare const listFunctions: ListFunctions;
export type * from "./request.d.ts";

// Each function's last overload is the one without a relay, since `Parameters` and `ReturnType` read the last. Its options are
// `Omit<…, "relay">`: a variable of the whole interface fits, a literal with a token and a relay does not.

/** Gets a link through a relay, which holds the token and may withhold the link's `url`. */
export function getFunctionLink(
  request: RelayedRequest,
  options: CallOptions & { relay: string | URL },
): Promise<RelayedLink>;
/**
 * Gets a cloud function's download address and checksum from the platform
 * (`POST /tcb/downloadfunction`, WeChat's "Get Cloud Function Download Address", getFunctionLink).
 *
 * Retries where that may help (`maxAttempts`), and once with a new token from a token provider. Accepts an API reply of at most
 * 1 MiB.
 *
 * Reads `request` and `options` once, at the call: own and inherited values, except those of `Object.prototype`. Later changes
 * have no effect. The caller's functions run in the call's async context (AsyncLocalStorage).
 *
 * Rejects with a {@link FunctionLinkError} of one of these codes, or with `signal.reason` when cancelled:
 *
 * - `INVALID_ARGUMENT`, `SERVER_SIDE_ONLY`: nothing was sent.
 * - `TOKEN_REJECTED`, `PERMISSION_DENIED`, `QUOTA_EXCEEDED`, `BUSY`, `REJECTED`: the platform's errcode.
 * - `NETWORK`, `TIMEOUT`, `HTTP_STATUS`, `REDIRECT_REFUSED`, `TRUNCATED`, `PROTOCOL`: no sound API reply.
 * - `RELAY_REFUSED`, only through a relay: the refusal of the relay or of an intermediary in front of it. `advice` says which.
 *
 * @example
 * import { getFunctionLink, verifyChecksum } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const { fetch } = createSandbox(); // leave it out to call the real platform
 * const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
 * const link = await getFunctionLink(request, { fetch });
 * const isVerified = await verifyChecksum(await fetch(link.url), link.checksum);
 */
export function getFunctionLink(
  request: FunctionLinkRequest,
  options?: Omit<CallOptions, "relay">,
): Promise<FunctionLink>;

/** Downloads a package through a relay, which holds the token and may withhold the link's `url`. */
export function downloadFunction(
  request: RelayedRequest,
  options: Omit<DownloadOptions, "to"> & { relay: string | URL; to?: undefined },
): Promise<FunctionBytes<RelayedLink>>;
/** Downloads a package through a relay, to `to`, or to memory where `to` is undefined. */
export function downloadFunction(
  request: RelayedRequest,
  options: DownloadOptions & { relay: string | URL },
): Promise<FunctionDownload<RelayedLink>>;
/**
 * Downloads a cloud function's package and verifies it in flight. Reads `request` and `options` as {@link getFunctionLink} does.
 *
 * Checks the host of the link and of each redirect against `allowedHosts`, and refuses a `Content-Encoding`. Resumes a broken
 * connection by `Range` where the server supports it, and starts over otherwise. Gets one new link when the link has expired.
 * Downloads a package that does not match once more, unless its bytes went to `to` already.
 *
 * Rejects as {@link getFunctionLink} does, and with a {@link FunctionLinkError} of one of these codes:
 *
 * - `HOST_REFUSED`, `REDIRECT_REFUSED`: the link or a redirect points to a host that is not allowed.
 * - `LINK_EXPIRED`: the storage host refused the new link, too.
 * - `TRUNCATED`, `CHECKSUM_MISMATCH` (with `expected`, `actual` and `size`), `CONTENT_ENCODED`, `TOO_LARGE`, `EMPTY`: the bytes
 *   are not the package.
 * - `WRITE_FAILED`, `CALLBACK_FAILED`: `to` or a callback failed with `cause`.
 *
 * @example
 * import { downloadFunction } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const { fetch } = createSandbox(); // leave it out to call the real platform
 * const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
 * const { bytes, size, checksum } = await downloadFunction(request, { fetch });
 */
export function downloadFunction(
  request: FunctionLinkRequest,
  options?: Omit<DownloadOptions, "relay" | "to"> & { to?: undefined },
): Promise<FunctionBytes>;
/** Downloads a package to `to`, or to memory where `to` is undefined. */
export function downloadFunction(
  request: FunctionLinkRequest,
  options?: Omit<DownloadOptions, "relay">,
): Promise<FunctionDownload>;

/** One request of {@link getFunctionLinks}, with its link or its error. */
export type FunctionLinkResult<Request = FunctionLinkRequest, Link = FunctionLink> =
  | { request: Request; link: Link; error?: undefined }
  | { request: Request; error: FunctionLinkError; link?: undefined };

/** Gets many links through a relay, which holds the tokens and may withhold the links' `url`. */
export function getFunctionLinks(
  requests: Iterable<RelayedRequest> | AsyncIterable<RelayedRequest>,
  options: CallOptions & { concurrency?: number | undefined; relay: string | URL },
): AsyncGenerator<FunctionLinkResult<RelayedRequest, RelayedLink>, void, undefined>;
/**
 * Gets many links, `concurrency` (default 16) at once, and yields each result as soon as it is ready.
 *
 * A failed request becomes a result with `error` and does not affect the others. Requests are read lazily, at most `concurrency`
 * ahead, so that a million of them take constant memory. Leaving the loop cancels the calls under way.
 *
 * Reads `options` once, at the call, for every request. `timeoutMs` and `maxAttempts` count per request. Reads a request when the
 * source yields it.
 *
 * The first step throws a {@link FunctionLinkError} of code `INVALID_ARGUMENT` for a malformed `concurrency`, `signal` or
 * `requests`, and for an option that cannot be read. Any other malformed option becomes the `error` of each result. A failing
 * source's own reason is thrown after the results that were ready, `signal.reason` at once.
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
 * Hashes a source and compares its SHA-256 with a checksum: 64 hexadecimal digits in either case.
 *
 * Resolves to `false` only where the bytes do not match the checksum. Takes constant memory for any size (with `crypto.subtle`, see
 * {@link ChecksumEngine}, a copy), and yields to the event loop every 16 ms or so. Reads `options` once, at the call. Does not
 * copy the bytes: do not change a buffer while it is verified.
 *
 * Rejects with a {@link FunctionLinkError} of one of these codes:
 *
 * - `INVALID_ARGUMENT`: a malformed checksum; an unusable source (a locked stream, a used body, a Response of type `"error"` or
 *   opaque, a detached buffer, chunks that are not bytes); a native engine that fails, which `engine: "wasm"` avoids.
 * - `HTTP_STATUS`: a Response whose `status` is not 2xx. Its body stays unread.
 * - `PROTOCOL`: a Response of status 206, whose body is only a part. It stays unread.
 * - `CALLBACK_FAILED`: `onProgress` failed.
 *
 * Rejects with the source's own reason, unchanged, where the source fails, and with `signal.reason` when cancelled.
 *
 * @example
 * import { verifyChecksum } from "wechat-function-link";
 *
 * const abc = new TextEncoder().encode("abc");
 * await verifyChecksum(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // true
 */
export function verifyChecksum(data: ChecksumSource, checksum: string, options?: VerifyOptions): Promise<boolean>;

/** The catalogue's entry for an errcode. */
export interface ErrcodeExplanation {
  /** The platform's short text. */
  name: string;
  /** The meaning, in a sentence. */
  meaning: string;
  /** What to do next, in the platform's own terms. */
  advice: string;
  /** The code of an error with this errcode; null for 0, which is no error. */
  code: FunctionLinkErrorCode | null;
  /** Whether the same call may succeed later, unchanged. */
  retryable: boolean;
}

/**
 * Explains an errcode by the package's catalogue, for your own console. An errcode outside the catalogue is `REJECTED`. `name` is the
 * platform's own in each language.
 *
 * Rejects with a {@link FunctionLinkError} of code `INVALID_ARGUMENT` for anything but an integer and for an unknown language, and
 * `UNSUPPORTED_RUNTIME` where the file of Chinese texts cannot be loaded.
 *
 * @example
 * import { explainErrcode } from "wechat-function-link";
 *
 * const { name, advice } = await explainErrcode(42001); // "access_token expired"
 * const { meaning } = await explainErrcode(42001, { language: "zh-CN" }); // "access_token 已过期：有效期为两小时。"
 */
export function explainErrcode(errcode: number, options?: LanguageOptions): Promise<ErrcodeExplanation>;

/**
 * Describes an error for people. The error itself stays English, for logs.
 *
 * The first call in a language loads the file of its texts beside the script. A text without a Chinese version, which a relay of another
 * version may send, is described by errcode, status or code, with the original in brackets. Any value that is not a
 * {@link FunctionLinkError} is described as unexpected, with its own message.
 *
 * Rejects with a {@link FunctionLinkError} of code `INVALID_ARGUMENT` for an unknown language, and `UNSUPPORTED_RUNTIME` where the file of
 * texts cannot be loaded.
 *
 * @example
 * import { describeError, getFunctionLink } from "wechat-function-link";
 * import { createSandbox } from "wechat-function-link/sandbox";
 *
 * const { fetch } = createSandbox();
 * const request = { accessToken: "sandbox-access-token", env: "errcode", functionName: "61007" };
 * await getFunctionLink(request, { fetch }).catch(async (error) => {
 *   const { title, message, advice } = await describeError(error, { language: "zh-CN" });
 *   console.log(title); // "没有调用权限"
 * });
 */
export function describeError(error: unknown, options?: LanguageOptions): Promise<ErrorDescription>;

/** The fields of a new {@link FunctionLinkError}. */
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

/** The error of a failed call. Except for the caller's own `cause`, no field holds a token or a URL's query. */
export class FunctionLinkError extends Error {
  constructor(message: string, fields: FunctionLinkErrorFields);
  /** Whether a value is a FunctionLinkError, also one of another copy of the package. */
  static is(value: unknown): value is FunctionLinkError;
  readonly name: "FunctionLinkError";
  /** The code, which stays stable across versions. */
  readonly code: FunctionLinkErrorCode;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** What to do next, in the platform's own terms. */
  readonly advice: string;
  /** The platform's errcode, where the API reply has one. */
  readonly errcode?: number;
  /** The platform's errmsg, redacted. */
  readonly errmsg?: string;
  /** The request's id, which WeChat's support asks for. */
  readonly rid?: string;
  /** The HTTP status, where it is the reason or came with the errcode. */
  readonly status?: number;
  /** The number of requests sent. */
  readonly attempts?: number;
  /** The platform's checksum, for a mismatch. */
  readonly expected?: string;
  /** The SHA-256 of the bytes that arrived. */
  readonly actual?: string;
  /** The number of bytes that arrived. */
  readonly size?: number;
  /**
   * The peer that the failure concerns. Absent for the caller's own argument, callback, token provider or destination. Through a
   * relay, the peer of the relay's call.
   */
  readonly peer?: Peer;
  /** The storage host's error, where it is the reason. Absent through a relay. */
  readonly storage?: StorageFault;
  /** The error that the caller's own function, stream or callback threw or rejected with. */
  readonly cause?: unknown;
  toJSON(): Record<string, unknown>;
}
