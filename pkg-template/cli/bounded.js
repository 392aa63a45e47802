// Reads a stream into memory, up to a number of bytes: a device that never ends would fill it.
/** @param {AsyncIterable<Buffer>} stream @param {number} most @param {() => Error} tooLarge */
export async function bounded(stream, most, tooLarge) {
  /** @type {Buffer[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
