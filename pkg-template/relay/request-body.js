// A request's body, counted in bytes received: a declared length proves nothing.
import { RELAY_BODY_MS } from "../host/defaults.js";

export async function readBody(request, policy) {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks = [];
  let length = 0;
  let late = false;
  // A cancelled reader ends: whoever sends a byte a minute holds nothing open.
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => {});
  }, RELAY_BODY_MS);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (late) throw policy().unreadable();
      if (done) break;
      length += value.byteLength;
      policy().admitLength(length);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
  const body = new Uint8Array(length);
  chunks.reduce((offset, chunk) => (body.set(chunk, offset), offset + chunk.byteLength), 0);
  return body;
}
