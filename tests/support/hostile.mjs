// What callers can pass in that throws when it is looked at, with what has to come of it. Each entry is `[name, call, codes]`: `call(api)` makes
// one call by the functions in `api`, and `codes` are the outcomes that are right: codes of a FunctionLinkError, "ok" for success, "own" for
// the thrown value itself, and "status 4xx" or "status 5xx" for a relay's response.
import { answering, asks, drained, packageOf, relayOptions, relayRequest, replyFor, sha256 } from "./border.mjs";

export const BOOM = new Error("boom");
export const boom = () => {
  throw BOOM;
};
const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
const options = (more = {}) => ({ fetch: sound, maxAttempts: 1, ...more });
const throwing = (name, object = {}) =>
  Object.defineProperty(object, name, { get: boom, enumerable: true, configurable: true });
const allThrowing = () =>
  new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom });

// Promises that a plain `await` or `then` may fail to take. `await` of a native promise does not ask for its own `then`.
const PROMISES = {
  "a promise whose constructor throws": (value) => throwing("constructor", Promise.resolve(value)),
  "a promise whose then throws": (value) => Object.assign(Promise.resolve(value), { then: boom }),
  "a promise whose then cannot be read": (value) => throwing("then", Promise.resolve(value)),
  "a thenable that throws": () => ({ then: boom }),
  "an object whose then cannot be read": () => throwing("then"),
};

function writer(more) {
  const done = () => Promise.resolve();
  return {
    ready: done(),
    closed: new Promise(() => {}),
    desiredSize: 1,
    write: done,
    close: done,
    abort: done,
    releaseLock() {},
    ...more,
  };
}
const to = (make) => ({ locked: false, getWriter: make, abort: async () => {}, close: async () => {} });
const reader = (more) => ({
  locked: false,
  cancel: async () => {},
  getReader: () => ({
    read: async () => ({ done: true }),
    cancel: async () => {},
    releaseLock() {},
    closed: new Promise(() => {}),
    ...more,
  }),
});
const signal = (more) => ({
  aborted: false,
  reason: undefined,
  addEventListener() {},
  removeEventListener() {},
  ...more,
});
const iterable = (next, more = {}) => ({
  [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true }), ...more }),
});
const response = (more) => async (url, init) =>
  Object.defineProperties(await sound(url, init), Object.getOwnPropertyDescriptors(more));
const storage = (more) => async (url, init) => (url.includes("/tcb/") ? sound(url, init) : response(more)(url, init));

const entries = [];
const add = (name, call, ...codes) => entries.push([name, call, codes]);
const CHECKSUM = sha256("abc");
const abc = () => new TextEncoder().encode("abc");

// Arguments as a whole, and each of their values.
for (const [what, make] of Object.entries({
  "a proxy that throws": allThrowing,
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
})) {
  add(`link: the request is ${what}`, ({ getFunctionLink }) => getFunctionLink(make(), options()), "INVALID_ARGUMENT");
  add(
    `download: the request is ${what}`,
    ({ downloadFunction }) => downloadFunction(make(), options()),
    "INVALID_ARGUMENT",
  );
  add(
    `save: the request is ${what}`,
    ({ saveFunction }) => saveFunction(make(), "never-made.zip", options()),
    "INVALID_ARGUMENT",
  );
  add(
    `links: an item is ${what}`,
    ({ getFunctionLinks }) => onlyItem(getFunctionLinks([make()], options())),
    "INVALID_ARGUMENT",
  );
  add(`link: the options are ${what}`, ({ getFunctionLink }) => getFunctionLink(asks("a"), make()), "INVALID_ARGUMENT");
  add(
    `download: the options are ${what}`,
    ({ downloadFunction }) => downloadFunction(asks("a"), make()),
    "INVALID_ARGUMENT",
  );
  add(
    `save: the options are ${what}`,
    ({ saveFunction }) => saveFunction(asks("a"), "never-made.zip", make()),
    "INVALID_ARGUMENT",
  );
  add(
    `links: the options are ${what}`,
    ({ getFunctionLinks }) => drained(getFunctionLinks([asks("a")], make())),
    "INVALID_ARGUMENT",
  );
  add(
    `links: the requests are ${what}`,
    ({ getFunctionLinks }) => drained(getFunctionLinks(make(), options())),
    "INVALID_ARGUMENT",
  );
  add(
    `verify: the options are ${what}`,
    ({ verifyChecksum }) => verifyChecksum(abc(), CHECKSUM, make()),
    "INVALID_ARGUMENT",
  );
  add(`verify: the source is ${what}`, ({ verifyChecksum }) => verifyChecksum(make(), CHECKSUM), "INVALID_ARGUMENT");
  add(
    `save: the path is ${what}`,
    ({ saveFunction }) => saveFunction(asks("a"), make(), options()),
    "INVALID_ARGUMENT",
    "WRITE_FAILED",
  );
}
for (const name of ["accessToken", "env", "functionName", "authorizerAppid"]) {
  add(
    `link: request.${name} throws`,
    ({ getFunctionLink }) => getFunctionLink(throwing(name, asks("a")), options()),
    "INVALID_ARGUMENT",
  );
  add(
    `links: an item's ${name} throws`,
    ({ getFunctionLinks }) => onlyItem(getFunctionLinks([throwing(name, asks("a"))], options())),
    "INVALID_ARGUMENT",
  );
  add(
    `save: request.${name} throws`,
    ({ saveFunction }) => saveFunction(throwing(name, asks("a")), "never-made.zip", options()),
    "INVALID_ARGUMENT",
  );
}
const CALL = [
  "baseUrl",
  "fallbackBaseUrls",
  "fetch",
  "signal",
  "timeoutMs",
  "attemptTimeoutMs",
  "maxAttempts",
  "relay",
];
const DOWNLOAD = [...CALL, "to", "maxBytes", "idleTimeoutMs", "allowedHosts", "onStart", "onProgress"];
for (const name of CALL) {
  add(
    `link: options.${name} throws`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), throwing(name, options())),
    "INVALID_ARGUMENT",
  );
  add(
    `links: options.${name} throws`,
    ({ getFunctionLinks }) => drained(getFunctionLinks([asks("a")], throwing(name, options()))),
    "INVALID_ARGUMENT",
  );
}
for (const name of DOWNLOAD) {
  add(
    `download: options.${name} throws`,
    ({ downloadFunction }) => downloadFunction(asks("a"), throwing(name, options())),
    "INVALID_ARGUMENT",
  );
}
add(
  "links: options.concurrency throws",
  ({ getFunctionLinks }) => drained(getFunctionLinks([asks("a")], throwing("concurrency", options()))),
  "INVALID_ARGUMENT",
);
for (const name of ["signal", "onProgress"]) {
  add(
    `verify: options.${name} throws`,
    ({ verifyChecksum }) => verifyChecksum(abc(), CHECKSUM, throwing(name)),
    "INVALID_ARGUMENT",
  );
}
for (const [name, value] of Object.entries({
  baseUrl: { href: "https://evil.example" },
  relay: { toString: boom },
  allowedHosts: throwing(0, ["a"]),
  fallbackBaseUrls: throwing("length"),
})) {
  add(
    `download: options.${name} is an object that throws or is none`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ [name]: value })),
    "INVALID_ARGUMENT",
  );
}

// What a caller's functions return.
for (const [what, make] of Object.entries(PROMISES)) {
  add(
    `link: fetch gives ${what}`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), options({ fetch: () => make(new Response("{}")) })),
    "NETWORK",
    "PROTOCOL",
  );
  add(
    `download: fetch gives ${what}`,
    ({ downloadFunction }) =>
      downloadFunction(
        asks("a"),
        options({ fetch: (url, init) => (url.includes("/tcb/") ? sound(url, init) : make(new Response("x"))) }),
      ),
    "NETWORK",
    "PROTOCOL",
    "CHECKSUM_MISMATCH",
  );
  add(
    `link: the provider gives ${what}`,
    ({ getFunctionLink }) => getFunctionLink(asks("a", { accessToken: () => make("token") }), options()),
    "TOKEN_REJECTED",
    "ok",
  );
  add(
    `link: the provider with an appid gives ${what}`,
    ({ getFunctionLink }) =>
      getFunctionLink(asks("a", { accessToken: () => make("token"), authorizerAppid: "wx" }), options()),
    "TOKEN_REJECTED",
    "ok",
  );
  add(
    `download: onProgress gives ${what}`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ onProgress: () => make() })),
    "CALLBACK_FAILED",
    "ok",
  );
  add(
    `download: onStart gives ${what}`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ onStart: () => make() })),
    "CALLBACK_FAILED",
    "ok",
  );
  add(
    `verify: onProgress gives ${what}`,
    ({ verifyChecksum }) => verifyChecksum(abc(), CHECKSUM, { onProgress: () => make() }),
    "CALLBACK_FAILED",
    "ok",
  );
  for (const method of ["write", "close"]) {
    add(
      `download: the writer's ${method} gives ${what}`,
      ({ downloadFunction }) =>
        downloadFunction(asks("a"), options({ to: to(() => writer({ [method]: () => make() })) })),
      "WRITE_FAILED",
      "INVALID_ARGUMENT",
      "ok",
    );
  }
  add(
    `download: the writer's abort gives ${what}`,
    ({ downloadFunction }) =>
      downloadFunction(asks("a"), options({ maxBytes: 1, to: to(() => writer({ abort: () => make() })) })),
    "TOO_LARGE",
    "INVALID_ARGUMENT",
  );
  add(
    `download: the writer's ready is ${what}`,
    ({ downloadFunction }) =>
      downloadFunction(asks("a"), options({ to: to(() => writer({ ready: make(), desiredSize: 0 })) })),
    "WRITE_FAILED",
    "INVALID_ARGUMENT",
    "ok",
  );
  add(
    `verify: a reader's read gives ${what}`,
    ({ verifyChecksum }) => verifyChecksum(reader({ read: () => make({ done: true }) }), sha256("")),
    "own",
    "INVALID_ARGUMENT",
    "ok",
  );
  add(
    `verify: a reader's cancel gives ${what}`,
    ({ verifyChecksum }) =>
      verifyChecksum(reader({ read: async () => ({ done: false, value: 5 }), cancel: () => make() }), CHECKSUM),
    "INVALID_ARGUMENT",
  );
  add(
    `verify: an iterator's next gives ${what}`,
    ({ verifyChecksum }) =>
      verifyChecksum(
        iterable(() => make({ done: true })),
        sha256(""),
      ),
    "own",
    "INVALID_ARGUMENT",
    "ok",
  );
  add(
    `verify: an iterator's return gives ${what}`,
    ({ verifyChecksum }) =>
      verifyChecksum(
        iterable(async () => ({ done: false, value: 5 }), { return: () => make() }),
        CHECKSUM,
      ),
    "INVALID_ARGUMENT",
  );
  add(
    `links: the source's next gives ${what}`,
    ({ getFunctionLinks }) =>
      drained(
        getFunctionLinks(
          iterable(() => make({ done: true })),
          options(),
        ),
      ),
    "own",
    "INVALID_ARGUMENT",
    "ok",
  );
}

// Writers, signals, sources and responses whose members throw.
for (const name of ["getWriter", "locked"])
  add(
    `download: to.${name} throws`,
    ({ downloadFunction }) =>
      downloadFunction(
        asks("a"),
        options({
          to: throwing(
            name,
            to(() => writer()),
          ),
        }),
      ),
    "WRITE_FAILED",
    "INVALID_ARGUMENT",
    "ok",
  );
for (const name of ["ready", "desiredSize", "write", "close", "abort", "closed", "releaseLock"]) {
  add(
    `download: the writer's ${name} cannot be read`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ to: to(() => throwing(name, writer())) })),
    "WRITE_FAILED",
    "INVALID_ARGUMENT",
    "ok",
  );
  if (!["ready", "desiredSize", "closed"].includes(name)) {
    add(
      `download: the writer's ${name} throws`,
      ({ downloadFunction }) => downloadFunction(asks("a"), options({ to: to(() => writer({ [name]: boom })) })),
      "WRITE_FAILED",
      "INVALID_ARGUMENT",
      ...(["abort", "releaseLock"].includes(name) ? ["ok"] : []),
    );
  }
}
const SIGNALS = {
  "whose addEventListener throws": () => signal({ addEventListener: boom }),
  "whose addEventListener cannot be read": () => throwing("addEventListener", signal()),
  "whose removeEventListener throws": () => signal({ removeEventListener: boom }),
  "whose removeEventListener cannot be read": () => throwing("removeEventListener", signal()),
  "whose aborted cannot be read": () => throwing("aborted", signal()),
  "whose reason cannot be read": () => throwing("reason", signal({ aborted: true })),
  "whose throwIfAborted throws": () => signal({ throwIfAborted: boom }),
  "that can be read once": () => {
    let reads = 0;
    return Object.defineProperty(signal(), "aborted", { get: () => (reads++ > 0 ? boom() : false) });
  },
};
for (const [what, make] of Object.entries(SIGNALS)) {
  const right = ["INVALID_ARGUMENT", "ok"];
  add(
    `link: a signal ${what}`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), options({ signal: make() })),
    ...right,
  );
  add(
    `links: a signal ${what}`,
    ({ getFunctionLinks }) => drained(getFunctionLinks([asks("a")], options({ signal: make() }))),
    ...right,
  );
  add(
    `download: a signal ${what}`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ signal: make() })),
    ...right,
  );
  add(
    `verify: a signal ${what}`,
    ({ verifyChecksum }) => verifyChecksum(abc(), CHECKSUM, { signal: make() }),
    ...right,
  );
}
const VIEWS = { "a Uint8Array": abc, "a DataView": () => new DataView(abc().buffer) };
for (const [what, make] of Object.entries(VIEWS)) {
  for (const name of [
    "buffer",
    "byteOffset",
    "byteLength",
    "length",
    "constructor",
    Symbol.toStringTag,
    Symbol.iterator,
    Symbol.asyncIterator,
    "body",
    "stream",
    "getReader",
  ]) {
    add(
      `verify: ${what} whose ${String(name)} throws`,
      ({ verifyChecksum }) => verifyChecksum(throwing(name, make()), CHECKSUM),
      "INVALID_ARGUMENT",
      "ok",
    );
  }
  add(
    `verify: a chunk is ${what} whose buffer throws`,
    ({ verifyChecksum }) =>
      verifyChecksum(
        (async function* () {
          yield throwing("buffer", make());
        })(),
        CHECKSUM,
      ),
    "INVALID_ARGUMENT",
    "ok",
  );
}
for (const name of [
  Symbol.asyncIterator,
  "getReader",
  "body",
  "bodyUsed",
  "stream",
  Symbol.toStringTag,
  "byteLength",
  "status",
]) {
  add(
    `verify: a source whose ${String(name)} throws`,
    ({ verifyChecksum }) => verifyChecksum(throwing(name), CHECKSUM),
    "INVALID_ARGUMENT",
  );
}
add(
  "verify: an iterator without next",
  ({ verifyChecksum }) => verifyChecksum({ [Symbol.asyncIterator]: () => ({}) }, CHECKSUM),
  "INVALID_ARGUMENT",
);
add(
  "verify: an iterator whose next cannot be read",
  ({ verifyChecksum }) => verifyChecksum({ [Symbol.asyncIterator]: () => throwing("next") }, CHECKSUM),
  "own",
  "INVALID_ARGUMENT",
);
for (const name of ["done", "value"]) {
  add(
    `verify: an item whose ${name} throws`,
    ({ verifyChecksum }) =>
      verifyChecksum(
        iterable(async () => throwing(name, { done: false, value: abc() })),
        CHECKSUM,
      ),
    "own",
    "INVALID_ARGUMENT",
  );
  add(
    `links: an item whose ${name} throws`,
    ({ getFunctionLinks }) =>
      drained(
        getFunctionLinks(
          iterable(async () => throwing(name, { done: false, value: asks("a") })),
          options(),
        ),
      ),
    "own",
    "INVALID_ARGUMENT",
  );
}
for (const name of [Symbol.asyncIterator, Symbol.iterator]) {
  add(
    `links: requests whose ${String(name)} throws`,
    ({ getFunctionLinks }) => drained(getFunctionLinks(throwing(name), options())),
    "INVALID_ARGUMENT",
  );
  add(
    `links: requests whose iterator has no next, by ${String(name)}`,
    ({ getFunctionLinks }) => drained(getFunctionLinks({ [name]: () => ({}) }, options())),
    "INVALID_ARGUMENT",
  );
}
for (const name of ["status", "headers", "body", "type", "redirected", "bodyUsed", "url", "ok"]) {
  add(
    `link: a response whose ${name} throws`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), options({ fetch: lateThrowing(name) })),
    "NETWORK",
    "PROTOCOL",
    "ok",
  );
  add(
    `download: a response whose ${name} throws`,
    ({ downloadFunction }) =>
      downloadFunction(
        asks("a"),
        options({ fetch: (url, init) => (url.includes("/tcb/") ? sound : lateThrowing(name))(url, init) }),
      ),
    "NETWORK",
    "PROTOCOL",
    "TRUNCATED",
    "ok",
  );
}
for (const [what, body] of Object.entries({
  "whose getReader throws": () => ({ locked: false, getReader: boom }),
  "whose reader throws": () => reader({ read: boom }),
  "whose iterator throws": () => ({ [Symbol.asyncIterator]: boom }),
  "whose iterator has no next": () => ({ [Symbol.asyncIterator]: () => ({}) }),
  "whose reader's releaseLock throws": () => reader({ releaseLock: boom }),
  "whose cancel throws": () => ({
    ...reader({ read: async () => ({ done: false, value: 5 }), cancel: boom }),
    cancel: boom,
  }),
})) {
  const right = ["NETWORK", "PROTOCOL", "TRUNCATED", "EMPTY", "CHECKSUM_MISMATCH", "INVALID_ARGUMENT"];
  add(
    `link: a body ${what}`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), options({ fetch: response({ body: body() }) })),
    ...right,
  );
  add(
    `download: a body ${what}`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ fetch: storage({ body: body() }) })),
    ...right,
  );
}
add(
  "link: a provider that throws an error whose message cannot be read",
  ({ getFunctionLink }) =>
    getFunctionLink(
      asks("a", {
        accessToken: () => {
          throw throwing("message");
        },
      }),
      options(),
    ),
  "TOKEN_REJECTED",
);
add(
  "link: a fetch that throws a proxy that throws",
  ({ getFunctionLink }) =>
    getFunctionLink(
      asks("a"),
      options({
        fetch: () => {
          throw allThrowing();
        },
      }),
    ),
  "NETWORK",
);

// A relay's own functions.
const wish = { env: "border", functionName: "a" };
const relayed =
  (more, route) =>
  async ({ createRelay }) => {
    const { status, body } = await createRelay(relayOptions({ fetch: sound, maxAttempts: 1, ...more }))(
      relayRequest(route, wish),
    );
    await body?.cancel();
    return { status };
  };
for (const route of ["link", "download"]) {
  for (const [what, make] of Object.entries(PROMISES)) {
    add(
      `relay ${route}: authorize gives ${what}`,
      relayed({ authorize: () => make({ id: "tester" }) }, route),
      "status 4xx",
      "status 2xx",
    );
    add(
      `relay ${route}: accessToken gives ${what}`,
      relayed({ accessToken: () => make("token") }, route),
      "status 5xx",
      "status 2xx",
    );
    add(`relay ${route}: audit gives ${what}`, relayed({ audit: () => make() }, route), "status 2xx");
    add(`relay ${route}: fetch gives ${what}`, relayed({ fetch: () => make(new Response("{}")) }, route), "status 5xx");
  }
  add(
    `relay ${route}: authorize gives an id that cannot be read`,
    relayed({ authorize: () => throwing("id") }, route),
    "status 4xx",
  );
  add(
    `relay ${route}: accessToken throws an error whose message cannot be read`,
    relayed(
      {
        accessToken: () => {
          throw throwing("message");
        },
      },
      route,
    ),
    "status 5xx",
  );
  add(
    `relay ${route}: accessToken throws a proxy that throws`,
    relayed(
      {
        accessToken: () => {
          throw allThrowing();
        },
      },
      route,
    ),
    "status 5xx",
  );
}

// A response that throws when it is looked at, not when it is made.
function lateThrowing(name) {
  return async (url, init) => throwing(name, await sound(url, init));
}

async function onlyItem(results) {
  const [{ link, error }] = await drained(results);
  if (error !== undefined) throw error;
  return link;
}

export const HOSTILE = entries;

// What came of one of them: "ok", a code, "own", "status 4xx", or what it should never be.
export async function outcomeOf(call, api) {
  try {
    const result = await call(api);
    if (result === false) return "the verdict false";
    return typeof result?.status === "number" ? `status ${Math.floor(result.status / 100)}xx` : "ok";
  } catch (error) {
    if (error === BOOM) return "own";
    if (api.FunctionLinkError.is(error)) return error.code;
    return `not typed: ${Object.prototype.toString.call(error)} ${error?.name}`;
  }
}
