// What the page does: each task reports how far it is and resolves to what it found, or rejects.
import { FunctionLinkError, verifyChecksum } from "/pkg/index.js";

import { askLink, askPackage, Failure } from "./relay-calls.js";

// The relay vouches for nothing here: the bytes are hashed in this browser and compared with the link's checksum.
export async function getAndVerify(wish, { signal, report }) {
  report({ step: 0 });
  const link = await askLink(wish, signal);
  report({ step: 1, link });
  const { body, checksum, totalBytes } = await askPackage(wish, signal);
  if (checksum !== link.checksum) {
    body.cancel().catch(() => {}); // unread, it would keep the download open
    throw changed();
  }

  const pieces = [];
  const onProgress = ({ transferredBytes }) => report({ progress: { transferredBytes, totalBytes } });
  const matches = await verifyChecksum(collecting(body, pieces), link.checksum, { signal, onProgress }).catch((reason) => {
    throw signal.aborted || FunctionLinkError.is(reason) ? reason : broken();
  });
  report({ step: 2 });
  if (!matches) throw mismatch();
  return new Blob(pieces, { type: "application/zip" });
}

export async function verifyFile(file, checksum, { signal, report }) {
  const onProgress = (progress) => report({ progress });
  try {
    return await verifyChecksum(file, checksum, { signal, onProgress });
  } catch (reason) {
    if (signal.aborted || FunctionLinkError.is(reason)) throw reason;
    throw new Failure({
      message: "the file could not be read to its end",
      advice: "Choose it again: it was moved or changed since, or its disk is not there any more.",
    });
  }
}

// Passes the bytes on and keeps them.
function collecting(body, pieces) {
  const transform = (piece, controller) => {
    pieces.push(piece);
    controller.enqueue(piece);
  };
  return body.pipeThrough(new TransformStream({ transform }));
}

// The relay breaks the stream where the bytes do not match: from here both look the same.
const broken = () => new Failure({
  code: "TRUNCATED",
  message: "The package broke off or did not match its checksum: nothing was saved.",
  advice: "Get it again. If it repeats, look for a proxy that limits sizes or times, and upload the function again.",
});

const mismatch = () => new Failure({
  code: "CHECKSUM_MISMATCH",
  message: "The bytes that arrived do not match the checksum: nothing was saved.",
  advice: "Get it again. If it repeats, look for something between the relay and this browser that changes answers.",
});

const changed = () => new Failure({
  code: "CHECKSUM_MISMATCH",
  message: "The package is not the one that the link was for: nothing was saved.",
  advice: "Get it again: the function was probably uploaded anew between the two calls.",
});
