// Request → policy (in the core) → getFunctionLink, or downloadFunction into a stream → Response.
import { beginDownload, beginLink, currentContext, FunctionLinkError, load, valueOf } from "./core.js";
import { AUTHORIZE_MS, DOWNLOAD_TIMEOUT_MS, LINK_TIMEOUT_MS } from "./host/defaults.js";
import { AuditEntry } from "./relay/audit.js";
import { heldBack } from "./relay/held-back.js";
import { readOptions } from "./relay/options.js";
import { readBody } from "./relay/request-body.js";

const ANSWER_HEADERS = {
  "cache-control": "no-store, no-transform",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};
const LONGEST_MS = { link: LINK_TIMEOUT_MS, download: DOWNLOAD_TIMEOUT_MS };
const UPLOADED_AGAIN = "the function was uploaded again";
// Cloudflare's workers send a stream's length only where the stream itself has it, and end a stream without one cleanly even where
// it broke: there a package of unknown length is sent once it is whole.
const { FixedLengthStream } = globalThis;
// The caller has left: no client reads this response.
const LEFT = { status: 499, code: "ABORTED" };

export function createRelay(options) {
  const settings = readOptions(options);
  let current;

  // The core's policy. After a trap the old instance's objects are unusable, and the fresh instance has a policy of its own.
  const policyOf = (core) => {
    if (current?.instance !== core.instance()) {
      current = { instance: core.instance(), policy: new core.RelayPolicy(settings.policy) };
    }
    return current.policy;
  };

  return async function relay(request) {
    // Callers' functions run in the request's async context.
    const context = currentContext();
    const core = load.core ?? (await load());
    const policy = () => policyOf(core);
    const { pathname, origin } = new URL(request.url);
    const action = policy().action(pathname);
    const entry = new AuditEntry(settings.audit && ((entry) => context.run(() => settings.audit(entry))), action ?? "unknown");
    try {
      policy().admit(head(request, pathname, origin));
      const wish = JSON.parse(policy().wish(await readBody(request, policy)));
      entry.knows(policy(), wish);
      const authorize = (...parameters) => context.run(() => settings.authorize(...parameters));
      const id = await caller(authorize, request, wish, policy);
      entry.knows(policy(), { id });
      const { ticket, error, retryAfter } = policy().enter(id, settings.call.timeoutMs ?? LONGEST_MS[action]);
      if (error) return refuse(policy(), entry, error, { "retry-after": String(retryAfter) });
      const work = { policy, settings, entry, wish, leave: leaving(policy(), id, ticket) };
      return await (action === "link" ? answerLink(request, work) : answerPackage(request, work));
    } catch (error) {
      if (!request.signal.aborted) return refuse(policy(), entry, FunctionLinkError.is(error) ? error : policy().broken());
      entry.ended(LEFT.status, LEFT);
      return new Response(null, { status: LEFT.status });
    }
  };
}

const leaving = (policy, id, ticket) => () => {
  try {
    policy.leave(id, ticket);
  } catch {} // of an instance that a trap ended
};

function head(request, path, ownOrigin) {
  const header = (name) => request.headers.get(name) ?? undefined;
  return JSON.stringify({
    __proto__: null,
    method: request.method,
    ownOrigin,
    path,
    contentType: header("content-type"),
    secFetchSite: header("sec-fetch-site"),
    origin: header("origin"),
  });
}

async function caller(authorize, request, wish, policy) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, AUTHORIZE_MS)));
  const asked = new Promise((resolve) => resolve(authorize(request, { ...wish })));
  const answered = await Promise.race([asked, late]).catch(() => {
    throw policy().refusal(false);
  }).finally(() => clearTimeout(timer));
  const id = idOf(answered);
  if (typeof id !== "string" || id === "") throw policy().refusal(answered != null);
  return id;
}

function idOf(answered) {
  try {
    return typeof answered === "object" && answered !== null ? valueOf(answered, "id") : undefined;
  } catch {
    return undefined;
  }
}

async function answerLink(request, { policy, settings, entry, wish, leave }) {
  try {
    const { accessToken, call } = settings;
    const link = await beginLink({ accessToken, ...wish }, { ...call, signal: request.signal }).promise;
    const { url, expiresAt, ...rest } = link;
    entry.ended(200, { checksum: link.checksum });
    return Response.json({ ...rest, expiresAt, ...(settings.revealUrl ? { url } : {}) }, { headers: ANSWER_HEADERS });
  } catch (error) {
    throw upstreamError(error, policy(), wish);
  } finally {
    leave();
  }
}

// Responds as soon as the package begins to arrive. A later failure breaks the stream, and is in the audit.
function answerPackage(request, { policy, settings, entry, wish, leave }) {
  const leaving = new AbortController();
  const left = () => leaving.abort(request.signal.reason);
  const { readable, writable } = heldBack({ cancelled: (reason) => leaving.abort(reason) });
  return new Promise((answer, fail) => {
    let first;
    let answered = false;
    const give = (link, length, body) => {
      answered = true;
      answer(packageAnswer(policy(), settings, wish, link, length, body));
    };
    const onStart = ({ link, totalBytes }) => {
      // The head has one package's digest: the bytes of another, uploaded since, must not follow it.
      if (first && link.checksum !== first.checksum) throw new Error(UPLOADED_AGAIN);
      if (!first && (totalBytes !== undefined || !FixedLengthStream)) give(link, totalBytes, readable);
      if (!first && !answered) wholeOf(readable).then((bytes) => give(link, bytes.byteLength, bytes), () => {});
      first = link;
    };
    const { accessToken, call } = settings;
    request.signal.addEventListener("abort", left);
    if (request.signal.aborted) left();
    beginDownload({ accessToken, ...wish }, { ...call, onStart, to: writable, signal: leaving.signal }).promise
      .then(({ checksum, size }) => entry.ended(200, { checksum, size }))
      .catch((error) => {
        const failure = leaving.signal.aborted ? LEFT : upstreamError(error, policy(), wish);
        const code = isUploadedAgain(error) ? "CHECKSUM_MISMATCH" : failure.code;
        if (answered) entry.ended(200, { code, checksum: first.checksum, size: failure.size });
        fail(failure);
      })
      .finally(() => {
        request.signal.removeEventListener("abort", left);
        leave();
      });
  });
}

// The cause may be a provider's own, with a message that cannot be read.
function isUploadedAgain(error) {
  try {
    return error.cause.message === UPLOADED_AGAIN;
  } catch {
    return false;
  }
}

function packageAnswer(policy, { revealUrl }, wish, { checksum, expiresAt, url }, length, body) {
  const headers = new Headers({
    ...ANSWER_HEADERS,
    "content-type": "application/zip",
    "content-disposition": policy.attachment(wish.functionName),
    "repr-digest": policy.reprDigest(checksum),
  });
  if (length !== undefined) headers.set("content-length", String(length));
  if (expiresAt) headers.set("x-link-expires", expiresAt.toISOString());
  if (revealUrl) headers.set("x-link-url", url);
  const streams = FixedLengthStream && body instanceof ReadableStream;
  return new Response(streams ? body.pipeThrough(new FixedLengthStream(length)) : body, { headers });
}

const wholeOf = (stream) => new Response(stream).arrayBuffer();

// The request was sound: an argument that the core refuses now is one of the operator's own options. An error that is not ours is a
// trap's.
function upstreamError(error, policy, { env, functionName }) {
  if (!FunctionLinkError.is(error)) return policy.broken();
  // Their messages name the storage host.
  if (error.code === "HOST_REFUSED" || (error.code === "REDIRECT_REFUSED" && error.peer === "storage")) {
    const withheld = policy.withheld(error.status);
    return Object.assign(withheld, { message: `${withheld.message} (function "${functionName}" in environment "${env}")` });
  }
  return error.code === "INVALID_ARGUMENT" ? Object.assign(error, { status: 500 }) : error;
}

function refuse(policy, entry, { code, message, advice, retryable, errcode, errmsg, rid, peer, status: own }, more = {}) {
  const status = policy.status(code, own);
  entry.ended(status, { code });
  const headers = { ...ANSWER_HEADERS, ...(status === 405 ? { allow: "POST" } : {}), ...more };
  return Response.json({ error: { code, message, advice, retryable, errcode, errmsg, rid, peer } }, { status, headers });
}
