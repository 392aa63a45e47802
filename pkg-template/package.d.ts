import type { AbortSignal, Blob } from "./web.d.ts";

/** One file of a {@link PackageFiles}. */
export interface PackageFile {
  /** Relative to the package's root, with slashes, for example `lib/index.js`. Not empty. */
  path: string;
  bytes: ArrayBuffer | ArrayBufferView;
}

/** Files one by one, as a package that is no zip. They are read once, in their order; an array will do. */
export interface PackageFiles {
  files: AsyncIterable<PackageFile> | Iterable<PackageFile>;
}

/** What `folder()` of `wechat-function-link/fs` returns. */
export interface PackageFolder {
  /** The folder's absolute path, resolved when `folder()` was called. */
  readonly folder: string;
}

/**
 * A package: the bytes of a zip, a folder, or files. A buffer is not copied: do not change it before the call has ended. It may be neither
 * shared nor resizable. A Blob is read into memory.
 */
export type PackageSource = ArrayBuffer | ArrayBufferView | Blob | PackageFolder | PackageFiles;

/** How much a package may hold; more is `BAD_PACKAGE`, and a finding of {@link inspectPackage}. */
export interface PackageLimits {
  /** Bytes of all entries together, unpacked. Default: 524288000 (500 MiB). */
  maxBytes?: number | undefined;
  /** Entries, directories included. Default: 100000. */
  maxEntries?: number | undefined;
}

/** What {@link inspectPackage} takes beside its source. */
export interface InspectOptions extends PackageLimits {
  /** Cancels: rejects with `signal.reason` at once. */
  signal?: AbortSignal | undefined;
}

/** An entry of a package. */
export interface PackageEntry {
  /**
   * Its name; a directory's ends in `/`. Control characters are in it as they are. A name that is neither UTF-8 nor GBK has `\xHH` for each
   * byte.
   */
  path: string;
  /** Bytes of its contents, unpacked. Of an entry that is damaged or was not read, what the zip says. */
  size: number;
  /** Bytes in the zip. */
  compressedSize: number;
  /** SHA-256 of its contents; a symbolic link's are its target. Left out for a directory, and for an entry that is damaged or was not read. */
  checksum?: string;
  kind: "file" | "directory" | "symlink";
  /** There where its owner may execute it: a zip says so where Unix made it. */
  executable?: true;
  /** There where it is known. Zips without a time zone are read as UTC. */
  modified?: Date;
}

/** Something to know about a package. */
export interface PackageFinding {
  /** `error`: it is neither compared nor extracted. `warning`: it may not run, or holds what should not be there. `info`: the rest. */
  level: "error" | "warning" | "info";
  /** Stable. The table in docs/packages.md has all. */
  code: string;
  /** The entry that it concerns; left out where it is the package. */
  path?: string;
  message: string;
}

/** What is inside a package. */
export interface PackageReport {
  /** Bytes of the zip; of a folder or of files, their sum. */
  size: number;
  /** SHA-256 of the zip. */
  checksum?: string;
  /**
   * `tree1:` and the SHA-256 over the sorted lines `path NUL size NUL sha256 LF` of the files: equal for equal contents, whatever the zip's
   * dates, order and compression. Left out where the contents cannot be relied on.
   */
  contentDigest?: string;
  /** Bytes of all files, unpacked. */
  unpackedSize: number;
  entries: PackageEntry[];
  /** `index.js` of the root, which the platform runs; `exportsMain` is a guess by its text, left out where it cannot be told. */
  entryFile?: { path: string; exportsMain?: boolean };
  /** `package.json` of the root. */
  packageJson?: { name?: string; version?: string; main?: string; dependencies: Record<string, string> };
  /** Errors first, then warnings, then infos. A tidy package has neither of the first two. */
  findings: PackageFinding[];
}

/**
 * Tells what is inside a package, and what is wrong with it. Nothing is unpacked but in memory, one entry at a time.
 *
 * Rejects with a `FunctionLinkError` of code `BAD_PACKAGE` where the bytes are no zip at all (`reason` says why), and `INVALID_ARGUMENT`;
 * with `signal.reason` when cancelled; with the source's own reason where it fails. Anything else that is wrong is a finding.
 *
 * @example
 * import { inspectPackage } from "wechat-function-link/package";
 *
 * const { entries, contentDigest, findings } = await inspectPackage(bytes);
 * for (const { level, path = "", message } of findings) console.log(level, path, message);
 */
export function inspectPackage(source: PackageSource, options?: InspectOptions): Promise<PackageReport>;

/** What {@link comparePackages} takes beside its sources. */
export interface CompareOptions extends PackageLimits {
  /** Files that do not count: patterns like those of a `.gitignore`, with `!`. */
  ignore?: string[] | undefined;
  /** Whether the right to execute counts. Default: false. */
  modes?: boolean | undefined;
  /** Whether texts that differ in the carriage returns before line feeds alone are the same. Default: false. */
  ignoreCrAtEol?: boolean | undefined;
  /** Whether files have a `patch`. Default: true; false is faster. */
  patches?: boolean | undefined;
  /** Cancels: rejects with `signal.reason` at once. */
  signal?: AbortSignal | undefined;
}

/** A file that is not the same in both packages. */
export interface PackageFileChange {
  path: string;
  /** `eol-only`: a text that differs in the carriage returns before line feeds alone. `mode`: in the right to execute alone. */
  status: "added" | "removed" | "modified" | "eol-only" | "mode";
  /** Bytes before, where it was there. */
  beforeSize?: number;
  /** Bytes after, where it is there. */
  afterSize?: number;
  /**
   * Unified, with three lines of context, for `patch -p1` and `git apply`. Only of text, of up to 2 MiB and 20,000 lines.
   */
  patch?: string;
}

/** An installed package that is not the same in both. */
export interface PackageDependencyChange {
  name: string;
  /** Its folder, with a slash at its end. */
  path: string;
  /** Its version before, where it was there; empty where its package.json names none. */
  before?: string;
  /** Its version after, likewise. */
  after?: string;
  /** There where the version is the same and the files are not. */
  changed?: true;
}

/** One of the two packages. */
export interface ComparedPackage {
  /** SHA-256 of the zip. */
  checksum?: string;
  contentDigest: string;
  size: number;
}

/** What differs between two packages. */
export interface PackageComparison {
  /** Whether nothing differs that counts. Dates, order, compression and directory entries never do. */
  same: boolean;
  before: ComparedPackage;
  after: ComparedPackage;
  /** Files outside of installed packages, sorted by the UTF-8 bytes of their path. */
  files: PackageFileChange[];
  /** Installed packages (`node_modules`), each summed up. One inside another belongs to it. */
  dependencies: PackageDependencyChange[];
}

/**
 * Compares what is inside two packages, zips or folders or files.
 *
 * Rejects with a `FunctionLinkError` of code `BAD_PACKAGE` where one of them is not sound (`reason` says why), and `INVALID_ARGUMENT`; with
 * `signal.reason` when cancelled; with a source's own reason where it fails.
 *
 * @example
 * import { comparePackages } from "wechat-function-link/package";
 *
 * const { same, files, dependencies } = await comparePackages(deployed, mine);
 * for (const { status, path, patch = "" } of files) console.log(status, path, patch);
 */
export function comparePackages(
  before: PackageSource,
  after: PackageSource,
  options?: CompareOptions,
): Promise<PackageComparison>;

/** What {@link readEntry} takes beside its source and path. */
export interface ReadEntryOptions {
  /** The largest entry that is read, in bytes. Default: 16777216 (16 MiB). */
  maxBytes?: number | undefined;
  /** Cancels: rejects with `signal.reason` at once. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads one file of a package: its size and CRC-32 are those that the zip says.
 *
 * Rejects with a `FunctionLinkError` of code `INVALID_ARGUMENT` where there is no such file, `TOO_LARGE` where it has more than `maxBytes`,
 * and `BAD_PACKAGE` where it is damaged, where several entries have its name, and where the bytes are no zip (`reason` says which).
 *
 * @example
 * import { readEntry } from "wechat-function-link/package";
 *
 * const source = new TextDecoder().decode(await readEntry(bytes, "index.js"));
 */
export function readEntry(
  source: PackageSource,
  path: string,
  options?: ReadEntryOptions,
): Promise<ReturnType<Uint8Array["slice"]>>;
