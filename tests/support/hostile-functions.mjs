// Hostile results of a caller's functions: fetch, providers, callbacks and iterators.
import { asks, drained, sha256 } from "./border.mjs";
import { sound, options, PROMISES, writer, to, reader, iterable, CHECKSUM, abc, table } from "./hostile-objects.mjs";

const { list, add } = table();

// Results of a caller's functions.
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
    `link: onEvent gives ${what}`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), options({ onEvent: () => make() })),
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

export const FUNCTIONS = list;
