// The types that the files of this folder pass to each other and to the module.
import type { Channel } from "node:diagnostics_channel";

import type {
  FunctionBytes,
  FunctionLinkError,
  OperationEvent,
  OperationFacts,
  ProgressEvent,
  StartEvent,
  TokenProvider,
} from "../index.d.ts";
import type { RelayPolicy } from "../bindings.js";
import type * as bindings from "../bindings.js";
import type { PackageReport } from "../package.d.ts";
import type { Data } from "./data.js";
import type { Inspector } from "./inspector.js";
import type { FileSink, MemorySink, StreamSink } from "./sinks.js";

/** The async context of a call. */
export interface Context {
  run<Result>(work: () => Result): Result;
}

/** The main entry's loaded module. After a trap in one of its functions the next call gets a fresh instance. */
export interface Core
  extends Pick<
    typeof bindings,
    | "getFunctionLink"
    | "downloadFunction"
    | "verifyChecksum"
    | "list"
    | "isLastPage"
    | "explainErrcode"
    | "invalidArgument"
    | "callbackFailed"
  > {
  /** Counts up at each trap. */
  instance(): number;
  RelayPolicy: typeof RelayPolicy;
}

/** What is listed: `src/host/exports.rs`. */
export type Listed = "environments" | "functions" | "quota";

/** Loads a module. `core` is the loaded module, undefined before. */
export interface Load<Loaded = Core> {
  (): Promise<Loaded>;
  core?: Loaded;
}

/** What an inspection reads: bytes, or a file by ranges. */
export interface Kept {
  __proto__?: null;
  bytes?: Uint8Array | undefined;
  size?: number;
  readAt?: (start: number, into: Uint8Array) => void;
}

/** Imports the base of the package entry. */
export type ImportBase = () => Promise<{
  inspectArrived(arrived: Kept, checksum: string, signal: AbortSignal): Promise<PackageReport>;
}>;

/** What a download resolves to, with `bytes` for the memory sink. */
export type Downloaded = FunctionBytes;

/** The caller's or the runtime's `fetch`. Only the exchange reads its result. */
export type Fetch = (url: string, init: RequestInit) => unknown;

/** The record of intake for the module, as JSON: `src/call/record.rs`, `src/download/settings.rs`, `src/host/verify.rs`. */
export interface CallRecord {
  /** The first value of a wrong type. */
  refused?: string | undefined;
  runtime?: object;
  hasToken?: boolean;
  isProvided?: boolean;
  accessToken?: string;
  env?: string | undefined;
  functionName?: string | undefined;
  authorizerAppid?: string | undefined;
  baseUrl?: UrlParts | undefined;
  fallbackBaseUrls?: UrlParts[] | undefined;
  relay?: UrlParts | undefined;
  page?: UrlParts | undefined;
  maxAttempts?: number;
  maxBytes?: number | undefined;
  allowedHosts?: string[] | undefined;
  engine?: string | undefined;
  hasOnStart?: boolean;
  hasOnProgress?: boolean;
  toStream?: boolean;
  toFile?: boolean;
  checksum?: string;
  /** Of a quota: the interface. */
  path?: string | undefined;
  /** Of a page of functions. */
  limit?: number;
  offset?: number;
}

/** Checks a value of a caller's object and returns the value for the record or the scope. */
export type Kind<Held, More extends unknown[] = []> = (value: unknown, ...more: More) => Held;

/** Reads a value of a caller's object: undefined where it is absent or refused. */
export type Reader = <Held, More extends unknown[]>(
  name: string | symbol,
  kind: Kind<Held, More>,
  ...more: More
) => Held | undefined;

/**
 * The values that intake passes to the scope. The last ones depend on the kind of call: the module takes no step that lacks its value.
 */
export interface Given {
  signal?: AbortSignal | undefined;
  timeoutMs: number;
  attemptTimeoutMs: number;
  idleTimeoutMs: number;
  onStart?: OnStart | undefined;
  onProgress?: OnProgress | undefined;
  onEvent?: OnEvent | undefined;
  authorizerAppid?: string | undefined;
  isOurs: boolean;
  fetch: Fetch;
  gate?: Gate | undefined;
  provider: TokenProvider;
  sink: Sink;
  inspector?: Inspector | undefined;
  data: Data;
}

/** What intake has read: the record for the module as JSON, the values for the scope, and the names of what the call concerns. */
export interface Taken {
  record: string;
  given: Given;
  identity: Pick<CallRecord, "env" | "functionName" | "authorizerAppid" | "relay">;
}

export type Sink = (MemorySink | StreamSink | FileSink) & { isMemory?: true; isStream?: true; bytes?: Uint8Array };

/** The interface of `fs/partial-file.js` for a file sink. */
export interface SinkFile {
  readonly isEntered: boolean;
  /** Whether what was written is read back before it is published. */
  staysReadable: boolean;
  written(): Required<Pick<Kept, "size" | "readAt">>;
  words(reason: unknown): string;
  checkTarget(): Promise<void>;
  enter(): Promise<void>;
  startOver(): Promise<void>;
  write(chunk: Uint8Array): Promise<void> | undefined;
  close(): Promise<void>;
  publish(): Promise<void>;
}

/** Sends an API request when its own limits allow it. The wait counts towards no time limit. */
export type Gate = <Result>(send: () => Promise<Result>) => Promise<Result>;

export type OnStart = (event: StartEvent) => unknown;
export type OnProgress = (event: ProgressEvent) => unknown;
export type OnEvent = (event: OperationEvent) => unknown;

export type OperationName = OperationEvent["operation"];

/** The channels of an operation: those of a TracingChannel. */
export type Channels = { [Stage in "start" | "end" | "asyncStart" | "asyncEnd" | "error"]: Channel };

/** What the channels publish: one object an operation. */
export type OperationContext = OperationFacts & { error?: unknown };

/** An operation that is being observed. */
export interface Observed<Result> {
  /** Calls `onEvent`. Returns the error to reject with, where `onEvent` fails at the end of an operation that succeeded. */
  notify(event: OperationEvent): FunctionLinkError | undefined;
  work(): Promise<Result>;
  /** The facts that are known at the end. Without a result, the operation has failed. */
  facts(result?: Result): { [Name in keyof OperationFacts]: OperationFacts[Name] | undefined };
}

/** One step of a source: a chunk, which may be any value, or the end. */
export type SourceStep = { done: false; value: unknown } | { done: true; value?: undefined };

/** A response's head as JSON, or the text of a failure without a response. */
export type Sent =
  | { head: string; words?: undefined; isStale?: undefined }
  | { head?: undefined; words: string; isStale: boolean };

/** A response's head, with the headers that the module reads. */
export interface ResponseHead {
  status: number;
  redirected?: boolean;
  location?: string | undefined;
  [header: string]: string | number | boolean | undefined;
}

/** A whole body, or the fault of one that could not be read. */
export type Read = { body: Uint8Array; fault?: undefined } | { body?: undefined; fault: BodyFault };

// The enums of `src/host/sys.rs`.
export type StopKind =
  | "aborted"
  | "call"
  | "attempt"
  | "idle"
  | "callback"
  | "destination"
  | "source"
  | "argument"
  | "hash"
  | "broke-off";
export type BodyFault = "too-large" | "broke-off" | "not-bytes";
export type HashWay = "own" | "native" | "subtle";
export type DigestOf = "whole" | "so-far" | "kept";

/** Makes an iterator whose results are unchecked. */
export type Iterate = () => { next(): unknown; return?(): unknown };

/** The parts of a URL, which the module judges. */
export interface UrlParts {
  protocol: string;
  hostname: string;
  port: string;
  pathname: string;
  hasCredentials: boolean;
  hasQueryOrFragment: boolean;
}

/** A caller's object of any kind, by the names of its values. */
export type Values = { readonly [name: string | symbol]: unknown };
