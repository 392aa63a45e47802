import type { DownloadOptions, FunctionLink, FunctionLinkRequest, RelayedLink, RelayedRequest } from "./index.js";
import type { PackageFolder, PackageLimits, PackageReport, PackageSource } from "./package.js";
import type { AbortSignal, URL } from "./web.d.ts";

/** A saved package: its SHA-256 matches the platform's checksum. */
export interface SavedFunction<Link = FunctionLink> {
  /** The file's absolute path. */
  path: string;
  /** The package's size in bytes. */
  size: number;
  /** The package's SHA-256, equal to the platform's checksum: 64 lower-case hexadecimal digits. */
  checksum: string;
  /** The link that the package came from. Through a relay it has a `url` only where the relay reveals it (`revealUrl`). */
  link: Link;
  /** What is inside the package, with `inspect: true`. */
  inspection?: PackageReport;
}

/** Saves a package through a relay, which holds the token and may withhold the link's `url`. */
export function saveFunction(
  request: RelayedRequest,
  path: string | URL,
  options: Omit<DownloadOptions, "to"> & { relay: string | URL },
): Promise<SavedFunction<RelayedLink>>;
/**
 * Downloads a cloud function's package to a file: Node, Deno and Bun. Reads `request` and `options`, and resolves `path`, at the
 * call. `options` may be a `DownloadOptions`; its `to` is ignored.
 *
 * Writes a partial file beside `path`, flushes it, and renames it to `path` only after the checksum matched: at every instant
 * `path` holds the old file, the new verified file or nothing.
 *
 * `path` may name nothing, a regular file, or a symbolic link to either. The link itself is replaced, never followed. Anything
 * else rejects with `WRITE_FAILED` before the first request: a folder, FIFO, device or socket, a link to one, a path that ends in
 * a slash, a missing folder, a folder without write permission.
 *
 * Keeps a replaced file's permissions without setuid, setgid and sticky, and its owner and group where the system permits. For a
 * link, those of its target count. A new file gets the umask's permissions. Until the rename, only the owner may read the partial
 * file (0600).
 *
 * At most 32 saves are under way at once. The wait for a place counts towards `timeoutMs` only.
 *
 * Rejects with a `FunctionLinkError` as `downloadFunction` does, and with `WRITE_FAILED` where the file cannot be written:
 * `message` has the path and the reason, `cause` is the file system's error. A failed call removes its partial file. A killed
 * process leaves it as `.wfl-HOST-PROCESS-START-RANDOM`. A later save in the folder removes it once that process has ended; for
 * another host or container, after an hour without a write.
 *
 * @example
 * import { saveFunction } from "wechat-function-link/fs";
 *
 * const request = { accessToken: process.env.WECHAT_ACCESS_TOKEN ?? "", env: "test-777bb9", functionName: "login" };
 * const { path, size, checksum } = await saveFunction(request, "login.zip");
 */
export function saveFunction(
  request: FunctionLinkRequest,
  path: string | URL,
  options?: Omit<DownloadOptions, "relay" | "to">,
): Promise<SavedFunction>;

/** Options of `folder`: which files to leave out. */
export interface FolderOptions {
  /** What to leave out, as `.gitignore` names it: later patterns win, `!` takes one back. A malformed one is INVALID_ARGUMENT at the first read. */
  ignore?: readonly string[] | undefined;
}

/**
 * A folder as a source of `inspectPackage`, `comparePackages`, `readEntry` and `extractPackage`: Node, Deno and Bun. Resolves `path` at the
 * call, and reads nothing before it is given to one of them; each reads the folder anew.
 *
 * Entries come in the order of their paths' bytes. No link inside it is followed: each is an entry of kind `"symlink"`. Files that their
 * owner may execute are executable; on Windows none is.
 *
 * Throws INVALID_ARGUMENT where an argument is malformed. What cannot be read (no such folder, no permission, a FIFO, socket or device)
 * rejects the call that reads it with INVALID_ARGUMENT: `message` has the path and the reason, `cause` the file system's error.
 *
 * @example
 * import { folder } from "wechat-function-link/fs";
 * import { inspectPackage } from "wechat-function-link/package";
 *
 * const { contentDigest } = await inspectPackage(folder(".", { ignore: ["node_modules/", ".git/"] }));
 */
export function folder(path: string | URL, options?: FolderOptions): PackageFolder;

/** Options of `extractPackage`: limits, and what to do with an old folder and with symbolic links. */
export interface ExtractOptions extends PackageLimits {
  /**
   * Whether a folder that is not empty may be replaced, as a whole.
   * @default false
   */
  replace?: boolean | undefined;
  /**
   * What to do where the package has symbolic links, which are never extracted: refuse it, or leave them out.
   * @default "refuse"
   */
  symlinks?: "refuse" | "skip" | undefined;
  /** Cancels: rejects with `signal.reason`. Nothing is left behind. Has no effect once the folder takes its path. */
  signal?: AbortSignal | undefined;
}

/** What `extractPackage` resolves to, once all files are on the disk and the folder has its path. */
export interface ExtractedPackage {
  /** The folder's absolute path. */
  folder: string;
  /** The number of files, folders not included. */
  files: number;
  /** Their size in bytes. */
  bytes: number;
}

/**
 * Extracts a package into a folder: Node, Deno and Bun. Reads `source` and `options`, and resolves `path`, at the call.
 *
 * Every entry is verified before anything is written: a package with a finding of level `"error"` is refused. Then all files are written
 * into a fresh folder beside `path`, flushed, and the folder is renamed onto `path`. A process that is killed leaves the old folder or the
 * new one. No runtime can swap two folders at once: while one that is not empty is replaced, it stands beside `path` for an instant, as
 * `.wfl-…-old-…`, and the next call for `path` puts it back.
 *
 * `path` may name nothing, an empty folder, or with `replace: true` any folder. Anything else is refused before anything is written: a
 * file, a link, a missing folder around it, a mounted file system.
 *
 * Files have mode 0644, or 0755 where they were executable and made by Unix; folders 0755, a replaced one its old mode. Setuid, setgid and
 * sticky bits are dropped. 32 extractions and saves are under way at once; others wait for them.
 *
 * Rejects with BAD_PACKAGE (`reason` says why), INVALID_ARGUMENT, or WRITE_FAILED: `message` has the path and the reason, `cause` the
 * file system's error. The fresh folder is gone then. That of a killed process is removed by a later call in the folder around it, as
 * `saveFunction`'s partial files are.
 *
 * @example
 * import { downloadFunction } from "wechat-function-link";
 * import { extractPackage } from "wechat-function-link/fs";
 *
 * const request = { accessToken: process.env.WECHAT_ACCESS_TOKEN ?? "", env: "test-777bb9", functionName: "login" };
 * const { bytes } = await downloadFunction(request);
 * const { folder, files } = await extractPackage(bytes, "login", { replace: true });
 */
export function extractPackage(
  source: PackageSource,
  path: string | URL,
  options?: ExtractOptions,
): Promise<ExtractedPackage>;
