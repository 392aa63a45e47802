// The types that the page's files pass to each other.
import type { FunctionDownload, FunctionLinkError, Language, RelayedLink } from "../../pkg-template/index.d.ts";

/** The function in the fields. */
export interface Choice {
  env: string;
  functionName: string;
  authorizerAppid?: string;
}

export interface ProgressState {
  transferredBytes: number;
  totalBytes?: number | undefined;
  /** Bytes a second, where it is known. */
  rate?: number | undefined;
  /** Whether the bytes start over. */
  again?: boolean;
}

/** An error's description for an operator. The error's own English text stays below another language's. */
export interface Explained {
  title: string;
  message: string;
  advice: string;
  original?: { message: string; advice: string };
}

/** An error in each language of the page. */
export type Described = { [name in Language]: Explained };

/** `title` and `text` are keys of texts; a failure has its error instead. */
export type Verdict =
  | {
      kind: "idle" | "busy" | "good" | "bad";
      title: string;
      text: string;
      values?: Values | undefined;
      error?: undefined;
    }
  | { kind: "bad"; error: unknown; described: Described };

/** Values for a text's placeholders. */
export type Values = { [name: string]: string | number };

/** The state of a section. */
export interface State {
  running?: boolean;
  verdict: Verdict;
  progress?: ProgressState | undefined;
}

export interface GetState extends State {
  /** The current step. */
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

/** An error's fields in the history. */
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

/** The page's elements of a more special type than HTMLElement, by their ids. */
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
  /** Missing in some browsers. */
  var trustedTypes:
    | undefined
    | {
        createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(address: string): string };
      };
}
