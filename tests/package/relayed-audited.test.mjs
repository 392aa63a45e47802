// Row 78 of docs/faults.md: a relay sends one response to every request, and writes one audit entry for it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { FunctionLinkError } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import { audited, bytes, platformOf, wish } from "../support/audited.mjs";
import { packageOf, relayOptions, relayRequest, sha256, soon, strays, turns } from "../support/border.mjs";
import { freshCopy, replaced } from "../support/fresh.mjs";

const boom = () => {
  throw new Error("boom");
};
const throwing = (...names) =>
  Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: boom, enumerable: true }])));
const odd = () =>
  Object.assign(throwing("code", "message", "status", "name", "cause", "then"), {
    [Symbol.for("wechat-function-link.FunctionLinkError")]: true,
  });
const proxy = () =>
  new Proxy({}, { get: boom, getPrototypeOf: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom });
const posing = () =>
  Object.assign(new Error("x"), {
    [Symbol.for("wechat-function-link.FunctionLinkError")]: true,
    code: 7,
    status: "x",
    advice: Symbol("x"),
  });

// One response, one entry.
async function answersOnce(t, { relay, entries }, request, ...statuses) {
  const none = strays(t);
  const response = await soon(relay(request), "the request");
  assert.ok(statuses.includes(response.status), `${response.status}, wanted ${statuses}`);
  if (response.status >= 400 && response.status !== 499) {
    const { error } = await response.json();
    assert.ok(error.code && error.message && error.advice && typeof error.retryable === "boolean");
    assert.ok(!JSON.stringify(error).includes("boom"));
  } else {
    await response.arrayBuffer();
  }
  await turns(3);
  assert.deepEqual(
    entries.map(({ status }) => status),
    [response.status],
  );
  await none();
  return { response, entry: entries[0] };
}

describe("whatever throws is one response and one entry:", () => {
  for (const [name, throws] of Object.entries({
    "a getter's error": odd,
    "a proxy": proxy,
    "what poses as an error of ours": posing,
    undefined: () => undefined,
    "a symbol": () => Symbol("x"),
    "an error of this package": () =>
      new FunctionLinkError("boom", { code: "BUSY", status: 200, retryable: true, advice: "boom" }),
  })) {
    for (const [who, make, statuses] of [
      [
        "authorize",
        (thrown) => ({
          authorize: () => {
            throw thrown();
          },
        }),
        [401],
      ],
      [
        "authorize, rejecting",
        (thrown) => ({
          authorize: async () => {
            throw thrown();
          },
        }),
        [401],
      ],
      ["authorize, resolving to it", (thrown) => ({ authorize: () => thrown() }), [401, 403]],
      [
        "accessToken",
        (thrown) => ({
          accessToken: () => {
            throw thrown();
          },
        }),
        [502],
      ],
      ["accessToken, resolving to it", (thrown) => ({ accessToken: () => thrown() }), [502]],
      [
        "fetch",
        (thrown) => ({
          fetch: () => {
            throw thrown();
          },
          maxAttempts: 1,
        }),
        [502],
      ],
      ["fetch, resolving to it", (thrown) => ({ fetch: () => thrown(), maxAttempts: 1 }), [502]],
    ]) {
      it(`row 78: ${name}, of ${who}`, async (t) => {
        for (const route of ["link", "download"])
          await answersOnce(t, audited(make(throws)), relayRequest(route, wish), ...statuses);
      });
    }

    it(`row 78: ${name}, of a body`, async (t) => {
      // Not a ReadableStream: Deno's looks at the error's prototype, unguarded.
      const body = {
        getReader: () => ({
          read: async () => {
            throw throws();
          },
          cancel: () => {},
          releaseLock: () => {},
        }),
      };
      for (const route of ["link", "download"]) {
        const request = { ...hostile(route), body };
        await answersOnce(t, audited({ fetch: platformOf("https://a.myqcloud.com/x") }), request, 400);
      }
    });

    it(`row 78: ${name}, of audit`, async (t) => {
      const written = [];
      const restore = replaced(t, console, "error", (...words) => (written.push(words), boom()));
      const none = strays(t);
      const relay = createRelay(
        relayOptions({
          fetch: platformOf("https://a.myqcloud.com/x"),
          audit: () => {
            throw throws();
          },
        }),
      );
      for (const route of ["link", "download"])
        assert.equal((await soon(relay(relayRequest(route, wish)))).status, 200);
      await none();
      restore();
      assert.equal(written.length, 2);
    });
  }

  // A server's own kind of Request.
  const hostile = (route, more = {}) => ({
    method: "POST",
    url: `http://127.0.0.1/${route}`,
    headers: new Headers({ "content-type": "application/json" }),
    body: new Response(JSON.stringify(wish)).body,
    ...more,
  });
  const withGetter = (name) => Object.defineProperty(hostile("link"), name, { get: boom });
  for (const [name, make, ...statuses] of [
    ["an address without an origin", () => hostile("link", { url: "/link" }), 400],
    ["an empty address", () => hostile("link", { url: "" }), 400],
    ["no address", () => hostile("link", { url: undefined }), 400],
    ["an address that is an object", () => hostile("link", { url: proxy() }), 400],
    ["no headers", () => hostile("link", { headers: undefined }), 400],
    ["headers that throw", () => hostile("link", { headers: { get: boom } }), 400],
    ["headers that are objects", () => hostile("link", { headers: { get: () => ({ toJSON: boom }) } }), 400],
    ["a method that is a BigInt", () => hostile("link", { method: 1n }), 400],
    ["a header with a lone surrogate", () => hostile("link", { headers: { get: () => "\ud800" } }), 400, 404],
    [
      "a locked body",
      () => {
        const request = hostile("link");
        request.body.getReader();
        return request;
      },
      400,
    ],
    ["a body that is no stream", () => hostile("link", { body: 7 }), 400],
    ["a body whose reader throws", () => hostile("link", { body: { getReader: boom } }), 400],
    ["no signal", () => hostile("link"), 200],
    ["a signal that is none", () => hostile("link", { signal: 7 }), 200],
    [
      "a signal whose reason throws",
      () =>
        hostile("link", {
          signal: Object.defineProperty({ aborted: true, addEventListener() {} }, "reason", { get: boom }),
        }),
      499,
      500,
      503,
    ],
    [
      "a signal that cannot be listened to",
      () => hostile("link", { signal: { aborted: false, addEventListener: boom } }),
      500,
      503,
    ],
    [
      "a signal that cannot be listened to, of a download",
      () => hostile("download", { signal: { aborted: false, addEventListener: boom } }),
      500,
      503,
    ],
    ...["method", "url", "headers", "signal", "body"].map((name) => [
      `a ${name} that throws`,
      () => withGetter(name),
      400,
    ]),
    ["a proxy", proxy, 400],
    ["undefined", () => undefined, 400],
  ]) {
    it(`row 78: a request with ${name}`, async (t) => {
      const place = audited({
        fetch: platformOf("https://a.myqcloud.com/x"),
        limits: { requestsPerMinute: Infinity, inFlight: 1 },
      });
      await answersOnce(t, place, make(), ...statuses);
      place.entries.length = 0;
      await answersOnce(t, place, relayRequest("link", wish), 200); // its place is free again
    });
  }

  it("row 78: a module that does not load", async (t) => {
    const { createRelay } = freshCopy("relay");
    const entries = [];
    const relay = createRelay(
      relayOptions({ fetch: platformOf("https://a.myqcloud.com/x"), audit: (entry) => entries.push(entry) }),
    );
    const restore = replaced(
      t,
      WebAssembly,
      "Module",
      class {
        constructor() {
          boom();
        }
      },
    );
    const compile = replaced(t, WebAssembly, "compile", boom);
    await answersOnce(t, { relay, entries }, relayRequest("link", wish), 503);
    restore();
    compile();
    entries.length = 0;
    await answersOnce(t, { relay, entries }, relayRequest("link", wish), 200);
  });

  it("row 78: an answer of the platform: errcode and rid are in the entry", async (t) => {
    const reply = { errcode: 61007, errmsg: "api is unauthorized to component rid: 5f3a0c1d-0a1b2c3d-4e5f6071" };
    for (const route of ["link", "download"]) {
      const { entry } = await answersOnce(
        t,
        audited({ fetch: async () => Response.json(reply) }),
        relayRequest(route, wish),
        502,
      );
      assert.deepEqual(
        [entry.code, entry.errcode, entry.rid],
        ["PERMISSION_DENIED", 61007, "5f3a0c1d-0a1b2c3d-4e5f6071"],
      );
    }
  });

  it("row 78: a package that does not match: expected and actual are in the entry", async (t) => {
    const wrong = packageOf("b");
    const fetch = async (url, init) =>
      init.method === "POST" ? platformOf("https://a.myqcloud.com/x")(url, init) : new Response(wrong);
    const { entry } = await answersOnce(t, audited({ fetch }), relayRequest("download", wish), 502);
    const { code, checksum, expected, actual, size } = entry;
    assert.deepEqual(
      { code, checksum, expected, actual, size },
      {
        code: "CHECKSUM_MISMATCH",
        checksum: sha256(bytes),
        expected: sha256(bytes),
        actual: sha256(wrong),
        size: wrong.length,
      },
    );
  });
});
