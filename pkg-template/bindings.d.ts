// The module's exports and its loading, as wasm-bindgen writes them (`src/host/exports.rs`, `hash.rs`, `relay.rs`).
import type { Downloaded, HashWay, Listed } from "./host/types.d.ts";
import type { Scope } from "./host/scope.js";
import type { RelayWish } from "./relay.d.ts";
import type { ErrcodeExplanation, FunctionLink, FunctionLinkError } from "./index.d.ts";

export function initSync(options: { module: WebAssembly.Module }): void;
/** Replaces the instance by a fresh one of the same module. */
export function __wbg_reset_state(): void;

// `record` is intake's JSON.
export function getFunctionLink(scope: Scope, record: string): Promise<FunctionLink>;
export function downloadFunction(scope: Scope, record: string): Promise<Downloaded>;
export function verifyChecksum(scope: Scope, record: string): Promise<boolean>;
// JSON of `Environment[]`, `FunctionPage` or `Quota`.
export function list(scope: Scope, record: string, listed: Listed): Promise<string>;
export function isLastPage(fresh: number, distinct: number, totalCount?: number): boolean;
export function explainErrcode(errcode: number): ErrcodeExplanation;
export function invalidArgument(what: string): FunctionLinkError;
export function callbackFailed(
  what: string,
  env: string | undefined,
  functionName: string | undefined,
  cause: unknown,
): FunctionLinkError;

export function scratch(): Uint8Array;
export function verifyScratch(length: number): boolean | undefined;
export function wayOf(length: number, hasNative: boolean): HashWay;

export class Sha256 {
  update(bytes: Uint8Array): void;
  fork(): Sha256;
  digest(): string;
}

export class RelayPolicy {
  constructor(options: string);
  refusal(known: boolean): FunctionLinkError;
  unreadable(): FunctionLinkError;
  uploadedAgain(checksum: string, size: number): FunctionLinkError;
  noOutcome(): FunctionLinkError;
  withheld(status?: number): FunctionLinkError;
  tooLarge(): FunctionLinkError;
  status(code: string, own?: number): number;
  attachment(functionName: string): string;
  action(path: string): RelayWish["action"] | "outcome" | undefined;
  authorizedAs(path: string): RelayWish["action"] | undefined;
  admit(head: string): void;
  enter(caller: string, lastsMs: number): Admission & { ticket?: number };
  count(caller: string): Admission;
  tooOften(waitMs: number): Admission;
  storeFailed(): FunctionLinkError;
  leave(caller: string, ticket: number): void;
  linkUrl(url: string): string | undefined;
  reprDigest(checksum: string): string;
  oneLine(text: string): string;
  wish(path: string, body: Uint8Array): string;
}

/** Whether a limit admits a request: without an error it does. */
export interface Admission {
  error?: FunctionLinkError | undefined;
  retryAfter?: number | undefined;
}
