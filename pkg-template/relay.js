// Request → policy (in the core) → getFunctionLink, or downloadFunction into a stream → Response.
import { FunctionLinkError, load } from "./core.js";
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
const AUTHORIZE_MS = 10_000;
// What a call takes at most where options.timeoutMs says nothing else.
const LONGEST_MS = { link: 30_000, download: 600_000 };
const UPLOADED_AGAIN = "the function was uploaded again";
// Cloudflare's workers send a stream's length only where the stream itself has it, and end a stream without one cleanly even where
// it broke: there a package of unknown length is answered once it is whole.
const { FixedLengthStream } = globalThis;
// Nobody reads this answer: the caller has left.
const LEFT = { status: 499, code: "ABORTED" };

export function createRelay(options) {
  const settings = readOptions(options);
  let current;

  // A trap leaves its instance's objects behind: the next request has a policy of the fresh one.
  async function upToDate() {
    const core = await load();
    if (current?.instance !== core.instance()) {
      current = { core, instance: core.instance(), policy: new core.RelayPolicy(settings.policy) };
    }
    return current;
  }

  return async function relay(request) {
    const { core, policy } = await upToDate();
    const { pathname, origin } = new URL(request.url);
    const action = policy.action(pathname);
    const entry = new AuditEntry(settings.audit, action ?? "unknown");
    try {
      policy.admit(head(request, pathname, origin));
      const wish = policy.wish(await readBody(request, policy));
      entry.knows(policy, wish);
      const id = await caller(settings.authorize, request, wish, policy);
      entry.knows(policy, { id });
      const entered = policy.enter(id, settings.call.timeoutMs ?? LONGEST_MS[action]);
      if (entered.error) return refuse(policy, entry, entered.error, { "retry-after": String(entered.retryAfter) });
      const work = { core, policy, settings, entry, wish, leave: () => leave(policy, id, entered) };
      return await (action === "link" ? answerLink(request, work) : answerPackage(request, work));
    } catch (error) {
      if (!request.signal.aborted) return refuse(policy, entry, FunctionLinkError.is(error) ? error : policy.unreadable());
      entry.ended(LEFT.status, LEFT);
      return new Response(null, { status: LEFT.status });
    }
  };
}

function leave(policy, id, ticket) {
  try {
    policy.leave(id, ticket);
  } catch {} // of an instance that a trap ended
}

function head(request, path, ownOrigin) {
  const header = (name) => request.headers.get(name) ?? undefined;
  return {
    method: request.method,
    ownOrigin,
    path,
    contentType: header("content-type"),
    secFetchSite: header("sec-fetch-site"),
    origin: header("origin"),
  };
}

async function caller(authorize, request, wish, policy) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, AUTHORIZE_MS)));
  const asked = new Promise((resolve) => resolve(authorize(request, { ...wish })));
  const answered = await Promise.race([asked, late]).catch(() => {
    throw policy.refusal(false);
  }).finally(() => clearTimeout(timer));
  const { id } = Object(answered);
  if (typeof id !== "string" || id === "") throw policy.refusal(answered != null);
  return id;
}

async function answerLink(request, { core, policy, settings, entry, wish, leave }) {
  try {
    const { accessToken, call } = settings;
    const link = await core.getFunctionLink({ accessToken, ...wish }, { ...call, signal: request.signal });
    const { url, expiresAt, ...rest } = link;
    entry.ended(200, { checksum: link.checksum });
    return Response.json({ ...rest, expiresAt, ...(settings.revealUrl ? { url } : {}) }, { headers: ANSWER_HEADERS });
  } catch (error) {
    throw upstreamError(error, policy);
  } finally {
    leave();
  }
}

// Answers as soon as the package's first bytes are to come; what becomes of them shows in the stream, and in the audit.
function answerPackage(request, { core, policy, settings, entry, wish, leave }) {
  const leaving = new AbortController();
  const left = () => leaving.abort(request.signal.reason);
  const { readable, writable } = heldBack({ cancelled: (reason) => leaving.abort(reason) });
  return new Promise((answer, fail) => {
    let first;
    let answered = false;
    const give = (link, length, body) => {
      answered = true;
      answer(packageAnswer(policy, settings, wish, link, length, body));
    };
    const onStart = ({ link, totalBytes }) => {
      // The head names one package: another one, uploaded since, may not follow it.
      if (first && link.checksum !== first.checksum) throw new Error(UPLOADED_AGAIN);
      if (!first && (totalBytes !== undefined || !FixedLengthStream)) give(link, totalBytes, readable);
      if (!first && !answered) wholeOf(readable).then((bytes) => give(link, bytes.byteLength, bytes), () => {});
      first = link;
    };
    const { accessToken, call } = settings;
    request.signal.addEventListener("abort", left);
    if (request.signal.aborted) left();
    core.downloadFunction({ accessToken, ...wish }, { ...call, onStart, to: writable, signal: leaving.signal })
      .then(({ checksum, size }) => entry.ended(200, { checksum, size }))
      .catch((error) => {
        const failure = leaving.signal.aborted ? LEFT : upstreamError(error, policy);
        const code = error?.cause?.message === UPLOADED_AGAIN ? "CHECKSUM_MISMATCH" : failure.code;
        if (answered) entry.ended(200, { code, checksum: first.checksum, size: failure.size });
        fail(failure);
      })
      .finally(() => {
        request.signal.removeEventListener("abort", left);
        leave();
      });
  });
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

// The request was sound: an argument that the core refuses now is one of the operator's own options.
function upstreamError(error, policy) {
  if (!FunctionLinkError.is(error)) return policy.unreadable();
  return error.code === "INVALID_ARGUMENT" ? Object.assign(error, { status: 500 }) : error;
}

function refuse(policy, entry, { code, message, advice, retryable, errcode, errmsg, rid, status: own }, more = {}) {
  const status = policy.status(code, own);
  entry.ended(status, { code });
  const headers = { ...ANSWER_HEADERS, ...(status === 405 ? { allow: "POST" } : {}), ...more };
  return Response.json({ error: { code, message, advice, retryable, errcode, errmsg, rid } }, { status, headers });
}
