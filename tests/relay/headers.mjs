// Points 5 and 7 of the relay's list: the headers upstream, and those of responses.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";
import { CANARY_TOKEN } from "./upstream.mjs";

const relay = await startRelay({ after });
// The ones that the runtimes' own fetch adds; each adds some of them.
const OWN = [
  "accept",
  "cf-worker",
  "accept-encoding",
  "accept-language",
  "connection",
  "host",
  "sec-fetch-mode",
  "user-agent",
];
const foreign = (headers, known) => Object.keys(headers).filter((name) => !known.includes(name));
const HOSTILE = {
  cookie: "session=HOSTILE",
  authorization: "Bearer HOSTILE",
  "proxy-authorization": "Basic HOSTILE",
  forwarded: "for=HOSTILE",
  "x-forwarded-for": "HOSTILE",
  "x-forwarded-host": "HOSTILE",
  "x-forwarded-proto": "HOSTILE",
  "x-real-ip": "HOSTILE",
  "x-anything": "HOSTILE",
  "accept-language": "HOSTILE",
  "user-agent": "HOSTILE",
  referer: "https://HOSTILE/",
  accept: "HOSTILE/*",
  range: "bytes=0-HOSTILE",
  "if-none-match": "HOSTILE",
  traceparent: "HOSTILE",
};

describe("point 5: upstream headers are built from nothing", () => {
  for (const action of ["link", "download"]) {
    it(action, async () => {
      relay.upstream.requests.length = 0;
      const own = await relay.call(action, WISH);
      const cookie = `${relay.cookie}; ${HOSTILE.cookie}`;
      const answered = await relay.call(action, WISH, { headers: { ...HOSTILE, cookie } });
      assert.deepEqual([own.status, answered.status], [200, 200]);
      const calls = relay.upstream.requests.filter(({ method }) => method === "POST");
      const downloads = relay.upstream.requests.filter(({ method }) => method === "GET");
      assert.equal(calls.length, 2);
      assert.equal(downloads.length, action === "download" ? 2 : 0);
      assert.doesNotMatch(JSON.stringify(relay.upstream.requests), /HOSTILE|console-\d/);
      for (const { headers, url, body } of calls) {
        assert.deepEqual(foreign(headers, [...OWN, "content-length", "content-type"]), []);
        assert.equal(headers["content-type"], "application/json");
        assert.equal(headers["content-length"], String(Buffer.byteLength(body)));
        assert.equal(url, `/tcb/downloadfunction?access_token=${encodeURIComponent(CANARY_TOKEN)}`);
        assert.deepEqual(JSON.parse(body), { env: "test-777bb9", function_name: "login" });
      }
      for (const { headers } of downloads) {
        assert.deepEqual(foreign(headers, OWN), []);
        assert.equal(headers["accept-encoding"], "identity");
      }
    });
  }
});

describe("point 7: answers", () => {
  const ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store, no-transform",
  };
  const carries = (headers, expected) => {
    for (const [name, value] of Object.entries(expected)) assert.equal(headers[name], value, name);
  };

  it("a link: the documented fields, without its url", async () => {
    const { headers, bytes } = await relay.call("link", WISH);
    carries(headers, { ...ALWAYS, "content-type": "application/json" });
    const { expiresAt, checksum, ...rest } = JSON.parse(bytes);
    assert.deepEqual(rest, { errcode: 0, errmsg: "ok" });
    assert.match(checksum, /^[0-9a-f]{64}$/);
    assert.ok(Date.parse(expiresAt) > Date.now());
  });

  it("a package: whole, with its digest, length, expiry and a harmless name", async () => {
    const link = JSON.parse((await relay.call("link", WISH)).bytes);
    const { headers, bytes, complete } = await relay.call("download", WISH);
    assert.ok(complete);
    const digest = createHash("sha256").update(bytes).digest();
    assert.equal(digest.toString("hex"), link.checksum);
    carries(headers, {
      ...ALWAYS,
      "content-type": "application/zip",
      "content-length": String(bytes.length),
      "repr-digest": `sha-256=:${digest.toString("base64")}:`,
      "content-disposition": "attachment; filename=\"login.zip\"; filename*=UTF-8''login.zip",
    });
    assert.ok(Date.parse(headers["x-link-expires"]) > Date.now());
  });

  it("a package: its name cannot leave its folder nor its header", async () => {
    const functionName = '../..\\a"b;c=d\u202e函';
    relay.upstream.functions.push({ env: "names", functionName });
    const { status, headers } = await relay.call("download", { env: "names", functionName });
    assert.equal(status, 200);
    const [, plain, encoded] = /^attachment; filename="([\w-]+\.zip)"; filename\*=UTF-8''([\w%-]+\.zip)$/.exec(
      headers["content-disposition"],
    );
    assert.match(decodeURIComponent(encoded), /^[\p{L}\d_-]+\.zip$/u);
    assert.ok(plain.length > 4);
  });

  it("a refusal", async () => {
    const { headers } = await relay.refused(400, "INVALID_ARGUMENT", "{}");
    carries(headers, { ...ALWAYS, "content-type": "application/json" });
  });

  it("a platform's error: 502 with errcode, errmsg and rid", async () => {
    const { status, headers, bytes } = await relay.call("link", { env: "errcode", functionName: "48001" });
    assert.equal(status, 502);
    carries(headers, { ...ALWAYS, "content-type": "application/json" });
    const { error } = JSON.parse(bytes);
    assert.equal(error.code, "PERMISSION_DENIED");
    assert.equal(error.errcode, 48001);
    assert.match(error.errmsg, /api unauthorized/);
    assert.match(error.rid, /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
  });
});
