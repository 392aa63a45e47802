// Compares a file with a checksum in a worker, so that the page stays responsive for any size.
import { FunctionLinkError } from "wechat-function-link/url";

import { Unreadable } from "./failure.js";

/** @import { FunctionLinkErrorFields, ProgressEvent } from "wechat-function-link/url" */

/**
 * @typedef {{
 *   progress?: ProgressEvent,
 *   matches?: boolean,
 *   error?: { unreadable?: true, message: string } & FunctionLinkErrorFields,
 * }} Answer
 */

// The build names the file by its contents.
const ADDRESS = WORKER_ADDRESS;

// The page's policy allows only this script as a worker.
const policy = globalThis.trustedTypes?.createPolicy("check-worker", { createScriptURL: () => ADDRESS });

/**
 * @param {File} file
 * @param {string} checksum
 * @param {{ signal: AbortSignal, onProgress(progress: ProgressEvent): void }} options
 * @returns {Promise<boolean>}
 */
export function checkFile(file, checksum, { signal, onProgress }) {
  signal.throwIfAborted();
  const worker = new Worker(policy?.createScriptURL(ADDRESS) ?? ADDRESS, { type: "module" });
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(event.message || "the worker that hashes files could not be loaded"));
    });
    worker.addEventListener("message", ({ data }) => {
      const { progress, matches, error } = /** @type {Answer} */ (data);
      if (progress) onProgress(progress);
      else if (error) reject(revived(error));
      else resolve(matches === true);
    });
    worker.postMessage({ file, checksum });
  }).finally(() => worker.terminate());
}

/** @param {Answer["error"] & object} error */
function revived({ unreadable, message, ...fields }) {
  return unreadable ? new Unreadable() : new FunctionLinkError(message, fields);
}
