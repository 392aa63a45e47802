// downloadFunction's options and events.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction } from "wechat-function-link";

import { CANARY_SIGNATURE, CANARY_TOKEN, rejection, request } from "../support/calls.mjs";
import {
  CHUNKED,
  LAST_CHUNK,
  PACKAGE,
  answer,
  both,
  chunk,
  cut,
  flipped,
  head,
  pull,
  ranged,
  storage,
  stream,
  succeeds,
  whole,
} from "../support/storage.mjs";

const { length } = PACKAGE;

describe("options that are malformed are refused, and nothing is sent", () => {
  const locked = new WritableStream();
  locked.getWriter();
  const throwing = {
    getWriter() {
      throw new Error(CANARY_TOKEN);
    },
  };
  const bad = {
    maxBytes: [-1, NaN, "100", null, 5n, {}],
    idleTimeoutMs: [0, -1, NaN, "10", null, {}],
    attemptTimeoutMs: [0, "10"],
    timeoutMs: [0, "10"],
    maxAttempts: [0, 1.5],
    allowedHosts: [
      "*.myqcloud.com",
      null,
      5,
      [5],
      [""],
      ["*"],
      ["*."],
      ["a.example:443"],
      ["https://a.example"],
      ["a.example/"],
      ["*.*.example"],
      ["a b"],
      ["a@b"],
    ],
    to: [locked, null, 5, "a.zip", {}, [], new ReadableStream(), new TransformStream(), () => {}, throwing],
    onProgress: [5, null, {}],
  };
  for (const [name, values] of Object.entries(bad)) {
    values.forEach((value, nth) => {
      it(`${name}, case ${nth}: ${typeof value}`, async (t) => {
        const server = await storage(t, [whole()]);
        const target = stream();
        const error = await rejection(pull(server, { ...target.options, [name]: value }), "INVALID_ARGUMENT");
        assert.match(error.message, new RegExp(name));
        assert.deepEqual([server.links.length, server.requests.length, error.attempts], [0, 0, undefined]);
        // Row 60: the destination's reader gets the error, unless the call did not take the destination.
        if (name === "to")
          assert.deepEqual([target.to.locked, target.closed, target.aborted], [false, false, undefined]);
        else await target.failed(error);
      });
    });
  }
  for (const options of [null, 5, "text"]) {
    it(`${options} in their place`, () => rejection(downloadFunction(request, options), "INVALID_ARGUMENT"));
  }
  for (const bad of [undefined, {}, { ...request, functionName: "" }, { ...request, accessToken: 5 }]) {
    it(`a request that is ${JSON.stringify(bad)}`, () => rejection(downloadFunction(bad), "INVALID_ARGUMENT"));
  }
});

it("options that mean no limit are taken", async (t) => {
  const options = {
    maxBytes: Infinity,
    idleTimeoutMs: Infinity,
    attemptTimeoutMs: Infinity,
    timeoutMs: Infinity,
    to: undefined,
    onProgress: undefined,
  };
  assert.ok(PACKAGE.equals((await pull(await storage(t, [whole()]), options)).bytes));
});
it("no memory for what arrives is WRITE_FAILED, and for what is only declared no fault", async (t) => {
  const RealUint8Array = globalThis.Uint8Array;
  // A runtime without memory: its own code has the real constructor, the package uses the global one.
  const reason = new RangeError("Array buffer allocation failed");
  const construct = (target, all) => {
    if (all[0] >= 150_000) throw reason;
    return new target(...all);
  };
  globalThis.Uint8Array = new Proxy(RealUint8Array, { construct });
  t.after(() => (globalThis.Uint8Array = RealUint8Array));
  const server = await storage(t, [whole()]);
  const error = await rejection(pull(server), "WRITE_FAILED");
  assert.deepEqual([error.cause === reason, server.requests.length], [true, 1]);
  const lying = await storage(t, [cut(1000, { "content-length": 200_000_000 })]);
  await rejection(pull(lying, { maxAttempts: 1 }), "TRUNCATED");
  globalThis.Uint8Array = RealUint8Array;
  assert.ok(PACKAGE.equals((await pull(server)).bytes));
});
it("attemptTimeoutMs ends with the headers", async (t) => {
  const slow = (_request, socket) => {
    head(socket, 200, { "content-length": length });
    let sent = 0;
    const timer = setInterval(() => {
      socket.write(PACKAGE.subarray(sent, (sent += 20_000)));
      if (sent >= length) clearInterval(timer);
    }, 400);
  };
  const server = await storage(t, [slow]);
  await succeeds(server, stream(), { attemptTimeoutMs: 1500, idleTimeoutMs: 5000 });
  assert.equal(server.requests.length, 1);
});

// The events of a download, each checked against the bytes.
async function told(server, target, options) {
  const events = [];
  await succeeds(server, target, { ...options, onProgress: (event) => events.push({ ...event }) });
  return events;
}
both("the last event of progress carries the final count", async (t, target) => {
  const events = await told(await storage(t, [whole()]), target);
  assert.deepEqual(events.at(-1), { transferredBytes: length, totalBytes: length });
  for (const { totalBytes } of events) assert.equal(totalBytes, length);
});
both("progress has no total where the host gave none", async (t, target) => {
  const events = await told(await storage(t, [whole(Buffer.concat([chunk(PACKAGE), LAST_CHUNK]), CHUNKED)]), target);
  assert.deepEqual(events.at(-1), { transferredBytes: length });
});
both("progress goes on after a resume, and begins again after a restart", async (t, target) => {
  const counts = (events) => events.map(({ transferredBytes }) => transferredBytes);
  const resumed = counts(await told(await storage(t, [cut(70_000), ranged()]), target));
  assert.deepEqual(
    resumed,
    [...new Set(resumed)].sort((a, b) => a - b),
  );
  const restarted = counts(
    await told(
      await storage(t, [cut(70_000), whole(PACKAGE.subarray(0, 1), { "content-length": length }), ranged()]),
      stream(),
    ),
  );
  assert.ok(restarted.includes(1), "the restart was not told");
  assert.equal(restarted.at(-1), length);
});
it("progress begins again where the package is fetched afresh", async (t) => {
  const memory = { options: {}, succeeded() {} };
  const events = await told(await storage(t, [whole(flipped(PACKAGE)), whole()]), memory);
  assert.equal(events.filter(({ transferredBytes }) => transferredBytes === length).length, 2);
});

// An address in an error of a runtime or a caller's fetch is not passed on.
const telling = (url) => new TypeError(`fetch failed: ${url}`, { cause: new Error(`connect ${url}`) });
const FETCHES = {
  rejects: async (url) => {
    throw telling(url);
  },
  throws: (url) => {
    throw telling(url);
  },
  "breaks off": async (url) =>
    new Response(new ReadableStream({ pull: (controller) => controller.error(telling(url)) })),
};
for (const [name, broken] of Object.entries(FETCHES)) {
  it(`a fetch that ${name} with the address in its words shows none of it`, async (t) => {
    const server = await storage(t, [whole()]);
    const injected = (url, init) =>
      init.method === "POST" ? fetch(url, init) : (assert.ok(url.includes(CANARY_SIGNATURE)), broken(url));
    const target = stream();
    const code = name === "breaks off" ? "TRUNCATED" : "NETWORK";
    const error = await rejection(pull(server, { ...target.options, fetch: injected, maxAttempts: 2 }), code);
    assert.deepEqual([error.cause, error.attempts], [undefined, 2]);
    await target.failed(error);
  });
}
both("bodies of every status are let go", async (t, target) => {
  // Unread responses: the call has to close each connection, although the host sends on.
  const endless =
    (status, headers = {}) =>
    (_request, socket) => {
      head(socket, status, { "content-length": 1e9, ...headers });
      socket.write("x");
    };
  for (const [status, code, headers] of [
    [404, "HTTP_STATUS"],
    [206, "PROTOCOL"],
    [403, "LINK_EXPIRED"],
    [302, "REDIRECT_REFUSED", { location: "https://evil.example/" }],
    [200, "CONTENT_ENCODED", { "content-encoding": "br" }],
  ]) {
    const server = await storage(t, [endless(status, headers)]);
    await rejection(pull(server, { maxBytes: Infinity }), code);
    await Promise.all(server.requests.map(({ closed }) => closed));
  }
  const server = await storage(t, [cut(70_000), endless(416), whole()]);
  await succeeds(server, target);
  await server.requests[1].closed;
});
it("what a host answers is in no error", async (t) => {
  const server = await storage(t, [
    answer(500, `<Error>${CANARY_SIGNATURE}</Error>`, { "x-cos-request-id": CANARY_SIGNATURE }),
  ]);
  assert.equal((await rejection(pull(server, { maxAttempts: 1 }), "HTTP_STATUS")).status, 500);
});
