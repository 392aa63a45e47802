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
 * instant `path` holds the old file, the new verified file or nothing. A symbolic link at `path` is replaced, not followed.
 *
 * Rejects with a `FunctionLinkError` as `downloadFunction` does, and by `WRITE_FAILED` (with the file system's error as
 * `cause`) where the file cannot be written; the file under the fresh name is gone then. Only a process that is killed may
 * leave one, named `.NAME.UUID.partial`.
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
