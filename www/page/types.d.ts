import type { Environment, FunctionInfo, FunctionLinkErrorFields } from "wechat-function-link/url";
import type { PackageComparison, PackageReport } from "wechat-function-link/package-url";
import type { Language } from "./language.js";

export type { Environment, FunctionInfo, PackageComparison, PackageReport };

/** A merchant of the server's list. */
export interface Merchant {
  authorizerAppid: string;
  name?: string;
}

/** What the server sends a signed-in page. */
export interface Settings {
  platform: { kind: "sandbox" | "live"; host: string };
  merchants: Merchant[];
}

/** A function, and whose it is. Without `authorizerAppid` it is the token's own merchant. */
export interface Choice {
  authorizerAppid?: string;
  env: string;
  functionName: string;
}

export interface Words {
  title: string;
  message: string;
  advice: string;
}

/** An error as it crosses from the worker: its fields, and its words in each language. */
export interface Failure extends Omit<FunctionLinkErrorFields, "code" | "advice" | "cause"> {
  /** The error's, or one of the page's own. */
  code: string;
  words: Record<Language, Words>;
  reason?: string;
  /** Whether the server does not know this browser. */
  isSignedOut?: true;
  /** Whether something in front of the server answered. */
  isStranger?: true;
}

export interface Progress {
  transferredBytes: number;
  totalBytes?: number | undefined;
  rate?: number | undefined;
  again?: boolean;
}

/** A verified package. The browser may keep the blob on disk. */
export interface Fetched {
  size: number;
  checksum: string;
  expiresAt?: Date;
  blob: Blob;
}

/** Files that an operator dropped, or the package of a function. */
export type Source = Blob | { files: { path: string; file: Blob }[] };

/** A function's package on its way, or the end of that. */
export interface Job {
  choice: Choice;
  state: "waiting" | "running" | "verified" | "failed" | "cancelled";
  startedAt: Date;
  endedAt?: Date;
  /** `link` until the platform answered. */
  step?: "link" | "package";
  progress?: Progress;
  fetched?: Fetched;
  failure?: Failure;
  /** The last verified one of the same function before this. */
  before?: Entry;
  cancel(): void;
}

/** A line of the history: no token, no address. */
export interface Entry {
  at: string;
  authorizerAppid?: string;
  env: string;
  functionName: string;
  verdict: "verified" | "failed" | "cancelled";
  size?: number;
  checksum?: string;
  durationMs?: number;
  code?: string;
  errcode?: number;
  rid?: string;
}

/** What is loaded for a view, in each of its states. */
export interface Loadable<Value> {
  value: Value;
  state: "loading" | "loaded" | "failed";
  failure?: Failure;
}

/** The worker's calls: what each takes, and what it resolves to. */
export interface Calls {
  environments: { takes: { authorizerAppid?: string }; gives: Environment[] };
  functions: { takes: { authorizerAppid?: string; env: string }; gives: number };
  fetch: { takes: Choice; gives: Fetched };
  verify: { takes: { file: Blob; checksum: string }; gives: boolean };
  inspect: { takes: { source: Source }; gives: PackageReport };
  entry: { takes: { source: Blob; path: string }; gives: Uint8Array<ArrayBuffer> };
  compare: { takes: { before: Source; after: Source }; gives: PackageComparison };
}

export type CallName = keyof Calls;

/** What a call reports on its way. */
export interface Reports {
  functions?: FunctionInfo[];
  step?: "link" | "package";
  progress?: Progress;
}

export type ToWorker = { id: number; name: CallName; given: unknown } | { id: number; abort: true };
export type FromWorker =
  | { id: number; report: Reports }
  | { id: number; result: unknown }
  | { id: number; failure: Failure }
  | { id: number; aborted: true };
