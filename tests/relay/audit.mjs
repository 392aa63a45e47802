// Point 9 of the relay's list: one entry per request, refused ones too.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";

const wish = { ...WISH, authorizerAppid: "wx01" };

// The entry of the one request that was sent, without its time.
async function only(relay) {
  const entries = await relay.audit();
  assert.equal(entries.length, 1, JSON.stringify(entries));
  const [{ at, ...rest }] = entries;
  assert.equal(new Date(at).toISOString(), at);
  assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000, at);
  return rest;
}

describe("point 9: an entry says who, merchant, function, outcome and digest", () => {
  it("a link", async (t) => {
    const relay = await startRelay(t);
    const { bytes } = await relay.accepted(wish);
    const { checksum } = JSON.parse(bytes);
    assert.deepEqual(await only(relay), { action: "link", id: "operator", ...wish, status: 200, checksum });
  });

  it("a package", async (t) => {
    const relay = await startRelay(t);
    const { bytes } = await relay.call("download", wish);
    const checksum = createHash("sha256").update(bytes).digest("hex");
    assert.deepEqual(await only(relay), {
      action: "download",
      id: "operator",
      ...wish,
      status: 200,
      checksum,
      size: bytes.length,
    });
  });

  it("a package that does not match", async (t) => {
    const relay = await startRelay(t);
    const { bytes } = await relay.call("download", { env: "download", functionName: "corrupt" });
    const { expected, actual, size } = JSON.parse(bytes).error;
    const entry = await only(relay);
    assert.deepEqual(entry, {
      action: "download",
      id: "operator",
      env: "download",
      functionName: "corrupt",
      status: 502,
      code: "CHECKSUM_MISMATCH",
      checksum: expected,
      expected,
      actual,
      size,
    });
    assert.ok(size > 0);
    for (const digest of [expected, actual]) assert.match(digest, /^[0-9a-f]{64}$/);
  });

  it("a failure of the platform, for a link and a package", async (t) => {
    for (const action of ["link", "download"]) {
      const relay = await startRelay(t);
      const { bytes } = await relay.call(action, { env: "errcode", functionName: "61007" });
      const { rid } = JSON.parse(bytes).error;
      assert.match(rid, /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
      assert.deepEqual(await only(relay), {
        action,
        id: "operator",
        env: "errcode",
        functionName: "61007",
        status: 502,
        code: "PERMISSION_DENIED",
        errcode: 61007,
        rid,
      });
    }
  });

  it("which merchant a token was for", async (t) => {
    const relay = await startRelay(t, { config: { accessToken: "is the merchant's" } });
    await relay.call("link", wish);
    assert.match(relay.upstream.requests[0].url, /access_token=token%20of%20wx01$/);
    assert.equal((await only(relay)).authorizerAppid, "wx01");
  });
});

describe("point 9: refused requests have an entry too", () => {
  for (const [name, action, sent, rest, expected] of [
    ["no such route", "nothing", WISH, {}, { action: "unknown", status: 404 }],
    ["not POST", "link", "", { method: "GET" }, { action: "link", status: 405 }],
    [
      "another site",
      "download",
      WISH,
      { headers: { "sec-fetch-site": "cross-site" } },
      { action: "download", status: 403 },
    ],
    [
      "another media type",
      "link",
      WISH,
      { headers: { "content-type": "text/plain" } },
      { action: "link", status: 415 },
    ],
    ["too large", "link", "x".repeat(4097), {}, { action: "link", status: 413 }],
    ["nobody signed in", "link", wish, { headers: { cookie: undefined } }, { action: "link", ...wish, status: 401 }],
  ]) {
    it(name, async (t) => {
      const relay = await startRelay(t);
      await relay.call(action, sent, rest);
      assert.deepEqual(await only(relay), { ...expected, code: "RELAY_REFUSED" });
    });
  }

  it("a malformed body", async (t) => {
    const relay = await startRelay(t);
    await relay.call("link", { ...WISH, surprise: "first\nsecond" });
    assert.deepEqual(await only(relay), { action: "link", status: 400, code: "INVALID_ARGUMENT" });
  });

  it("too many requests", async (t) => {
    const relay = await startRelay(t, { config: { limits: { requestsPerMinute: 1 } } });
    await relay.accepted(WISH);
    await relay.call("link", WISH);
    const [, { at, ...refused }] = await relay.audit();
    assert.deepEqual(refused, { action: "link", id: "operator", ...WISH, status: 429, code: "RELAY_REFUSED" });
  });
});

describe("point 9: an entry", () => {
  it("holds no line break from input", async (t) => {
    const relay = await startRelay(t, { config: { authorize: "names the caller by several lines" } });
    await relay.call("link", { env: "a\u2028b", functionName: "c\u2029d", authorizerAppid: "e\u2028f" });
    const { id, env, functionName, authorizerAppid } = await only(relay);
    assert.deepEqual(
      { id, env, functionName, authorizerAppid },
      {
        id: "first  second third ",
        env: "a b",
        functionName: "c d",
        authorizerAppid: "e f",
      },
    );
  });

  it("holds no secret, whatever came of the request", async (t) => {
    const relay = await startRelay(t);
    for (const { env, functionName } of relay.upstream.functions.filter(({ env }) => env !== "errcode")) {
      for (const action of ["link", "download"]) await relay.call(action, { env, functionName });
    }
    const entries = await relay.audit();
    assert.ok(entries.length > 50);
    assert.deepEqual(relay.upstream.secretsIn(JSON.stringify(entries)), []);
  });

  for (const audit of ["throws", "rejects"]) {
    it(`that cannot be kept, because audit ${audit}, fails no request and is told`, async (t) => {
      const relay = await startRelay(t, { config: { audit } });
      await relay.accepted(WISH);
      assert.ok((await relay.call("download", WISH)).complete);
      const written = await relay.written();
      assert.equal(written.length, 2);
      for (const line of written) assert.match(line, /^wechat-function-link: the relay's audit function failed/);
      assert.doesNotMatch(written.join(), /CANARY/);
    });
  }
});
