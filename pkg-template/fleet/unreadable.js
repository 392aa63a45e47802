// The errors of an archive's file that cannot be read, and of a line in it that is malformed.
import { FunctionLinkError } from "../core.js";
import { codeOf } from "../fs/durable.js";
import { SYSTEM_WORDS } from "../fs/system-words.js";
import { invalidArgument } from "../package/failures.js";

/** @param {string} path @param {unknown} error */
export function unreadable(path, error) {
  const code = String(codeOf(error) ?? /** @type {Error | undefined} */ (error)?.name);
  const words = SYSTEM_WORDS[code];
  return invalidArgument(`could not read ${path}: ${words ? `${words} (${code})` : code}`, error);
}

/** @param {string} path @param {unknown} error */
export const unreadableLine = (path, error) =>
  FunctionLinkError.is(error)
    ? invalidArgument(`could not read ${path}: ${/** @type {Error} */ (error).message}`)
    : unreadable(path, error);
