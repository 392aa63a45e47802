// Points 2 and 3 of the relay's list: method, media type, length, origin. All of it on real sockets.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";

const relay = await startRelay({ after });
const { refused, accepted, origin } = relay;
const padded = (length) => JSON.stringify(WISH).padEnd(length);

describe("point 2: the relay takes POST alone", () => {
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    it(`${method}: 405 with Allow`, async () => {
      const before = relay.upstream.requests.length;
      const answered = await relay.call("link", "", { method });
      assert.equal(answered.status, 405);
      assert.equal(answered.headers.allow, "POST");
      assert.equal(relay.upstream.requests.length, before);
    });
  }

  for (const path of [
    "/relay/",
    "/relay/other",
    "/relay/link/",
    "/relay//link",
    "/relay/LINK",
    "/relay/link%00",
    "/relay/%6cink",
  ]) {
    it(`${path}: 404`, () => refused(404, "RELAY_REFUSED", WISH, { path }));
  }
});

describe("point 2: the relay takes application/json alone", () => {
  for (const contentType of [
    "application/json; charset=utf-8",
    "application/json;",
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonx",
    "application/json, text/plain",
    "",
    undefined,
  ]) {
    it(`${contentType === undefined ? "no content type" : `"${contentType}"`}: 415`, () => {
      return refused(415, "RELAY_REFUSED", WISH, { headers: { "content-type": contentType } });
    });
  }

  it("in either case", () => accepted(WISH, { headers: { "content-type": "Application/JSON" } }));
});

// A length that is too small is not detectable: HTTP ends the body there, and the rest is another request.
describe("point 2: the relay counts 4 KiB in bytes received", () => {
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

const from = (site, named) => ({ headers: { "sec-fetch-site": site, origin: named } });
const stranger = "https://evil.example";

describe("point 3: the relay lets its own pages in alone", () => {
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
    ];
    for (const { headers } of answers) {
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith("access-control-")),
        [],
      );
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    }
  });
});

describe("point 3: behind a TLS proxy, and for clients that are no browsers", () => {
  const publicly = "https://console.example";

  it("the public origin alone is let in where it is named", async (t) => {
    const proxied = await startRelay(t, { config: { origin: publicly } });
    await proxied.accepted(WISH, from("same-origin", publicly));
    await proxied.accepted(WISH, from(undefined, publicly));
    for (const other of [
      proxied.origin,
      `${publicly}:8443`,
      "http://console.example",
      "https://console.example.evil.example",
    ]) {
      await proxied.refused(403, "RELAY_REFUSED", WISH, from("same-origin", other));
      await proxied.refused(403, "RELAY_REFUSED", WISH, from(undefined, other));
    }
  });

  it("clients that send neither header are let in where the operator opted in, and no page is", async (t) => {
    const open = await startRelay(t, { config: { allowNonBrowser: true } });
    await open.accepted(WISH, from(undefined, undefined));
    await open.refused(403, "RELAY_REFUSED", WISH, from("cross-site", undefined));
    await open.refused(403, "RELAY_REFUSED", WISH, from(undefined, stranger));
    await open.refused(403, "RELAY_REFUSED", WISH, from(undefined, "null"));
  });
});
