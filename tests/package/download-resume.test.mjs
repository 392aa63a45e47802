// Broken connections: the next request, and the spliced package.
import assert from "node:assert/strict";
import { it } from "node:test";

import {
  CHECKSUM,
  CHUNKED,
  PACKAGE,
  answer,
  both,
  chunk,
  cut,
  fails,
  flipped,
  head,
  pull,
  ranged,
  sha256,
  storage,
  stream,
  succeeds,
  whole,
} from "../support/storage.mjs";

const asked = ({ requests }) => requests.map(({ headers }) => [headers.range, headers["if-range"]]);
const WHOLE = [undefined, undefined];
const total = PACKAGE.length;
const part = (first, { last = total - 1, of = total, bytes = PACKAGE.subarray(first, last + 1), headers = {} } = {}) =>
  answer(206, bytes, { "content-range": `bytes ${first}-${last}/${of}`, ...headers });

// A reset also discards bytes that the other side has not read yet, so the test decides when to reset.
function resetting(length) {
  const arrived = {};
  const reset = new Promise((resolve) => {
    arrived.onProgress = ({ transferredBytes }) => transferredBytes >= length && resolve();
  });
  arrived.answer = (_request, socket) => {
    head(socket, 200, { "content-length": total, etag: '"one"' });
    socket.write(PACKAGE.subarray(0, length));
    reset.then(() => socket.resetAndDestroy());
  };
  return arrived;
}

both("row 31: a reset in mid-body is resumed, and the hash goes on", async (t, target) => {
  const { onProgress, answer: broken } = resetting(70_001);
  const server = await storage(t, [broken, ranged()]);
  await succeeds(server, target, { onProgress });
  assert.deepEqual(asked(server), [WHOLE, ["bytes=70001-", '"one"']]);
  // Node adds its own header to a request with Range.
  assert.match(server.requests[1].headers["accept-encoding"], /^identity(, identity)?$/);
  assert.equal(server.links.length, 1);
});

it("row 31: a reset before the headers is NETWORK, a reset behind them TRUNCATED", async (t) => {
  const before = await storage(t, [(_request, socket) => socket.resetAndDestroy()]);
  const none = { options: {}, failed() {} };
  const { attempts } = await fails(before, none, "NETWORK", { maxAttempts: 2 });
  assert.equal(attempts, 2);
  const { onProgress, answer: broken } = resetting(1000);
  await fails(await storage(t, [broken]), none, "TRUNCATED", { maxAttempts: 1, onProgress });
});

both("row 43: a resume answered rightly is spliced", async (t, target) => {
  const server = await storage(t, [cut(70_000, { etag: '"one"' }), part(70_000, { headers: { etag: '"one"' } })]);
  await succeeds(server, target);
  assert.deepEqual(asked(server), [WHOLE, ["bytes=70000-", '"one"']]);
});

// Optional parts: a validator, a weak one (which ranges cannot use), the total.
const SOUND = {
  "without an ETag": [cut(70_000), part(70_000)],
  "with a weak ETag": [cut(70_000, { etag: 'W/"one"' }), part(70_000, { headers: { etag: 'W/"one"' } })],
  "with an unknown total": [cut(70_000), part(70_000, { of: "*" })],
  chunked: [
    cut(70_000),
    answer(206, Buffer.concat([chunk(PACKAGE.subarray(70_000)), Buffer.from("0\r\n\r\n")]), {
      ...CHUNKED,
      "content-range": `bytes 70000-${total - 1}/${total}`,
    }),
  ],
};
for (const [name, answers] of Object.entries(SOUND)) {
  both(`row 43: a resume ${name} is spliced`, async (t, target) => {
    const server = await storage(t, answers);
    await succeeds(server, target);
    assert.deepEqual(asked(server), [WHOLE, ["bytes=70000-", undefined]]);
  });
}

both("row 43: a part that ends early is no end", async (t, target) => {
  const server = await storage(t, [cut(70_000), part(70_000, { last: 99_999 }), part(100_000)]);
  await succeeds(server, target);
  assert.deepEqual(
    asked(server).map(([range]) => range),
    [undefined, "bytes=70000-", "bytes=100000-"],
  );
});

both("row 43: a part tells the total where the first answer did not", async (t, target) => {
  const open = whole(chunk(PACKAGE.subarray(0, 70_000)), { ...CHUNKED, connection: null });
  const server = await storage(t, [open, part(70_000, { last: 99_999 }), part(100_000)]);
  await succeeds(server, target);
  assert.deepEqual(
    asked(server).map(([range]) => range),
    [undefined, "bytes=70000-", "bytes=100000-"],
  );
});

both("row 43: cut after cut, more than maxAttempts, succeeds while each moves on", async (t, target) => {
  const server = await storage(t, [ranged({ most: 20_000 })]);
  const before = Math.random;
  // No waits between the ten requests.
  Math.random = () => 0;
  t.after(() => (Math.random = before));
  const events = [];
  await succeeds(server, target, { maxAttempts: 2, onProgress: (event) => events.push(event) });
  assert.deepEqual(
    asked(server),
    Array.from({ length: 10 }, (_, n) => (n ? [`bytes=${n * 20_000}-`, '"one"'] : WHOLE)),
  );
  assert.deepEqual(events.at(-1), { transferredBytes: total, totalBytes: total });
  events.reduce((last, { transferredBytes }) => (assert.ok(transferredBytes > last), transferredBytes), 0);
});

both("row 43: a wrong rest is CHECKSUM_MISMATCH", async (t, target) => {
  const wrong = flipped(PACKAGE, total - 1);
  const server = await storage(t, [cut(70_000), part(70_000, { bytes: wrong.subarray(70_000) }), whole(wrong)]);
  const error = await fails(server, target, "CHECKSUM_MISMATCH");
  assert.deepEqual([error.expected, error.actual, error.size], [CHECKSUM, sha256(wrong), total]);
  // To memory: downloaded once more, from the start.
  const ranges = target.kind === "bytes" ? [undefined, "bytes=70000-", undefined] : [undefined, "bytes=70000-"];
  assert.deepEqual(
    asked(server).map(([range]) => range),
    ranges,
  );
});

both("row 43: a wrong rest, and then the package: once more in memory alone", async (t, target) => {
  const server = await storage(t, [cut(70_000), part(70_000, { bytes: Buffer.alloc(total - 70_000) }), whole()]);
  if (target.kind === "bytes") await succeeds(server, target);
  else await fails(server, target, "CHECKSUM_MISMATCH");
});

const first = cut(70_000, { etag: '"one"' });
// Responses with the whole package are used. After a wrong part the next request is for the whole.
const RESTARTS = {
  200: [whole(), []],
  "200 of a changed ETag": [ranged({ etag: '"two"' }), []],
  "an offset too low": [part(69_999), [whole()]],
  "an offset too high": [part(70_001), [whole()]],
  "the offset 0": [part(0), [whole()]],
  "a changed ETag": [part(70_000, { headers: { etag: '"two"' } }), [whole()]],
  "another total": [part(70_000, { of: total + 1 }), [whole()]],
  "no Content-Range": [answer(206, PACKAGE.subarray(70_000)), [whole()]],
  "a Content-Range that is none": [
    answer(206, PACKAGE.subarray(70_000), { "content-range": "bytes 70000/200000" }),
    [whole()],
  ],
  parts: [answer(206, "--x--", { "content-type": "multipart/byteranges; boundary=x" }), [whole()]],
  416: [answer(416, "", { "content-range": `bytes */${total}` }), [whole()]],
};
for (const [name, [second, more]] of Object.entries(RESTARTS)) {
  both(`row 44: a resume answered by ${name} starts from 0`, async (t, target) => {
    const server = await storage(t, [first, second, ...more]);
    await succeeds(server, target, { maxBytes: total });
    assert.deepEqual(asked(server), [WHOLE, ["bytes=70000-", '"one"'], ...more.map(() => WHOLE)]);
  });
}

both("row 44: a host that cuts and then refuses to resume, for ever, does not hold the call", async (t, target) => {
  const refusing = (request, socket) => (request.headers.range ? answer(416) : cut(70_000))(request, socket);
  const server = await storage(t, [refusing]);
  await fails(server, target, "TRUNCATED", { maxAttempts: 3 });
  assert.ok(server.requests.length <= 6, `${server.requests.length} requests`);
});

it("row 44: to a stream, a restart whose beginning differs is CHECKSUM_MISMATCH at once", async (t) => {
  // The rest never arrives: the mismatch shows as soon as the beginning has arrived.
  const other = (_request, socket) => {
    head(socket, 200, { "content-length": total });
    socket.write(flipped(PACKAGE, 5).subarray(0, 70_000));
  };
  const server = await storage(t, [cut(70_000), other]);
  const target = stream();
  const error = await fails(server, target, "CHECKSUM_MISMATCH", { maxAttempts: 5 });
  assert.deepEqual([error.expected, error.actual, error.size], [CHECKSUM, undefined, 70_000]);
  assert.equal(server.requests.length, 2);
  assert.ok(target.bytes().equals(PACKAGE.subarray(0, 70_000)), "something was written after the restart");
  await server.requests[1].closed;
});

it("row 44: to a stream, a restart may break off while what was written comes again", async (t) => {
  const server = await storage(t, [cut(70_000), cut(30_000), ranged(), whole()]);
  await succeeds(server, stream());
  assert.deepEqual(
    asked(server).map(([range]) => range),
    [undefined, "bytes=70000-", "bytes=30000-"],
  );
});

it("row 44: to a stream, a shorter package that matches does not follow what was written of a longer one", async (t) => {
  const short = PACKAGE.subarray(0, 30_000);
  const server = await storage(t, [cut(70_000), whole(short)], { checksum: sha256(short) });
  const error = await fails(server, stream(), "CHECKSUM_MISMATCH");
  assert.deepEqual([error.expected, error.actual, server.requests.length], [sha256(short), undefined, 2]);
});

const denied = answer(403, "<Error><Code>AccessDenied</Code></Error>");
both("row 36: a link that expires in mid-way: the new one resumes", async (t, target) => {
  const server = await storage(t, [first, denied, ranged()]);
  await succeeds(server, target);
  assert.deepEqual(asked(server), [WHOLE, ["bytes=70000-", '"one"'], ["bytes=70000-", '"one"']]);
  assert.match(server.requests[2].path, /nth=2$/);
});

const renewed = (bytes) => ({ link: (nth) => (nth === 1 ? {} : { checksum: sha256(bytes) }) });
both("row 36: in mid-way the new link is of another package, which begins alike", async (t, target) => {
  const other = flipped(PACKAGE, 150_000);
  const server = await storage(t, [first, denied, ranged({ bytes: other })], renewed(other));
  await succeeds(server, target, {}, other);
  assert.deepEqual(asked(server)[2], WHOLE);
});
both("row 36: in mid-way the new link is of another package", async (t, target) => {
  const other = flipped(PACKAGE, 5);
  const server = await storage(t, [first, denied, ranged({ bytes: other })], renewed(other));
  if (target.kind === "bytes") return succeeds(server, target, {}, other);
  assert.equal((await fails(server, target, "CHECKSUM_MISMATCH")).expected, sha256(other));
  assert.equal(server.requests.length, 3);
});

it("two downloads at once do not mix", async (t) => {
  const other = flipped(PACKAGE);
  const [one, two] = [
    await storage(t, [cut(70_000), ranged()]),
    await storage(t, [whole(other)], { checksum: sha256(other) }),
  ];
  const [first, second] = await Promise.all([pull(one), pull(two)]);
  assert.ok(PACKAGE.equals(first.bytes) && other.equals(second.bytes));
});
