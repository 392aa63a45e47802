// Producers that use one buffer for every chunk: what they gave before is overwritten when the next chunk is asked for.
export const STEP = 1000;

/** @param {Uint8Array} bytes */
function producer(bytes) {
  const buffer = new Uint8Array(STEP);
  let at = 0;
  return () => {
    if (at >= bytes.length) {
      buffer.fill(0);
      return undefined;
    }
    const length = Math.min(STEP, bytes.length - at);
    buffer.fill(0);
    buffer.set(bytes.subarray(at, at + length));
    at += length;
    return buffer.subarray(0, length);
  };
}

/** @type {{ [what: string]: (bytes: Uint8Array) => ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> }} */
export const REUSING = {
  "a stream": (bytes) => {
    const next = producer(bytes);
    return new ReadableStream(
      {
        pull(controller) {
          const chunk = next();
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  },
  "an async generator": async function* (bytes) {
    const next = producer(bytes);
    for (let chunk = next(); chunk; chunk = next()) yield chunk;
  },
  "an iterator that is always ready": (bytes) => {
    const next = producer(bytes);
    const iterator = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => {
        const value = next();
        return { done: value === undefined, value };
      },
      return: () => ({ done: true }),
    };
    return /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (iterator));
  },
};
