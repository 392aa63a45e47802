// The faults of a download. Each takes the request, the stored object and the number of earlier requests of this link.
import { pause } from "./pause.js";
import { denied, objectResponse, xml } from "./stored-object.js";

/** @import { SandboxFault } from "../sandbox.d.ts" */
/** @import { Stored } from "./stored-object.js" */

/** @typedef {(request: Request, stored: Stored, earlier: number) => Response | Promise<Response>} Fault */

const PIECES = 8;
const PAUSE_MS = 50;

/** @type {Record<SandboxFault, Fault>} */
export const FAULTS = {
  // The download fails.
  corrupt: (request, { bytes, checksum }) => objectResponse(request, { bytes: flipped(bytes), checksum }),
  shortened: (request, { bytes, checksum }) => objectResponse(request, { bytes: bytes.slice(0, -1), checksum }),
  expired: () => denied("Request has expired"),
  "not-found": () => xml(404, "NoSuchKey", "The specified key does not exist."),
  "redirect-elsewhere": () => moved("https://elsewhere.example/login_LATEST.zip"),
  gzip: gzipped,

  // The download succeeds in the end.
  busy: once(() => xml(503, "SlowDown", "Please reduce your request rate.", { "retry-after": "1" })),
  redirect: once((request) => moved(request.url)),
  truncated: once((request, stored) => objectResponse(request, stored, brokenOff)),
  slow: (request, stored) => objectResponse(request, stored, (bytes) => inPieces(bytes, request.signal)),
};

/** @param {(request: Request, stored: Stored) => Response} fault @returns {Fault} */
function once(fault) {
  return (request, stored, earlier) => (earlier === 0 ? fault(request, stored) : objectResponse(request, stored));
}

/** @param {string} location */
const moved = (location) => new Response(null, { status: 302, headers: { location } });

/** @param {Uint8Array<ArrayBuffer>} bytes */
function flipped(bytes) {
  const copy = bytes.slice();
  copy[copy.length >> 1] ^= 1;
  return copy;
}

/** @param {Request} request @param {Stored} stored */
async function gzipped(request, { bytes, checksum }) {
  const plain = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (new Response(bytes).body);
  const stream = plain.pipeThrough(new CompressionStream("gzip"));
  const response = objectResponse(request, {
    bytes: new Uint8Array(await new Response(stream).arrayBuffer()),
    checksum,
  });
  response.headers.set("content-encoding", "gzip");
  return response;
}

// Sends the first half, then breaks off. The pause lets a server send the half.
/** @param {Uint8Array<ArrayBuffer>} bytes */
function brokenOff(bytes) {
  let broken = false;
  return new ReadableStream(
    {
      async pull(controller) {
        if (!broken) controller.enqueue(bytes.slice(0, bytes.length >> 1));
        else
          await pause(PAUSE_MS).then(() => controller.error(new Error("the connection broke off, as it was told to")));
        broken = true;
      },
    },
    { highWaterMark: 0 },
  );
}

// Makes chunks on demand, so that a cancelled stream ends by itself.
/** @param {Uint8Array<ArrayBuffer>} bytes @param {AbortSignal} signal */
function inPieces(bytes, signal) {
  const length = Math.max(1, Math.ceil(bytes.length / PIECES));
  let position = 0;
  let cancelled = false;
  return new ReadableStream(
    {
      async pull(controller) {
        await pause(PAUSE_MS, signal);
        if (cancelled) return;
        controller.enqueue(bytes.slice(position, position + length));
        position += length;
        if (position >= bytes.length) controller.close();
      },
      cancel: () => void (cancelled = true),
    },
    { highWaterMark: 0 },
  );
}
