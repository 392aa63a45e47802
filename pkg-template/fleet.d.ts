import type { DownloadOptions, FunctionLinkErrorCode, OperationEvent, TokenProvider } from "./index.js";
import type { ReadableStream, URL } from "./web.d.ts";

/** Bytes to store. A stream is read in chunks, in constant memory. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Uint8Array;

/** Where snapshots and packages are kept. {@link fileArchive} is one; a class of your own may be another. */
export interface Archive {
  /** Whether a package is there. Its bytes are not read. */
  has(checksum: string): Promise<boolean>;
  /**
   * Stores a package, where its bytes match the checksum. `stored` is false where it is there already; the source is then cancelled.
   *
   * Rejects with `CHECKSUM_MISMATCH` (`expected`, `actual`, `size`), `WRITE_FAILED`, or the source's own reason. Nothing is left then.
   */
  put(checksum: string, source: ByteSource): Promise<{ size: number; stored: boolean }>;
  /** A package's bytes; undefined where it is not there. Wrong bytes error the stream with `CHECKSUM_MISMATCH` before its last chunk. */
  get(checksum: string): Promise<ReadableStream<Uint8Array> | undefined>;
  /** The summaries of all finished snapshots, newest first. */
  snapshots(): AsyncIterable<SnapshotSummary>;
  /** The rows of a finished snapshot, sorted by appid, environment and name. An unknown id is `INVALID_ARGUMENT` at the first step. */
  snapshot(id: string): SnapshotRows;
  /** Keeps rows of an unfinished snapshot under a name, as a whole or not at all. The same part may be written again. */
  writePart(id: string, part: string, rows: SnapshotRow[]): Promise<void>;
  /** The names of an unfinished snapshot's parts. */
  parts(id: string): AsyncIterable<string>;
  /** Finishes a snapshot: sorts the rows of all parts, leaves out repeated ones, and keeps them with the summary of them. */
  finish(
    id: string,
    summarise: (rows: AsyncIterable<SnapshotRow>) => Promise<SnapshotSummary>,
  ): Promise<SnapshotSummary>;
}

/** A finished snapshot: its rows, read from the archive at each iteration, its id and its summary. */
export interface SnapshotRows extends AsyncIterable<SnapshotRow> {
  readonly id: string;
  summary(): Promise<SnapshotSummary>;
}

/** What to list: a merchant, one of its environments, or one function. What is left out is listed. */
export interface SnapshotTarget {
  /** The merchant's appid, at most 64 bytes. */
  authorizerAppid: string;
  /** An environment. Default: all of the merchant's. */
  env?: string | undefined;
  /** A function of `env`. Default: all of the environment's. */
  functionName?: string | undefined;
}

/** Options of {@link takeSnapshot}. */
export interface SnapshotOptions extends Omit<DownloadOptions, "to" | "relay" | "onProgress" | "onEvent"> {
  /** What to list. Read lazily; each function has one row, however often it is named. */
  targets: Iterable<SnapshotTarget> | AsyncIterable<SnapshotTarget>;
  /** A token for all merchants, or a function that returns a merchant's. */
  accessToken: string | TokenProvider;
  archive: Archive;
  /**
   * The snapshot's name: at most 64 letters, digits, `.`, `_` and `-`, the first a letter or a digit. An unfinished snapshot goes on; a
   * finished one resolves with its stored summary, and nothing is asked. Default: a fresh one.
   */
  id?: string | undefined;
  /** The snapshot to compare with, and to reuse rows of. Default: the newest finished one. `null`: none. */
  previous?: string | null | undefined;
  /** Whether links are asked for although a function's `modTime` is that of `previous`. Default: false. */
  full?: boolean | undefined;
  /** API calls at once. Default: 16. */
  concurrency?: number | undefined;
  /** API calls at once for one merchant. Default: 2. */
  perMerchant?: number | undefined;
  /** API calls (lists and links) in any second, at most. Downloads do not count. Default: no limit. */
  rate?: number | undefined;
  /** How long a merchant rests after errcode 45011, in milliseconds. Default: 60000. */
  pauseMs?: number | undefined;
  /** Called with each event. If it throws, or its promise rejects, the call rejects with `CALLBACK_FAILED`. */
  onEvent?: ((event: FleetEvent) => void) | undefined;
}

/** One function of a snapshot; or an environment or a merchant that could not be listed. */
export interface SnapshotRow {
  authorizerAppid: string;
  /** Left out where the merchant's environments could not be listed. */
  env?: string;
  /** Left out where the environment's functions could not be listed. */
  functionName?: string;
  runtime?: string;
  /** The platform's word, for example `Active`. */
  status?: string;
  statusReason?: { errcode?: number; errmsg?: string }[];
  /** The platform's own text, without a time zone. */
  modTime?: string;
  /** When the function was made, as the platform wrote it, without a time zone. Left out where it sent none. */
  addTime?: string;
  /** The package's SHA-256: 64 lower-case hexadecimal digits. */
  checksum?: string;
  /** The package's size in bytes. */
  size?: number;
  /** The digest of the package's contents, as in `PackageReport`. Left out where it is no sound zip. */
  contentDigest?: string;
  error?: RowError;
}

/** Why a row has no package. */
export interface RowError {
  code: FunctionLinkErrorCode;
  message: string;
  advice: string;
  retryable: boolean;
  errcode?: number;
  errmsg?: string;
  rid?: string;
  status?: number;
}

/** What happened to a function between two snapshots. */
export type DriftStatus = "unchanged" | "repackaged" | "changed" | "added" | "removed" | "unknown";

/** A snapshot in figures. */
export interface SnapshotSummary {
  id: string;
  /** When the snapshot began: ISO 8601 in UTC. Going on with an unfinished snapshot does not change it. */
  startedAt: string;
  /** When the snapshot was finished: ISO 8601 in UTC. */
  endedAt: string;
  /** The snapshot that this one is compared with. */
  previous?: string;
  /** Whether any row has an error. */
  partial: boolean;
  /** How many targets were given. */
  targets: number;
  /** How many different merchants were given. */
  merchants: number;
  /** Rows with a function. */
  functions: number;
  /** Rows with an error. */
  failures: number;
  /** Rows whose package is the previous one's by `modTime`, without asking for a link. */
  reused: number;
  /** Packages that this snapshot stored, and their bytes. */
  packages: { stored: number; bytes: number };
  /** Functions by what happened to them. Left out without a previous snapshot. */
  drift?: Record<DriftStatus, number>;
}

/** What happened to a function between two snapshots. */
export interface Drift {
  authorizerAppid: string;
  env?: string;
  functionName?: string;
  status: DriftStatus;
  before?: SnapshotRow;
  after?: SnapshotRow;
  /** Why it is `unknown`. */
  error?: RowError;
}

/** An event of {@link takeSnapshot}. */
export type FleetEvent =
  | OperationEvent
  | { type: "row"; row: SnapshotRow }
  | { type: "paused"; authorizerAppid: string; errcode: 45011; milliseconds: number }
  | { type: "parked"; authorizerAppid: string; errcode: 45009 | 45011 };

/**
 * A folder as an archive: Node, Deno and Bun. Resolves `folder` at the call; makes it, and those around it that are missing, at the first
 * write.
 *
 * Packages are at `blobs/ab/<64 digits>`, finished snapshots at `snapshots/<id>.ndjson`. Files are 0600 and folders 0700, whatever the umask
 * is. Each file takes its name only once it is whole and on the disk: any number of processes may share the folder, without locks. What a
 * killed one was writing is removed by a later one.
 *
 * Throws `INVALID_ARGUMENT` for a malformed `folder`. Its methods reject with `INVALID_ARGUMENT` for a malformed argument, and for what
 * cannot be read; with `WRITE_FAILED` for what cannot be written (`cause` is the file system's error); with `CHECKSUM_MISMATCH` for wrong
 * bytes.
 *
 * @example
 * import { fileArchive } from "wechat-function-link/fleet";
 *
 * const archive = fileArchive("archive");
 * for await (const { id, functions, partial } of archive.snapshots()) console.log(id, functions, partial);
 */
export function fileArchive(folder: string | URL): Archive;

/** Options of {@link s3Archive}. */
export interface S3ArchiveOptions {
  /** The store's address, to which the bucket's name is added as a path: `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string | URL;
  /** A bucket that is there already. */
  bucket: string;
  /** Default: the one that an address of Amazon's or Cloudflare's names, else `us-east-1`. */
  region?: string | undefined;
  accessKeyId: string;
  secretAccessKey: string;
  /** The session token that temporary credentials have beside their two keys. Default: none. */
  sessionToken?: string | undefined;
  /** What all keys of the archive start with, as a folder. Default: nothing. */
  prefix?: string | undefined;
  /** Default: the global `fetch`. */
  fetch?: DownloadOptions["fetch"];
  /** The largest number of attempts for a request that fails by 5xx, 429 or the network. Default: 5. */
  attempts?: number | undefined;
  /** How long the store may take for an answer, and for each further chunk of it, in milliseconds. Default: 120000. */
  attemptTimeoutMs?: number | undefined;
}

/**
 * A bucket of an S3-compatible store as an archive, by the optional peer dependency aws4fetch: `npm i aws4fetch`. Without it, the archive's
 * methods reject with `UNSUPPORTED_RUNTIME`.
 *
 * A failure to write is `WRITE_FAILED`, one to read `NETWORK`, `TIMEOUT`, `HTTP_STATUS`, `TRUNCATED` or `PROTOCOL`; each with
 * `peer: "storage"`, and with `status` and `storage` where the store answered. No error holds a key, a secret, a signature or a URL.
 *
 * @throws {FunctionLinkError} `INVALID_ARGUMENT`
 * @example
 * import { s3Archive, takeSnapshot } from "wechat-function-link/fleet";
 *
 * const archive = s3Archive({
 *   endpoint: "https://s3.eu-central-1.amazonaws.com",
 *   bucket: "functions",
 *   accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
 *   secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
 * });
 * const targets = [{ authorizerAppid: "wx0123456789abcdef" }];
 * const summary = await takeSnapshot({ targets, accessToken: process.env.WECHAT_ACCESS_TOKEN ?? "", archive });
 */
export function s3Archive(options: S3ArchiveOptions): Archive;

/**
 * Takes a snapshot: lists the functions of the targets, asks for the links of those that are not as they were, and stores the packages that
 * the archive lacks. Node, Deno and Bun. Reads `options` once, at the call; `targets` as they are needed.
 *
 * Each function has one row, in the archive and as an event. What goes wrong with a merchant, an environment, a function or its package is
 * the `error` of a row. Errcode 45011 pauses its merchant, and parks it after five times in a row without a success; 45009 parks it at once:
 * its listed functions have rows with that error, and it is not asked any more.
 *
 * Rejects with a `FunctionLinkError` of one of these codes. The snapshot is unfinished then, and goes on with the same `id`:
 *
 * - `INVALID_ARGUMENT`: a malformed option or target, an unknown `previous`, an archive that cannot be read.
 * - `WRITE_FAILED`: the archive, or the folder of temporary files, takes no bytes.
 * - `CALLBACK_FAILED`: `onEvent` or `onStart` failed with `cause`.
 *
 * It rejects with `signal.reason` when cancelled, and with the own reason of a failing source of targets, or of an archive of the caller's.
 *
 * @example
 * import { fileArchive, takeSnapshot } from "wechat-function-link/fleet";
 * import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";
 *
 * const { merchant, targets, accessToken } = sandboxMerchants(100);
 * const { fetch } = createSandbox({ merchant }); // leave it out to call the real platform
 * const summary = await takeSnapshot({ targets: targets(), accessToken, archive: fileArchive("archive"), fetch });
 * console.log(summary.functions, summary.packages.stored, summary.drift);
 */
export function takeSnapshot(options: SnapshotOptions): Promise<SnapshotSummary>;

/** Compares two snapshots. Both are sorted as a snapshot is. */
export function compareSnapshots(
  before: Iterable<SnapshotRow> | AsyncIterable<SnapshotRow>,
  after: Iterable<SnapshotRow> | AsyncIterable<SnapshotRow>,
): AsyncIterable<Drift>;
