// Hashes a file outside the page's thread. Takes { file, checksum }; posts progress, then { matches } or { error }. The page ends the
// worker when it has finished or was cancelled.
import { FunctionLinkError, verifyChecksum } from "wechat-function-link/url";

/** @import { ProgressEvent } from "wechat-function-link/url" */

const EVERY_MS = 50;

self.addEventListener(
  "message",
  async ({ data }) => {
    const { file, checksum } = /** @type {{ file: File, checksum: string }} */ (data);
    let last = 0;
    /** @param {ProgressEvent} progress */
    const onProgress = (progress) => {
      const now = performance.now();
      if (now - last < EVERY_MS && progress.transferredBytes !== file.size) return;
      last = now;
      self.postMessage({ progress });
    };
    try {
      self.postMessage({ matches: await verifyChecksum(file, checksum, { onProgress }) });
    } catch (reason) {
      // A structured clone drops an error's own fields.
      self.postMessage({ error: FunctionLinkError.is(reason) ? { ...reason.toJSON() } : { unreadable: true } });
    }
  },
  { once: true },
);
