// Hostile sources and responses.
import { asks, drained } from "./border.mjs";
import {
  boom,
  sound,
  options,
  throwing,
  allThrowing,
  reader,
  iterable,
  response,
  storage,
  CHECKSUM,
  abc,
  lateThrowing,
  table,
} from "./hostile-objects.mjs";

const { list, add } = table();

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

export const SOURCES = list;
