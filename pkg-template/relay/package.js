// downloadFunction → Response. A small package is verified before its response begins, a larger one while it is streamed.
import { beginDownload, watch } from "../core.js";
import { HeldBack } from "./held-back.js";
import { ANSWER_HEADERS, failureOf, LEFT, upstreamError } from "./responses.js";

/** @import { RelayedLink, StartEvent } from "../index.d.ts" */
/** @import { Work } from "./work.d.ts" */

// Cloudflare Workers send a length only for a stream that has one, and end a broken stream without a length as if it were whole. There a
// package of unknown length is sent once it is whole.
const { FixedLengthStream } = globalThis;

/** @param {Work} work */
export async function answerPackage(work) {
  const { policy, settings, entry, asked, signal, leave, keep } = work;
  const leaving = new AbortController();
  const held = new HeldBack(() => leaving.abort());
  let link = /** @type {RelayedLink | undefined} */ (undefined);
  let length = /** @type {number | undefined} */ (undefined);
  let isUploadedAgain = false;
  /** @param {StartEvent} begun */
  const onStart = (begun) => {
    // The head has the first package's digest: the bytes of a function that was uploaded again must not follow it.
    isUploadedAgain = link !== undefined && begun.link.checksum !== link.checksum;
    if (isUploadedAgain) throw new Error("the function was uploaded again");
    if (held.isPassing) return;
    ({ link, totalBytes: length } = begun);
    entry.has({ checksum: begun.link.checksum });
    held.holdsAll = FixedLengthStream !== undefined && length === undefined;
  };
  /** @param {unknown} error */
  const errorOf = (error) => {
    try {
      return isUploadedAgain && link
        ? policy().uploadedAgain(link.checksum, held.size)
        : upstreamError(error, policy(), asked);
    } catch (trap) {
      return trap;
    }
  };

  const watched = watch(signal, () => leaving.abort());
  if (watched.isAborted()) leaving.abort();
  const { accessToken, call } = settings;
  const download = beginDownload(
    { accessToken, ...asked },
    { ...call, onStart, to: held.writable, signal: leaving.signal },
  ).promise.finally(() => {
    watched.end();
    leave();
  });
  try {
    await Promise.race([held.overflow, download]);
  } catch (error) {
    throw errorOf(error);
  }
  if (!held.isPassing) {
    const { checksum, size } = await download;
    const bytes = held.bytes();
    const response = responseOf(work, /** @type {RelayedLink} */ (link), bytes, bytes.byteLength);
    entry.ended(200, { checksum, size });
    return response;
  }

  const downloadId = crypto.randomUUID();
  /** @param {{ checksum: string, size: number }} done */
  const ended = ({ checksum, size }) => entry.ended(200, { checksum, size });
  // Keeps the outcome before the body breaks: the client then requests it.
  /** @param {unknown} error */
  const failed = (error) => {
    if (leaving.signal.aborted) {
      entry.ended(200, LEFT);
    } else {
      const failure = failureOf(policy, errorOf(error));
      keep(downloadId, failure);
      entry.ended(200, failure.report);
    }
    held.break();
  };
  download.then(ended).catch(failed);
  try {
    const body = FixedLengthStream ? held.readable.pipeThrough(new FixedLengthStream(length)) : held.readable;
    return responseOf(work, /** @type {RelayedLink} */ (link), body, length, downloadId);
  } catch (error) {
    leaving.abort();
    throw error;
  }
}

/**
 * @param {Work} work
 * @param {RelayedLink} link
 * @param {Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {number | undefined} length
 * @param {string} [downloadId]
 */
function responseOf({ policy, settings, asked }, { checksum, expiresAt, url }, body, length, downloadId) {
  const headers = new Headers({
    ...ANSWER_HEADERS,
    "content-type": "application/zip",
    "content-disposition": policy().attachment(/** @type {string} */ (asked.functionName)),
    "repr-digest": policy().reprDigest(checksum),
  });
  if (length !== undefined) headers.set("content-length", String(length));
  if (downloadId !== undefined) headers.set("x-download-id", downloadId);
  if (expiresAt) headers.set("x-link-expires", expiresAt.toISOString());
  const shown = settings.revealUrl ? policy().linkUrl(/** @type {string} */ (url)) : undefined;
  if (shown !== undefined) headers.set("x-link-url", shown);
  return new Response(body, { headers });
}
