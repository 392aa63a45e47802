// Points 2 and 3 of the relay's list: method, media type, length, origin. All of it on real sockets.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { send, startRelay, WISH } from "./client.mjs";

const relay = await startRelay({ after });
const { refused, accepted, origin } = relay;
const padded = (length) => JSON.stringify(WISH).padEnd(length);

describe("the relay takes POST alone", () => {
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    it(`${method}: 405 with Allow`, async () => {
      const before = relay.upstream.requests.length;
      const answered = await relay.call("link", "", { method });
      assert.equal(answered.status, 405);
      assert.equal(answered.headers.allow, "POST");
      assert.equal(relay.upstream.requests.length, before);
    });
  }

  for (const path of ["/relay/", "/relay/other", "/relay/link/", "/relay//link", "/relay/LINK", "/relay/link%00", "/relay/%6cink"]) {
    it(`${path}: 404`, () => refused(404, "RELAY_REFUSED", WISH, { path }));
  }
});

describe("the relay takes application/json alone", () => {
  for (const contentType of [
    "application/json; charset=utf-8", "application/json;", "text/plain", "text/json", "application/x-www-form-urlencoded",
    "multipart/form-data", "application/jsonx", "application/json, text/plain", "", undefined,
  ]) {
    it(`${contentType === undefined ? "no content type" : `"${contentType}"`}: 415`, () => {
      return refused(415, "RELAY_REFUSED", WISH, { headers: { "content-type": contentType } });
    });
  }

  it("in either case", () => accepted(WISH, { headers: { "content-type": "Application/JSON" } }));
});

// A length that is declared too small cannot be told apart: HTTP ends the body there, and the rest is another request.
describe("the relay counts 4 KiB in bytes received", () => {
  it("4096 bytes are read", () => accepted(padded(4096)));

  it("4096 bytes in pieces without a length are read", () => {
    const text = padded(4096);
    return accepted(undefined, { pieces: [text.slice(0, 5), text.slice(5, 4000), text.slice(4000)] });
  });

  it("4097 bytes with their length: 413", () => refused(413, "RELAY_REFUSED", padded(4097)));

  it("4097 bytes in pieces without a length: 413", () => {
    const text = padded(4097);
    return refused(413, "RELAY_REFUSED", undefined, { pieces: [text.slice(0, 4000), text.slice(4000)] });
  });

  it("bytes count, not characters: 413", () => {
    return refused(413, "RELAY_REFUSED", JSON.stringify({ ...WISH, functionName: "函".repeat(1500) }));
  });

  it("4097 bytes of a body that never ends: 413 at once", { timeout: 10_000 }, () => {
    return refused(413, "RELAY_REFUSED", undefined, { pieces: [padded(4097)], headers: { "content-length": 1e6 } });
  });
});

describe("the relay lets its own pages in alone", () => {
  const from = (site, named) => ({ headers: { "sec-fetch-site": site, origin: named } });
  const stranger = "https://evil.example";
  const otherPort = `http://127.0.0.1:${(Number(new URL(origin).port) % 65535) + 1}`;
  const otherName = origin.replace("127.0.0.1", "localhost");

  for (const [name, rest] of [
    ["Sec-Fetch-Site: same-origin with its own Origin", from("same-origin", origin)],
    ["Sec-Fetch-Site: same-origin without an Origin", from("same-origin", undefined)],
    ["no Sec-Fetch-Site, its own Origin", from(undefined, origin)],
  ]) {
    it(`${name}: let in`, () => accepted(WISH, rest));
  }

  for (const [name, rest] of [
    ["Sec-Fetch-Site: cross-site", from("cross-site", stranger)],
    ["Sec-Fetch-Site: cross-site with its own Origin", from("cross-site", origin)],
    ["Sec-Fetch-Site: same-site", from("same-site", origin)],
    ["Sec-Fetch-Site: none", from("none", undefined)],
    ["Sec-Fetch-Site: none with its own Origin", from("none", origin)],
    ["an empty Sec-Fetch-Site", from("", origin)],
    ["Sec-Fetch-Site in another case", from("Same-Origin", origin)],
    ["two values of Sec-Fetch-Site", from("same-origin, cross-site", origin)],
    ["Sec-Fetch-Site: same-origin with another Origin", from("same-origin", stranger)],
    ["another Origin", from(undefined, stranger)],
    ["its own Origin in another case", from(undefined, origin.replace("http", "HTTP"))],
    ["its own Origin with a slash", from(undefined, `${origin}/`)],
    ["another name of loopback", from(undefined, otherName)],
    ["another port", from(undefined, otherPort)],
    ["another scheme", from(undefined, origin.replace("http:", "https:"))],
    ["Origin: null", from(undefined, "null")],
    ["Origin: null with Sec-Fetch-Site: same-origin", from("same-origin", "null")],
    ["neither", from(undefined, undefined)],
  ]) {
    it(`${name}: 403`, () => refused(403, "RELAY_REFUSED", WISH, rest));
  }

  it("no answer allows another origin anything", async () => {
    const preflight = { method: "OPTIONS", headers: { origin: stranger, "access-control-request-method": "POST" } };
    const answers = [
      await relay.call("link", "", preflight),
      await relay.call("link", WISH),
      await relay.call("download", WISH),
      await relay.call("link", WISH, from("cross-site", stranger)),
      await send(origin, { method: "GET", path: "/", headers: { origin: stranger } }),
    ];
    for (const { headers } of answers) {
      assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith("access-control-")), []);
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    }
  });
});

describe("the console's server answers to its own name alone", () => {
  const { host } = new URL(origin);
  for (const named of ["evil.example", `evil.example:${new URL(origin).port}`, host.replace("127.0.0.1", "localhost"), "127.0.0.1",
    `${host}.evil.example`, host.replace("127.0.0.1", "[::1]")]) {
    it(`Host: ${named.replace(/\d{4,}/, "PORT")}: 421`, async () => {
      const before = relay.upstream.requests.length;
      for (const path of ["/relay/link", "/", "/suggestions.json"]) {
        const { status, bytes, headers } = await relay.call("link", WISH, { path, headers: { host: named } });
        assert.equal(status, 421);
        assert.ok(bytes.toString().includes(origin), "it names the right address");
        assert.match(headers["content-security-policy"], /^default-src 'none'/);
      }
      assert.equal(relay.upstream.requests.length, before);
    });
  }

  it("an absolute address in the request line: 421", async () => {
    assert.equal((await relay.call("link", WISH, { path: "http://evil.example/relay/link" })).status, 421);
  });
});

describe("the relay knows who was signed in", () => {
  it("no cookie: 401", () => refused(401, "RELAY_REFUSED", WISH, { headers: { cookie: undefined } }));

  it("another cookie: 401", () => {
    const cookie = `console-${new URL(origin).port}=${"A".repeat(43)}`;
    return refused(401, "RELAY_REFUSED", WISH, { headers: { cookie } });
  });
});
