// The storage host's responses for an object: the whole, the requested range, or an error in XML.
/** @typedef {{ bytes: Uint8Array<ArrayBuffer>, checksum: string }} Stored */
/**
 * @typedef {[status: 200 | 206, part: Uint8Array<ArrayBuffer>, more?: { [header: string]: string }] | [status: 416, part: undefined, more: { [header: string]: string }]} Selected
 */

const RANGE = /^bytes=(\d+)-(\d*)$/;

// `stored` is { bytes, checksum }. `body` replaces the plain body of the bytes.
/**
 * @param {Request} request
 * @param {Stored} stored
 * @param {(part: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | ReadableStream} [body]
 */
export function objectResponse(request, { bytes, checksum }, body = (part) => part) {
  const etag = `"${checksum}"`;
  const headers = { "content-type": "application/zip", "accept-ranges": "bytes", etag };
  const [status, part, more] = selected(request, bytes, etag);
  if (status === 416) return xml(416, "InvalidRange", "The requested range cannot be satisfied.", more);
  const length = { "content-length": String(part.length) };
  return new Response(request.method === "HEAD" ? null : body(part), {
    status,
    headers: { ...headers, ...length, ...more },
  });
}

/**
 * @param {number} status
 * @param {string} code
 * @param {string} message
 * @param {{ [header: string]: string }} [headers]
 */
export function xml(status, code, message, headers = {}) {
  const body = `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>${code}</Code>\n\t<Message>${message}</Message>\n</Error>\n`;
  return new Response(body, { status, headers: { "content-type": "application/xml", ...headers } });
}

/** @param {string} message */
export const denied = (message) => xml(403, "AccessDenied", message);

// Another validator in If-Range means a changed object: the range does not count.
/** @param {Request} request @param {Uint8Array<ArrayBuffer>} bytes @param {string} etag @returns {Selected} */
function selected(request, bytes, etag) {
  const range = RANGE.exec(request.headers.get("range") ?? "");
  if (!range || (request.headers.get("if-range") ?? etag) !== etag) return [200, bytes];
  const first = Number(range[1]);
  const last = Math.min(range[2] === "" ? Infinity : Number(range[2]), bytes.length - 1);
  if (first >= bytes.length || last < first) return [416, undefined, { "content-range": `bytes */${bytes.length}` }];
  return [206, bytes.subarray(first, last + 1), { "content-range": `bytes ${first}-${last}/${bytes.length}` }];
}
