// The relay of a test, as one handler of Request and Response. A test's choices are plain data, so that the same
// relay runs in Node, in Deno and in workerd. A test can request the operator's audit entries and logs.

const COOKIE = /(?:^|; )session=([\w-]+)/;

const AUTHORIZE = {
  "names anyone": () => ({ id: "anyone" }),
  cookie: (request) => {
    const [, name] = COOKIE.exec(request.headers.get("cookie") ?? "") ?? [];
    return name === undefined ? null : { id: name };
  },
  "tells what it was asked": (request, wish) => ({ id: `${request.method} ${JSON.stringify(wish)}` }),
  "names the caller by several lines": () => ({ id: "first\r\nsecond\u2028third\u0000" }),
  throws: (request) => {
    throw new Error(`no session in ${request.headers.get("cookie")}`);
  },
  rejects: async () => {
    throw new Error("the session store is down");
  },
  "resolves to null": async () => null,
  "resolves to nothing": async () => {},
  "resolves to false": async () => false,
  "resolves to true": async () => true,
  "resolves to a text": async () => "operator",
  "resolves to an array": async () => ["operator"],
  "resolves to an object without id": async () => ({ user: "operator" }),
  "resolves to an empty id": async () => ({ id: "" }),
  "resolves to a number as id": async () => ({ id: 7 }),
  "resolves to an id object": async () => ({ id: { toString: () => "operator" } }),
};

const ACCESS_TOKEN = {
  "is given": ({ token }) => token,
  "takes its time": ({ token }) => new Promise((resolve) => setTimeout(resolve, 100, token)),
  "throws the token": ({ token }) => {
    throw new Error(`could not renew ${token}`);
  },
  "rejects with the token": async ({ token }) => {
    throw Object.assign(new Error("x", { cause: token }), { token });
  },
  "throws the bare token": ({ token }) => {
    throw token;
  },
  "poses as an error of ours": ({ token }) => {
    throw Object.assign(new Error(token), {
      [Symbol.for("wechat-function-link.FunctionLinkError")]: true,
      code: token,
    });
  },
  "resolves to an object": async ({ token }) => ({ token }),
  "resolves to nothing": async () => "",
  "is an old one": ({ token }) => `${token}, an old one`,
  // A call's token shows its merchant.
  "is the merchant's": ({ authorizerAppid }) => `token of ${authorizerAppid}`,
};

const FETCH = {
  "has an empty piece at the end": async (url, init) => {
    const response = await fetch(url, init);
    if (init.method !== "GET") return response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const body = new ReadableStream({
      start(controller) {
        const half = bytes.length >> 1;
        for (const piece of [bytes.slice(0, half), bytes.slice(half), new Uint8Array(0)]) controller.enqueue(piece);
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-length": String(bytes.length) } });
  },
};

const AUDIT = {
  throws: () => {
    throw new Error("CANARY of the audit");
  },
  rejects: async () => {
    throw new Error("CANARY of the audit");
  },
};

// A store of limits. What it throws holds a canary, as the error of a real one may hold its password.
const STORE = {
  "allows three": ({ count }) => ({ allowed: count <= 3, retryAfterMs: count <= 3 ? undefined : 2400 }),
  "allows later": async () => ({ allowed: true, retryAfterMs: Number.NaN }),
  "refuses for no time": () => ({ allowed: false }),
  "refuses for 1 ms": () => ({ allowed: false, retryAfterMs: 1 }),
  "refuses for less than nothing": () => ({ allowed: false, retryAfterMs: -5000 }),
  throws: () => {
    throw new Error("redis://user:CANARY@store");
  },
  rejects: async () => {
    throw "CANARY";
  },
  "rejects as a limiter does": async () => {
    throw Object.assign(new Error("CANARY"), { allowed: true });
  },
  "resolves to nothing": async () => undefined,
  "resolves to true": async () => true,
  "resolves to a text": async () => ({ allowed: "yes" }),
  "refuses for a text": async () => ({ allowed: false, retryAfterMs: "60" }),
  "refuses for ever": async () => ({ allowed: false, retryAfterMs: Infinity }),
  "has a getter that throws": async () => ({
    get allowed() {
      throw new Error("CANARY");
    },
  }),
  "is silent": ({ signal }) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve({ allowed: true }))),
};

// JSON has no Infinity.
const unlimited = (limits) =>
  Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, value ?? Infinity]));

export function createApp(
  { createRelay },
  { authorize = "cookie", accessToken = "is given", token, fetch, audit, limits, store, ...options },
) {
  const entries = [];
  const written = [];
  const taken = [];
  for (const name of ["log", "info", "warn", "error", "debug"])
    console[name] = (...words) => written.push(words.map(String).join(" "));

  const relay = createRelay({
    basePath: "/relay",
    authorize: AUTHORIZE[authorize],
    accessToken: (asked) => ACCESS_TOKEN[accessToken]({ token, ...asked }),
    audit: (entry) => {
      entries.push(entry);
      return AUDIT[audit]?.(entry);
    },
    limits: limits && { ...unlimited(limits), ...(store && { store: storeOf(store, taken) }) },
    ...(fetch ? { fetch: FETCH[fetch] } : {}),
    ...options,
  });

  return async function answer(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/audit") return Response.json(entries);
    if (pathname === "/written") return Response.json(written);
    if (pathname === "/taken") return Response.json(taken);
    if (pathname === "/construct") return construct(createRelay, await request.json());
    return relay(request);
  };
}

// `take` is a method that needs its `this`. In workerd a signal may be used in its own request alone.
const storeOf = (name, taken) => ({
  taken,
  take(key, signal) {
    const entry = { key, left: signal.aborted };
    signal.addEventListener("abort", () => (entry.left = true));
    const count = this.taken.push(entry);
    return STORE[name]({ key, signal, count });
  },
});

// The outcome of other options. The text "function" stands for a function.
function construct(createRelay, options) {
  const spelled =
    options &&
    Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value === "function" ? () => {} : value]));
  try {
    createRelay(spelled ?? undefined);
    return Response.json({});
  } catch ({ name, message }) {
    return Response.json({ name, message });
  }
}
