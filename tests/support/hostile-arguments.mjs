// Hostile requests and options, as a whole and value by value.
import { asks, drained } from "./border.mjs";
import { boom, options, throwing, allThrowing, CHECKSUM, abc, onlyItem, table } from "./hostile-objects.mjs";

const { list, add } = table();

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
  "onEvent",
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

export const ARGUMENTS = list;
