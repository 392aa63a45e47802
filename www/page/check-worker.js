// Hashes a file off the page's thread: { file, checksum } in; progress, then { matches } or { error } out. The page ends
// this worker when it is done or cancelled.
import { FunctionLinkError, verifyChecksum } from "/pkg/index.js";

/** @import { ProgressEvent } from "/pkg/index.js" */

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
      // An error's own fields do not survive the way to the page.
      self.postMessage({ error: FunctionLinkError.is(reason) ? { ...reason.toJSON() } : { unreadable: true } });
    }
  },
  { once: true },
);
