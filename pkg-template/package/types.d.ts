// The shapes that the files of this folder pass to each other and to the module.
import type { Iterate, Kept } from "../host/types.d.ts";
import type { CompareOptions, InspectOptions, PackageEntry } from "../package.d.ts";
import type { Comparison, Inspection, Patterns, Reader, Sha256 } from "../package-bindings.js";
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
    Methods<Sha256, "update" | "digits">,
    Methods<Patterns, "malformed" | "ignores">,
    Methods<Comparison, Exclude<keyof Comparison, "free">> {
  refusal(handle: Inspection | Reader, path?: string): string | undefined;
  reader(): Reader;
  sha256(): Sha256;
  patterns(patterns: string[]): Patterns;
  comparison(...sides: ConstructorParameters<typeof Comparison>): Comparison;
}

/** A Blob's `slice`: from byte `start` to before byte `end`. Its result is read by `arrayBuffer()`. */
export type Slice = (start: number, end: number) => { arrayBuffer(): unknown };

/** A source as it was taken: a buffer, a Blob, or files one by one. */
export type Source = { __proto__: null } & (
  | { bytes: Uint8Array; tree?: undefined }
  | { blob: object; slice: Slice; size: number; bytes?: undefined; tree?: undefined }
  | { tree: Tree; bytes?: undefined }
);

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

/** What comparePackages takes beside its sources. */
export type CompareTaken = Taken & Omit<CompareOptions, keyof InspectOptions>;

/** What extractPackage takes beside its source. */
export type ExtractTaken = Taken & { replace?: boolean | undefined; symlinks?: "refuse" | "skip" | undefined };

/** What a package's files are handed to. */
export interface Receiver {
  /** Refuses a path that it may not take. */
  look(): Promise<void>;
  enter(): Promise<void>;
  makeFolders(path: string): Promise<void>;
  beginFile(path: string, isExecutable: boolean): Promise<void>;
  /** Copies the chunk, so that its buffer may be used again. A promise only where there is something to wait for. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  endFile(): Promise<void>;
  flush(): Promise<void>;
}

/** What `folder()` of `./fs` holds: its entries, but for those that are ignored. */
export interface FolderSource {
  ignore: string[];
  entries: BeginTree;
}

/** Makes the iterator of a tree's entries. */
export type BeginTree = (isIgnored: (path: string) => boolean) => ReturnType<Iterate>;

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
