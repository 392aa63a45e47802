// The page's calls to the relay, for as long as the package does not make them by itself.
import { FunctionLinkError, verifyChecksum } from "/pkg/index.js";

class Failure extends FunctionLinkError {
  constructor({ message, ...fields }) {
    super(message, { retryable: false, ...fields });
  }
}

// The relay vouches for nothing here: the bytes are hashed in this browser and compared with the link's checksum.
export async function downloadFunction(wish, { signal, onStart, onProgress }) {
  const link = await askLink(wish, signal);
  const { body, checksum, totalBytes } = await askPackage(wish, signal);
  if (checksum !== link.checksum) {
    body.cancel().catch(() => {}); // unread, it would keep the download open
    throw changed();
  }
  onStart({ link, totalBytes });
  const pieces = [];
  const report = ({ transferredBytes }) => onProgress({ transferredBytes, totalBytes });
  const matches = await verifyChecksum(collecting(body, pieces), link.checksum, { signal, onProgress: report }).catch((reason) => {
    throw signal.aborted || FunctionLinkError.is(reason) ? reason : broken();
  });
  if (!matches) throw mismatch();
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return { link, size: bytes.length, checksum: link.checksum, bytes };
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
  retryable: true,
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

export async function askLink(wish, signal) {
  const answer = await json(await post("link", wish, signal));
  if (!/^[0-9a-f]{64}$/.test(answer?.checksum)) throw stranger("the answer is not the relay's");
  const { expiresAt } = answer;
  return { ...answer, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) };
}

export async function askPackage(wish, signal) {
  const response = await post("download", wish, signal);
  const [, digest] = /^sha-256=:([A-Za-z0-9+/=]+):$/.exec(response.headers.get("repr-digest")) ?? [];
  if (digest === undefined || response.body === null) {
    response.body?.cancel().catch(() => {});
    throw stranger("the answer is not the relay's");
  }
  const length = response.headers.get("content-length");
  return {
    body: response.body,
    checksum: Array.from(atob(digest), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
    totalBytes: length === null ? undefined : Number(length),
  };
}

async function post(action, wish, signal) {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(wish), redirect: "manual", signal };
  const response = await fetch(`/relay/${action}`, init).catch(() => {
    signal.throwIfAborted();
    throw new Failure({
      code: "NETWORK",
      message: "the relay gave no answer",
      advice: "Check that the demo still runs in its terminal, then try again.",
      retryable: true,
    });
  });
  if (response.ok) return response;
  if (response.type === "opaqueredirect") throw stranger("the call was redirected");
  const { error } = (await json(response)) ?? {};
  if (typeof error?.code !== "string") throw stranger(`the answer is HTTP status ${response.status}`);
  throw new Failure({ ...error, status: response.status < 500 ? response.status : undefined });
}

const json = (response) => response.json().catch(() => undefined);

function stranger(what) {
  return new Failure({
    code: "RELAY_REFUSED",
    message: `${what}, and it did not come from the relay but from something in front of it`,
    advice: "Look for a proxy or a sign-in page between this page and the relay, then try again.",
  });
}
