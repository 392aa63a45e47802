import type { DownloadOptions, FunctionLink, FunctionLinkRequest, RelayedLink, RelayedRequest } from "./index.js";
import type { URL } from "./web.d.ts";

/** What was saved. */
export interface SavedFunction<Link = FunctionLink> {
  /** The file's absolute path. */
  path: string;
  /** Size in bytes. */
  size: number;
  /** Its SHA-256, which is the platform's checksum. */
  checksum: string;
  /** The link that it came from. */
  link: Link;
}

/** The same through a relay, which holds the token and may withhold the link's `url`. */
export function saveFunction(
  request: RelayedRequest,
  path: string | URL,
  options: Omit<DownloadOptions, "to"> & { relay: string | URL },
): Promise<SavedFunction<RelayedLink>>;
/**
 * Downloads a cloud function's package into a file: Node, Deno and Bun. Reads `request` and `options`, and resolves `path`, at the call.
 * A variable of `DownloadOptions` fits; its `to` is not read.
 *
 * Writes beside `path` under a fresh name, flushes, and renames onto `path` only after the checksum matched: at every
 * instant `path` holds the old file, the new verified file or nothing.
 *
 * `path` may name nothing, a regular file, or a symbolic link to either (the link itself is replaced, never followed).
 * Anything else is refused before anything is sent: a folder, FIFO, device or socket, a link to one, a path that ends in a
 * slash, a missing folder, a folder that takes no file.
 *
 * A replaced file's permissions are kept, without setuid, setgid and sticky, and its owner and group where the system
 * permits; those behind a link count. A new file has the permissions that the umask gives. Until the rename the partial
 * file is its owner's alone (0600).
 *
 * 32 saves are under way at once; others wait for them, which counts for `timeoutMs` and for no other time.
 *
 * Rejects with a `FunctionLinkError` as `downloadFunction` does, and by `WRITE_FAILED` where the file cannot be written:
 * `message` has the path and the reason, `cause` the file system's error. The partial file is gone then. A process that is
 * killed leaves it, as `.wfl-HOST-PROCESS-START-RANDOM`: a later save in that folder removes it where that process is gone,
 * and that of another host or container after an hour without a write.
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
