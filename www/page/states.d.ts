// What the page's files pass to each other.
import type { FunctionDownload, FunctionLinkError, RelayedLink } from "../../pkg/index.js";

/** Which function: what the fields hold. */
export interface Choice {
  env: string;
  functionName: string;
  authorizerAppid?: string;
}

export interface ProgressState {
  transferredBytes: number;
  totalBytes?: number | undefined;
  /** Bytes a second, where that can be told. */
  rate?: number | undefined;
  /** Whether the bytes start over. */
  again?: boolean;
}

/** `title` and `text` are keys of texts; a failure has its error instead. */
export type Verdict =
  | {
      kind: "idle" | "busy" | "good" | "bad";
      title: string;
      text: string;
      values?: Values | undefined;
      error?: undefined;
    }
  | { kind: "bad"; error: unknown };

/** What is filled into a text's braces. */
export type Values = { [name: string]: string | number };

/** A section's state. */
export interface State {
  running?: boolean;
  verdict: Verdict;
  progress?: ProgressState | undefined;
}

export interface GetState extends State {
  /** Which step is under way. */
  step?: number | undefined;
  notes: { started?: number; took?: number; size?: number; identical?: boolean | undefined };
  wish?: Choice;
  /** The checksum of the last link. */
  last?: string | undefined;
  link?: RelayedLink | undefined;
  result?: Omit<FunctionDownload<RelayedLink>, "bytes"> | undefined;
  save?: { href: string; name: string } | undefined;
}

export interface CheckState extends State {
  file?: File;
  checksum?: string;
}

/** What a history keeps of an error. */
export type Facts = { code: string } & Partial<
  Pick<
    FunctionLinkError,
    "message" | "retryable" | "errcode" | "status" | "rid" | "attempts" | "expected" | "actual" | "size"
  >
>;

export interface Pull extends Choice {
  at: Date;
  started: number;
  verdict: "running" | "verified" | "failed" | "cancelled";
  size?: number | undefined;
  checksum?: string | undefined;
  durationMs?: number;
  error?: Facts;
}

/** The page's elements that are more than an HTMLElement, by their ids. */
export interface Elements {
  get: HTMLFormElement;
  check: HTMLFormElement;
  env: HTMLInputElement;
  function: HTMLInputElement;
  appid: HTMLInputElement;
  file: HTMLInputElement;
  checksum: HTMLTextAreaElement;
  more: HTMLDetailsElement;
  "get-cancel": HTMLButtonElement;
  "check-cancel": HTMLButtonElement;
  "use-last": HTMLButtonElement;
  "history-export": HTMLButtonElement;
  "get-progress": HTMLProgressElement;
  "check-progress": HTMLProgressElement;
}

declare global {
  /** Not every browser has them. */
  var trustedTypes:
    | undefined
    | {
        createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(address: string): string };
      };
}
