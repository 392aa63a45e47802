// A request's body, by the bounded reader of responses. A client that sends a byte a minute holds nothing open.
import { readBounded, sourceOfStream } from "../core.js";
import { RELAY_BODY_BYTES, RELAY_BODY_MS } from "../host/defaults.js";

export async function readBody(request, policy) {
  if (!request.body) return new Uint8Array(0);
  const source = sourceOfStream(request.body);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    source.cancel();
  }, RELAY_BODY_MS);
  try {
    const { body, fault } = await readBounded(source, RELAY_BODY_BYTES, () => isLate);
    if (fault === "too-large") throw policy().tooLarge();
    if (isLate || body === undefined) throw policy().unreadable();
    return body;
  } finally {
    clearTimeout(timer);
    source.cancel();
  }
}
