// What is put into an archive, as chunks. Leaving it before its end cancels it.
import { bytesOf, openSource, Stop, unusable } from "../core.js";
import { invalidArgument } from "../package/failures.js";

// Of a buffer no more than this is copied at a time.
const STEP_BYTES = 1024 * 1024;

/** @param {unknown} given */
export function sourceOf(given) {
  /** @type {Uint8Array | undefined} */
  let rest;
  /** @type {ReturnType<typeof openSource> | undefined} */
  let source;
  try {
    rest = bytesOf(given);
    if (rest === undefined) source = openSource(given);
  } catch (reason) {
    throw refused(reason);
  }
  return {
    // A copy of the next bytes, none of them empty; undefined at the end. Rejects with the source's own reason.
    async next() {
      try {
        while (rest === undefined || rest.length === 0) {
          const step = await source?.next();
          if (step === undefined || step.done) return undefined;
          rest = bytesOf(step.value);
          if (rest === undefined) throw unusable("one of its chunks is not bytes");
        }
        const chunk = Uint8Array.from(rest.subarray(0, STEP_BYTES));
        rest = rest.subarray(chunk.length);
        return chunk;
      } catch (reason) {
        throw refused(reason);
      }
    },
    cancel: () => source?.cancel(),
  };
}

// A source's own reason is wrapped by the source, since it may be any value.
/** @param {unknown} reason */
function refused(reason) {
  if (reason instanceof Stop) return invalidArgument(reason.words);
  return /** @type {{ reason: unknown }} */ (reason).reason;
}
