// Storage hosts that send wrong responses. Every row has its code and the number of requests.
import assert from "node:assert/strict";
import { it } from "node:test";
import { gzipSync } from "node:zlib";

import {
  CHECKSUM,
  CHUNKED,
  LAST_CHUNK,
  NO_LENGTH,
  PACKAGE,
  answer,
  both,
  chunk,
  cut,
  fails,
  flipped,
  head,
  ranged,
  sha256,
  stalled,
  storage,
  succeeds,
  whole,
} from "../support/storage.mjs";

const XML = (code) =>
  `<?xml version='1.0'?><Error><Code>${code}</Code><Resource>q-signature=canarysignature0c9d</Resource></Error>`;
// In memory a wrong package is downloaded once more. A stream cannot take bytes back.
const onceMoreInMemory = ({ kind }) => (kind === "bytes" ? 2 : 1);

function assertMismatch(error, bytes, target, server) {
  const { expected, actual, size, attempts, retryable } = error;
  assert.deepEqual([expected, actual, size, retryable], [CHECKSUM, sha256(bytes), bytes.length, true]);
  assert.equal(server.requests.length, onceMoreInMemory(target));
  assert.equal(attempts, onceMoreInMemory(target));
  assert.equal(server.links.length, 1);
}

both("a sound package arrives, asked for as it is stored", async (t, target) => {
  const server = await storage(t, [whole()]);
  const { link } = await succeeds(server, target);
  assert.ok(link.url.startsWith(`${server.url}/package.zip?sign=`));
  assert.equal(link.expiresAt.getTime(), 9999999999000);
  const [{ method, headers }] = server.requests;
  assert.deepEqual(
    [method, headers["accept-encoding"], headers.range, headers["if-range"]],
    ["GET", "identity", undefined, undefined],
  );
  assert.equal(server.requests.length, 1);
});

both("row 27: one flipped bit is CHECKSUM_MISMATCH", async (t, target) => {
  const wrong = flipped(PACKAGE);
  const server = await storage(t, [whole(wrong, { etag: '"one"' })]);
  assertMismatch(await fails(server, target, "CHECKSUM_MISMATCH", { maxAttempts: 5 }), wrong, target, server);
});

it("row 27: one flipped bit, and then the package: fetched afresh, from its start", async (t) => {
  const server = await storage(t, [whole(flipped(PACKAGE), { etag: '"one"' }), whole()]);
  const memory = { options: {}, succeeded: ({ bytes }) => assert.ok(PACKAGE.equals(bytes)) };
  await succeeds(server, memory, { maxAttempts: 1 });
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.range),
    [undefined, undefined],
  );
});

const SHORT = {
  "fewer bytes than Content-Length": cut(PACKAGE.length - 1),
  "chunked without end": whole(chunk(PACKAGE.subarray(0, 90_000)), { ...CHUNKED, connection: null }),
  "chunked, cut inside of a chunk": whole(chunk(PACKAGE).subarray(0, 90_000), { ...CHUNKED, connection: null }),
};
for (const [name, short] of Object.entries(SHORT)) {
  both(`row 28: ${name} for ever is TRUNCATED`, async (t, target) => {
    const server = await storage(t, [short]);
    const error = await fails(server, target, "TRUNCATED", { maxAttempts: 2 });
    assert.deepEqual([error.attempts, error.retryable, server.requests.length], [2, true, 2]);
    assert.match(server.requests[1].headers.range, /^bytes=\d+-$/);
  });
  both(`row 28: ${name}, and then the package`, async (t, target) => {
    const server = await storage(t, [short, ranged()]);
    await succeeds(server, target);
    assert.equal(server.requests.length, 2);
  });
}

// With `Connection: close` Node takes a close for the end of a chunked body: only the checksum shows the fault.
both("row 28: chunked without end, behind Connection: close, is no package either", async (t, target) => {
  const server = await storage(t, [whole(chunk(PACKAGE.subarray(0, 90_000)), CHUNKED)]);
  const code = globalThis.Deno ? "TRUNCATED" : "CHECKSUM_MISMATCH";
  await fails(server, target, code, { maxAttempts: 1 });
});

both("row 28: an attempt that gets no further than the one before counts", async (t, target) => {
  const server = await storage(t, [cut(70_000), cut(60_000), cut(70_000), ranged()]);
  const { attempts } = await fails(server, target, "TRUNCATED", { maxAttempts: 3 });
  assert.deepEqual([attempts, server.requests.length], [3, 3]);
});

both("row 29: no length and an early close is CHECKSUM_MISMATCH", async (t, target) => {
  const bytes = PACKAGE.subarray(0, 70_000);
  const server = await storage(t, [whole(bytes, NO_LENGTH)]);
  assertMismatch(await fails(server, target, "CHECKSUM_MISMATCH"), bytes, target, server);
});

both("row 29: no length is no fault by itself", async (t, target) => {
  await succeeds(await storage(t, [whole(PACKAGE, NO_LENGTH)]), target);
});

const LONG = Buffer.concat([PACKAGE, Buffer.from("x")]);
for (const [name, body, headers] of [
  ["inside the declared length", LONG],
  ["chunked", Buffer.concat([chunk(LONG), LAST_CHUNK]), CHUNKED],
]) {
  both(`row 30: an extra byte, ${name}, is CHECKSUM_MISMATCH`, async (t, target) => {
    const server = await storage(t, [whole(body, headers)]);
    assertMismatch(await fails(server, target, "CHECKSUM_MISMATCH"), LONG, target, server);
  });
}

both("row 32: a stall is TIMEOUT by idleTimeoutMs, and asked for once more", async (t, target) => {
  const server = await storage(t, [stalled(1000)]);
  const error = await fails(server, target, "TIMEOUT", { idleTimeoutMs: 500, maxAttempts: 2 });
  assert.match(error.message, /idleTimeoutMs, 500 ms/);
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.range),
    [undefined, "bytes=1000-"],
  );
  assert.equal(error.attempts, 2);
  await Promise.all(server.requests.map(({ closed }) => closed));
});

both("row 32: a stall before the first byte is TIMEOUT as well", async (t, target) => {
  const server = await storage(t, [stalled(0)]);
  assert.match(
    (await fails(server, target, "TIMEOUT", { idleTimeoutMs: 60, maxAttempts: 1 })).message,
    /idleTimeoutMs/,
  );
});

both("row 32: no headers is TIMEOUT by attemptTimeoutMs", async (t, target) => {
  const server = await storage(t, [() => {}]);
  const error = await fails(server, target, "TIMEOUT", { attemptTimeoutMs: 1000, maxAttempts: 2 });
  assert.match(error.message, /attemptTimeoutMs, 1000 ms/);
  assert.equal(server.requests.length, 2);
});

// A byte each 15 ms: never idle.
const dripping = (_request, socket) => {
  head(socket, 200, { "content-length": PACKAGE.length });
  let sent = 0;
  const timer = setInterval(() => socket.write(PACKAGE.subarray(sent, ++sent)), 15);
  socket.on("close", () => clearInterval(timer));
};
both("row 32: a byte at a time is TIMEOUT by the whole call's time, and that alone", async (t, target) => {
  const server = await storage(t, [dripping]);
  const start = performance.now();
  const error = await fails(server, target, "TIMEOUT", {
    timeoutMs: 3000,
    idleTimeoutMs: 1500,
    attemptTimeoutMs: 2000,
  });
  const took = performance.now() - start;
  assert.match(error.message, /timeoutMs, 3000 ms/);
  assert.ok(took > 2995 && took < 8000, `${took} ms`);
  assert.equal(server.requests.length, 1);
  await server.requests[0].closed;
});

const ENCODED = {
  honest: gzipSync(PACKAGE),
  truncated: gzipSync(PACKAGE).subarray(0, 70_000),
  "a bomb": gzipSync(Buffer.alloc(64 << 20)),
  "a lie": PACKAGE,
};
for (const [name, body] of Object.entries(ENCODED)) {
  both(`row 33: gzip, ${name}, is CONTENT_ENCODED`, async (t, target) => {
    const server = await storage(t, [whole(body, { "content-encoding": "gzip" })]);
    const error = await fails(server, target, "CONTENT_ENCODED", { maxBytes: 1 << 20 });
    assert.deepEqual([error.retryable, error.attempts, server.requests.length], [false, 1, 1]);
    assert.equal(server.requests[0].headers["accept-encoding"], "identity");
  });
}
both("row 33: a part that is gzip is CONTENT_ENCODED too", async (t, target) => {
  const server = await storage(t, [cut(70_000), ranged({ headers: { "content-encoding": "gzip" } })]);
  await fails(server, target, "CONTENT_ENCODED");
  assert.equal(server.requests.length, 2);
});
both("row 33: identity is no encoding", async (t, target) => {
  await succeeds(await storage(t, [whole(PACKAGE, { "content-encoding": "identity" })]), target);
});

both("row 34: 206 unasked is PROTOCOL, although it is ok", async (t, target) => {
  const headers = { "content-range": `bytes 0-${PACKAGE.length - 1}/${PACKAGE.length}` };
  const server = await storage(t, [answer(206, PACKAGE, headers)]);
  const { retryable } = await fails(server, target, "PROTOCOL");
  assert.deepEqual([retryable, server.requests.length], [false, 1]);
});

const EMPTY = {
  204: answer(204, "", NO_LENGTH),
  "an empty body": answer(200),
  "no length and no body": answer(200, "", NO_LENGTH),
};
for (const [name, nothing] of Object.entries(EMPTY)) {
  both(`row 35: ${name} is EMPTY`, async (t, target) => {
    const server = await storage(t, [nothing]);
    const error = await fails(server, target, "EMPTY", { maxAttempts: 2 });
    assert.deepEqual([error.retryable, error.attempts, server.requests.length], [true, 2, 2]);
  });
  both(`row 35: ${name} is the package, where the checksum is that of nothing`, async (t, target) => {
    const events = [];
    const server = await storage(t, [nothing], { checksum: sha256("") });
    await succeeds(server, target, { onProgress: (event) => events.push(event.transferredBytes) }, Buffer.alloc(0));
    assert.deepEqual([events, server.requests.length], [[0], 1]);
  });
}

const denied = answer(403, XML("AccessDenied"), { "content-type": "application/xml" });
both("row 36: 403 and 403 again is LINK_EXPIRED, after one new link", async (t, target) => {
  const server = await storage(t, [denied]);
  const error = await fails(server, target, "LINK_EXPIRED", { maxAttempts: 5 });
  assert.deepEqual([error.status, error.attempts, error.retryable], [403, 2, true]);
  assert.deepEqual([server.links.length, server.requests.length], [2, 2]);
  assert.deepEqual(
    server.requests.map(({ path }) => path.slice(-5)),
    ["nth=1", "nth=2"],
  );
});
both("row 36: the new link works, be it with maxAttempts 1", async (t, target) => {
  const server = await storage(t, [denied, whole()]);
  const { link } = await succeeds(server, target, { maxAttempts: 1 });
  assert.match(link.url, /nth=2$/);
});
both("row 36: the new link is of another package", async (t, target) => {
  const other = flipped(PACKAGE);
  const link = (nth) => (nth === 1 ? {} : { checksum: sha256(other) });
  await succeeds(await storage(t, [denied, whole(other)], { link }), target, {}, other);
});
both("row 36: no new link is had", async (t, target) => {
  const link = (nth) => (nth === 1 ? {} : { errcode: 48001, errmsg: "api unauthorized" });
  const server = await storage(t, [denied], { link });
  assert.equal((await fails(server, target, "PERMISSION_DENIED")).errcode, 48001);
  assert.equal(server.requests.length, 1);
});

for (const status of [400, 404, 451]) {
  both(`row 37: ${status} is HTTP_STATUS, once`, async (t, target) => {
    const server = await storage(t, [answer(status, XML("NoSuchKey"))]);
    const error = await fails(server, target, "HTTP_STATUS");
    assert.deepEqual([error.status, error.retryable, error.attempts, server.requests.length], [status, false, 1, 1]);
  });
}

const slowDown = (headers) => answer(503, XML("SlowDown"), headers);
both("row 38: 503 SlowDown, and then the package", async (t, target) => {
  const server = await storage(t, [slowDown(), slowDown(), whole()]);
  await succeeds(server, target);
  assert.equal(server.requests.length, 3);
});
both("row 38: 503 for ever stops", async (t, target) => {
  const server = await storage(t, [slowDown({ "retry-after": "0" })]);
  const error = await fails(server, target, "HTTP_STATUS", { maxAttempts: 4 });
  assert.deepEqual([error.status, error.retryable, error.attempts, server.requests.length], [503, true, 4, 4]);
});
it("row 38: Retry-After is waited for, and not where it outlives the call", async (t) => {
  const memory = { options: {}, succeeded() {}, failed() {} };
  const start = performance.now();
  await succeeds(await storage(t, [slowDown({ "retry-after": "1" }), whole()]), memory);
  assert.ok(performance.now() - start > 990);
  const server = await storage(t, [slowDown({ "retry-after": "30" })]);
  await fails(server, memory, "HTTP_STATUS");
  assert.equal(server.requests.length, 1);
});
