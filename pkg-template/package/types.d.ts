// The shapes that the files of this folder pass to each other and to the module.
import type { Kept } from "../host/types.d.ts";
import type { PackageEntry } from "../package.d.ts";
import type { Inspection, Patterns, Reader, Sha256 } from "../package-bindings.js";
import type { Tree } from "./tree.js";
import type { Work } from "./work.js";

/** What a path names in a package. */
export type PathKind = "file" | "missing" | "not-unique" | "not-file";

/** A handle of the module's, as the first parameter of each of its methods. */
type Method<Handle, Name extends keyof Handle> = Handle[Name] extends (...parameters: infer Parameters) => infer Result
  ? (handle: Handle, ...parameters: Parameters) => Result
  : never;

type Methods<Handle, Names extends keyof Handle> = { [Name in Names]: Method<Handle, Name> };

/** The loaded module: each export and method of it, guarded. */
export interface PackageModule
  extends Pick<typeof Inspection, "ofZip" | "ofTree">,
    Methods<Inspection, Exclude<keyof Inspection, "free" | "refusal">>,
    Methods<Reader, "begin" | "next">,
    Methods<Patterns, "malformed" | "ignores">,
    Methods<Sha256, "update" | "digits"> {
  refusal(handle: Inspection | Reader, path?: string): string | undefined;
  reader(): Reader;
  patterns(patterns: string[]): Patterns;
  sha256(): Sha256;
}

/** A source as it was taken: a buffer, a Blob, or files one by one. */
export type Source =
  | { bytes: Uint8Array; tree?: undefined }
  | { blob: object; stream: () => unknown; size: number; bytes?: undefined; tree?: undefined }
  | { tree: Tree; bytes?: undefined };

/** A call's arguments, read; or the first of a wrong type. */
export interface Taken {
  refused?: string | undefined;
  signal?: AbortSignal | undefined;
  sources: Source[];
  maxBytes?: number | undefined;
  maxEntries?: number | undefined;
  /** The entry's, of readEntry. */
  path: string;
}

/** extractPackage's. */
export type TakenExtract = Taken & { replace?: boolean; symlinks?: "refuse" | "skip" };

/** What a package's files are handed to. */
export interface Receiver {
  /** Rejects where it may not take its place. */
  look(): Promise<void>;
  enter(): Promise<void>;
  /** Makes the folders that a path is in, and the one that it names where it ends in a slash. */
  makeFolders(path: string): Promise<void>;
  beginFile(path: string, isExecutable: boolean): Promise<void>;
  /** Copies the chunk. A promise where there is something to wait for. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  endFile(): Promise<void>;
  flush(): Promise<void>;
}

/** A package's files under way to a receiver. */
export type ExtractCall = Driving & TakenExtract & { into: Receiver };

/** What drives the module. */
export interface Driving {
  module: PackageModule;
  work: Work;
  maxBytes?: number | undefined;
  maxEntries?: number | undefined;
}

/** A call under way. */
export type Call = Driving & Taken;

/** The inspection of what a download has brought. */
export type ArrivedCall = Driving & { arrived: Kept; checksum: string };

/** One of a tree's. */
export interface TreeEntry {
  path: string;
  kind: PackageEntry["kind"];
  isExecutable: boolean;
  modified: number | undefined;
  bytes?: Uint8Array;
  read?: () => AsyncIterable<Uint8Array>;
}
