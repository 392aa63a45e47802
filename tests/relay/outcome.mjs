// Row 77 of docs/faults.md: a package that fails verification has the same error, whether the relay holds back all of it or not. The
// tests use the package's relay client, and a plain HTTP client.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { after, before, describe, it } from "node:test";

import { RUNTIME, startRelay, WISH } from "./client.mjs";
import { PACKAGE } from "./package.mjs";

const { downloadFunction, FunctionLinkError } = await import(new URL("index.js", PACKAGE));

const HELD_BYTES = 256 * 1024;
const FITS = randomBytes(HELD_BYTES);
const BARELY_LONGER = randomBytes(HELD_BYTES + 1);
const LONGER = randomBytes(1 << 20);
const wish = { env: "outcome", functionName: "package" };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const flipped = (bytes) => {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] ^= 1;
  return copy;
};
// Whether the relay streams the package. It does not if it fits what the relay holds back, and workerd does not if its length is not
// declared. One that is barely longer may arrive in one chunk, which the relay holds back whole: both ways are right.
function streams(bytes, length, isStreamed) {
  if (bytes.length <= HELD_BYTES || (length === undefined && RUNTIME === "workerd")) return false;
  return bytes === BARELY_LONGER ? isStreamed : true;
}

async function relayOf(t, bytes, send, config) {
  const answer = ({ method }, response) => {
    if (method === "POST") return false;
    send(response);
    return true;
  };
  const relay = await startRelay(t, {
    answer,
    config: { authorize: "names anyone", allowNonBrowser: true, maxAttempts: 1, ...config },
  });
  relay.upstream.functions.push({ ...wish, package: new Uint8Array(bytes) });
  const failure = (options) =>
    downloadFunction(wish, { relay: `${relay.origin}/relay`, ...options }).then(
      () => assert.fail("it resolved"),
      (error) => {
        assert.ok(FunctionLinkError.is(error), String(error));
        return error;
      },
    );
  // The request bodies, by action.
  const counted = (seen) => (url, init) => (seen.push(url.slice(url.lastIndexOf("/") + 1)), fetch(url, init));
  return { ...relay, failure, counted };
}

const whole = (bytes, length) => (response) =>
  response.writeHead(200, length === undefined ? {} : { "content-length": length }).end(bytes);

for (const [size, bytes] of [
  ["fits what is held back", FITS],
  ["is barely longer", BARELY_LONGER],
  ["is longer", LONGER],
]) {
  for (const [name, length] of [
    ["", bytes.length],
    [", of unknown length", undefined],
  ]) {
    const wrong = flipped(bytes);
    const mismatch = { code: "CHECKSUM_MISMATCH", expected: sha256(bytes), actual: sha256(wrong), size: bytes.length };
    const told = ({ code, expected, actual, size }) => ({ code, expected, actual, size });

    it(`row 77: a wrong package that ${size}${name} is CHECKSUM_MISMATCH to a client of HTTP`, async (t) => {
      const relay = await relayOf(t, bytes, whole(wrong, length));
      let answered = await relay.call("download", wish);
      const isStreamed = streams(bytes, length, answered.status === 200);
      if (isStreamed) {
        assert.deepEqual([answered.status, answered.complete], [200, false]);
        assert.match(answered.headers["repr-digest"], /^sha-256=:.{44}:$/);
        assert.ok(answered.bytes.length < bytes.length);
        answered = await relay.call("outcome", { ...wish, downloadId: answered.headers["x-download-id"] });
      }
      assert.deepEqual([answered.status, answered.complete, answered.headers["x-download-id"]], [502, true, undefined]);
      const { error } = JSON.parse(answered.bytes);
      assert.deepEqual(told(error), mismatch);
      assert.ok(error.message.includes(mismatch.actual) && error.advice && error.retryable);
      const [entry, ...more] = await relay.audit();
      assert.deepEqual(told(entry), mismatch);
      assert.deepEqual(
        [entry.action, entry.status, entry.checksum],
        ["download", isStreamed ? 200 : 502, mismatch.expected],
      );
      assert.deepEqual(
        more.map(({ action, status, code }) => [action, status, code]),
        isStreamed ? [["outcome", 502, mismatch.code]] : [],
      );
    });

    it(`row 77: a wrong package that ${size}${name} is CHECKSUM_MISMATCH to the package's client`, async (t) => {
      const relay = await relayOf(t, bytes, whole(wrong, length));
      const seen = [];
      const error = await relay.failure({ fetch: relay.counted(seen) });
      assert.deepEqual(told(error), mismatch);
      assert.match(error.message, /"package" in environment "outcome"/);
      assert.equal(error.attempts, 2, "it is fetched afresh once");
      const attempts = seen.join(" ").split(/ (?=download)/);
      assert.equal(attempts.length, 2, seen.join(" "));
      for (const attempt of attempts) {
        const isStreamed = streams(bytes, length, attempt !== "download");
        assert.equal(attempt, isStreamed ? "download outcome" : "download");
      }
      const to = new WritableStream();
      assert.deepEqual(told(await relay.failure({ to })), mismatch);
    });
  }
}

describe("a package that is longer and fails otherwise", () => {
  const begun = LONGER.subarray(0, 700_000);
  const declared = { "content-length": LONGER.length };
  for (const [name, send, config, code] of [
    [
      "breaks off",
      (response) => {
        response.writeHead(200, declared);
        response.write(begun, () => response.destroy());
      },
      {},
      "TRUNCATED",
    ],
    [
      "stops to arrive",
      (response) => response.writeHead(200, declared).write(begun),
      { idleTimeoutMs: 300 },
      "TIMEOUT",
    ],
    [
      "is larger than the relay allows",
      (response) => response.writeHead(200).end(LONGER),
      { maxBytes: 600_000 },
      "TOO_LARGE",
    ],
  ]) {
    it(`row 77: because it ${name}: ${code}`, async (t) => {
      const relay = await relayOf(t, LONGER, send, config);
      const seen = [];
      const error = await relay.failure({ fetch: relay.counted(seen) });
      assert.deepEqual([error.code, error.expected, error.attempts], [code, undefined, 1], error.message);
      assert.equal(seen[0], "download");
      const [entry] = await relay.audit();
      assert.equal(entry.code, code);
    });
  }
});

// A reverse proxy in front. Some pass a break on, and some end their own response as if it were whole.
async function proxied(t, origin, end) {
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const passed = request(origin, { method, path: url, headers, agent: false }, (response) => {
      const { "content-length": _, ...more } = response.headers;
      outgoing.writeHead(response.statusCode, end === "ends" ? more : response.headers);
      response.on("data", (chunk) => outgoing.write(chunk));
      response.on("close", () => (response.complete || end === "ends" ? outgoing.end() : outgoing.destroy()));
      response.on("error", () => {});
    });
    passed.on("error", () => {});
    incoming.pipe(passed);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return `http://127.0.0.1:${proxy.address().port}`;
}

for (const end of ["breaks off", "ends"]) {
  it(`row 77: a wrong package that is longer is CHECKSUM_MISMATCH through a proxy that ${end} its own response`, async (t) => {
    const wrong = flipped(LONGER);
    const relay = await relayOf(t, LONGER, whole(wrong, LONGER.length));
    const origin = await proxied(t, relay.origin, end);
    const { code, expected, actual, size } = await relay.failure({ relay: `${origin}/relay` });
    assert.deepEqual(
      [code, expected, actual, size],
      ["CHECKSUM_MISMATCH", sha256(LONGER), sha256(wrong), LONGER.length],
    );
  });
}

it("row 77: a package that arrives slowly is not held back for long", { timeout: 120_000 }, async (t) => {
  let at = 0;
  const relay = await relayOf(t, LONGER, (response) => {
    response.writeHead(200, { "content-length": LONGER.length });
    const drip = setInterval(() => response.write(LONGER.subarray(at, (at += 100))), 10);
    response.on("close", () => clearInterval(drip));
  });
  const { status } = await relay.call("download", wish, {
    onResponse: (response) => response.once("data", () => response.destroy()),
  });
  assert.equal(status, 200);
  assert.ok(at < HELD_BYTES, `${at} bytes were sent before`);
});

describe("an outcome is told", () => {
  let relay;
  let downloadId;
  const closing = [];
  after(() => Promise.all(closing.map((close) => close())));
  before(async () => {
    relay = await relayOf({ after: (close) => closing.push(close) }, LONGER, whole(flipped(LONGER), LONGER.length), {
      authorize: "cookie",
    });
    downloadId = (await relay.call("download", wish)).headers["x-download-id"];
  });
  const ask = (body, rest) => relay.call("outcome", body, rest);
  const as = (name) => ({ headers: { cookie: name && `session=${name}` } });

  for (const [name, status, body, rest] of [
    ["to its caller", 502, {}, {}],
    ["again", 502, {}, {}],
    ["to no other caller", 404, {}, as("another")],
    ["to nobody whom authorize does not name", 401, {}, as(undefined)],
    ["for no other function", 404, { functionName: "login" }, {}],
    ["for no other merchant", 404, { authorizerAppid: "wx01" }, {}],
    ["for no other id", 404, { downloadId: "0" }, {}],
    ["for no id at all: 400", 400, { downloadId: undefined }, {}],
    ["for no id that is not a text: 400", 400, { downloadId: 5 }, {}],
    ["to no other site", 403, {}, { headers: { "sec-fetch-site": "cross-site" } }],
  ]) {
    it(`row 77: ${name}`, async () => {
      const answered = await ask({ ...wish, downloadId, ...body }, rest);
      assert.equal(answered.status, status, answered.shown);
      assert.equal(answered.headers["cache-control"], "no-store, no-transform");
    });
  }

  it("row 77: and no id is taken elsewhere", async () => {
    for (const action of ["link", "download"])
      assert.equal((await relay.call(action, { ...WISH, downloadId })).status, 400);
  });

  it("row 77: though the caller's limits are reached", async (t) => {
    const limited = await relayOf(t, LONGER, whole(flipped(LONGER), LONGER.length), {
      limits: { requestsPerMinute: 1, inFlight: 1 },
    });
    const { headers } = await limited.call("download", wish);
    assert.equal((await limited.call("outcome", { ...wish, downloadId: headers["x-download-id"] })).status, 502);
    assert.equal((await limited.call("download", wish)).status, 429);
  });
});
