// A stored package's bytes. The last chunk is held back until they have matched. Nothing is open before the first read.
import { createHash } from "node:crypto";

import { checksumMismatch } from "../package/failures.js";

/**
 * @param {AsyncGenerator<Uint8Array, void, undefined>} chunks
 * @param {string} checksum
 * @param {string} place
 * @param {(error: unknown) => unknown} failure what to say of a failure to read
 * @returns {ReadableStream<Uint8Array>}
 */
export function verified(chunks, checksum, place, failure) {
  const hash = createHash("sha256");
  let size = 0;
  /** @type {Uint8Array | undefined} */
  let held;
  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  const read = async (controller) => {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) break;
      hash.update(value);
      size += value.length;
      const last = held;
      held = value;
      if (last) return controller.enqueue(last);
    }
    const actual = hash.digest("hex");
    if (actual !== checksum) {
      const words = `the archive's package is damaged: the ${size} bytes of ${place} have the checksum ${actual}`;
      throw checksumMismatch(words, { expected: checksum, actual, size });
    }
    if (held) controller.enqueue(held);
    controller.close();
  };
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          await read(controller);
        } catch (error) {
          throw failure(error);
        }
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}
