import type { DownloadOptions, FunctionLink, FunctionLinkRequest, RelayedLink, RelayedRequest } from "./index.js";
import type { URL } from "./web.d.ts";

/** A saved package: its SHA-256 matches the platform's checksum. */
export interface SavedFunction<Link = FunctionLink> {
  /** The file's absolute path. */
  path: string;
  /** The package's size in bytes. */
  size: number;
  /** The package's SHA-256, equal to the platform's checksum: 64 lower-case hexadecimal digits. */
  checksum: string;
  /** The package's link. */
  link: Link;
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
