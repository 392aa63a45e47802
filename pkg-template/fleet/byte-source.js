// What is put into an archive, as chunks. Leaving it before its end cancels it.
import { bytesOf } from "../host/bytes.js";
import { bytesOfChunk, openSource, sourceOfBytes } from "../host/source.js";
import { Stop } from "../host/stop.js";
import { invalidArgument } from "../package/failures.js";

/** @import { Source } from "../host/source.js" */

// Of a buffer no more than this is copied at a time.
const STEP_BYTES = 1024 * 1024;

/** @param {unknown} given */
export function sourceOf(given) {
  /** @type {Source} */
  let source;
  try {
    const bytes = bytesOf(given);
    source = bytes === undefined ? openSource(given) : sourceOfBytes(bytes);
  } catch (reason) {
    throw refused(reason);
  }
  /** @type {Uint8Array} */
  let rest = new Uint8Array(0);
  return {
    // A copy of the next bytes, none of them empty; undefined at the end. Rejects with the source's own reason.
    async next() {
      try {
        while (rest.length === 0) {
          const step = await source.next();
          if (step.done) return undefined;
          rest = bytesOfChunk(step.value);
        }
        const chunk = rest.slice(0, STEP_BYTES);
        rest = rest.subarray(chunk.length);
        return chunk;
      } catch (reason) {
        throw refused(reason);
      }
    },
    cancel: () => source.cancel(),
  };
}

// A source's own reason is wrapped by the source, since it may be any value.
/** @param {unknown} reason */
function refused(reason) {
  if (reason instanceof Stop) return invalidArgument(reason.words);
  return /** @type {{ reason: unknown }} */ (reason).reason;
}
