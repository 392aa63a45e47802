// Request → policy (in the core) → getFunctionLink and a verified stream → Response.
import { FunctionLinkError, load } from "./core.js";

const ANSWER_HEADERS = {
  "cache-control": "no-store, no-transform",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

export function createRelay(options) {
  const { authorize, accessToken, revealUrl = false, basePath, origin, allowNonBrowser, ...callOptions } = options ?? {};
  if (typeof authorize !== "function") throw new TypeError("createRelay: options.authorize must be a function");
  if (basePath !== undefined && !String(basePath).startsWith("/")) {
    throw new TypeError("createRelay: options.basePath must begin with a slash");
  }
  if (typeof accessToken !== "function") throw new TypeError("createRelay: options.accessToken must be a function");
  for (const name of ["audit", "limits"]) {
    if (options[name] !== undefined) throw new TypeError(`createRelay: options.${name} is not supported by this version yet`);
  }

  return async function relay(request) {
    const core = await load();
    const policy = new core.RelayPolicy({ basePath, origin, allowNonBrowser });
    try {
      return await answer(core, policy, request);
    } catch (error) {
      return refuse(policy, FunctionLinkError.is(error) ? error : policy.unreadable());
    }
  };

  async function answer(core, policy, request) {
    const action = policy.admit(head(request));
    const wish = policy.wish(await readBody(request, policy));
    await requireCaller(policy, request, wish);
    const upstream = { ...callOptions, signal: request.signal };
    const link = await core.getFunctionLink({ accessToken, ...wish }, upstream);
    if (action === "link") return linkAnswer(link);
    const response = await core.openPackage(link.url, upstream);
    const body = verified(core, response.body, link.checksum);
    return packageAnswer(link, response.headers.get("content-length"), policy.attachment(wish.functionName), body);
  }

  async function requireCaller(policy, request, wish) {
    let caller;
    try {
      caller = await authorize(request, { ...wish });
    } catch {
      throw policy.refusal(false);
    }
    if (typeof caller?.id !== "string" || caller.id === "") throw policy.refusal(caller != null);
  }

  function linkAnswer({ url, expiresAt, ...link }) {
    return Response.json({ ...link, expiresAt, ...(revealUrl ? { url } : {}) }, { headers: ANSWER_HEADERS });
  }
}

function head(request) {
  const url = new URL(request.url);
  const header = (name) => request.headers.get(name) ?? undefined;
  return {
    method: request.method,
    ownOrigin: url.origin,
    path: url.pathname,
    contentType: header("content-type"),
    secFetchSite: header("sec-fetch-site"),
    origin: header("origin"),
  };
}

// Counted in bytes received: a declared length proves nothing.
async function readBody(request, policy) {
  const chunks = [];
  let length = 0;
  const reader = request.body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      length += value.byteLength;
      policy.admitLength(length);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
  const body = new Uint8Array(length);
  chunks.reduce((offset, chunk) => (body.set(chunk, offset), offset + chunk.byteLength), 0);
  return body;
}

function packageAnswer(link, length, disposition, body) {
  const digest = btoa(String.fromCharCode(...link.checksum.match(/../g).map((pair) => parseInt(pair, 16))));
  const headers = new Headers({
    ...ANSWER_HEADERS,
    "content-type": "application/zip",
    "content-disposition": disposition,
    "repr-digest": `sha-256=:${digest}:`,
  });
  if (length !== null) headers.set("content-length", length);
  if (link.expiresAt) headers.set("x-link-expires", link.expiresAt.toISOString());
  return new Response(body, { headers });
}

// Passes the bytes on while they are hashed. The last piece is held back until the checksum matched: nobody can see a
// whole wrong package, and a mismatch breaks the stream.
function verified(core, body, checksum) {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const reader = body?.getReader();
  // A caller who leaves ends the download upstream too, even while it waits for its next piece.
  writer.closed.catch(() => reader?.cancel().catch(() => {}));
  let held;
  async function* passing() {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return;
      if (value.byteLength === 0) continue; // held back in the last piece's place, it would let that go
      if (held) await writer.write(held);
      held = value;
      yield value;
    }
  }
  const broken = (why) => writer.abort(new Error(why)).catch(() => {});
  core.verifyChecksum(passing(), checksum).then(
    async (matches) => {
      if (!matches) return broken("the package does not match its checksum");
      if (held) await writer.write(held);
      await writer.close();
    },
  ).catch(() => broken("the package broke off"));
  return readable;
}

function refuse(policy, { code, message, advice, retryable, errcode, errmsg, rid, status: own }) {
  const status = policy.status(code, own);
  const headers = { ...ANSWER_HEADERS, ...(status === 405 ? { allow: "POST" } : {}) };
  return Response.json({ error: { code, message, advice, retryable, errcode, errmsg, rid } }, { status, headers });
}
