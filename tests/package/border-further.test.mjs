// The border's further cases: a restart to an empty package, iterators without `next`, signals without `throwIfAborted`, errors that cannot be read.
import assert from "node:assert/strict";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, getFunctionLinks, verifyChecksum } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import {
  answering,
  asks,
  drained,
  fails,
  packageOf,
  relayOptions,
  relayRequest,
  replyFor,
  sha256,
  soon,
  strays,
} from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { answer, head, pull, storage } from "../support/storage.mjs";

const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));

it("the last progress event after a restart to an empty package is the final count, 0", async (t) => {
  const arrived = deferred();
  // Breaks off once its first bytes have arrived, as an error may overtake them.
  const breaking = (_request, socket) => {
    head(socket, 200, { "content-length": 10 });
    socket.write("abc");
    arrived.promise.then(() => socket.end());
  };
  const server = await storage(t, [breaking, answer(200)], { checksum: sha256("") });
  const events = [];
  const onProgress = (event) => {
    events.push(event);
    arrived.resolve();
  };
  const { size, bytes } = await soon(pull(server, { onProgress }));
  assert.deepEqual([size, bytes.length, server.requests.length], [0, 0, 2]);
  assert.equal(events[0].transferredBytes, 3);
  assert.equal(events.at(-1).transferredBytes, 0, JSON.stringify(events));
});

const WITHOUT_NEXT = {
  "without next": () => ({}),
  "whose next is no function": () => ({ next: 5 }),
  "that is undefined": () => undefined,
  "that is a number": () => 5,
};
for (const [what, make] of Object.entries(WITHOUT_NEXT)) {
  it(`an iterator ${what} is INVALID_ARGUMENT for verifyChecksum and getFunctionLinks, and a typed error in a body`, async (t) => {
    const none = strays(t);
    const iterable = { [Symbol.asyncIterator]: make };
    await fails(verifyChecksum(iterable, sha256("")), "INVALID_ARGUMENT");
    await fails(drained(getFunctionLinks(iterable, { fetch: sound })), "INVALID_ARGUMENT");
    await fails(drained(getFunctionLinks({ [Symbol.iterator]: make }, { fetch: sound })), "INVALID_ARGUMENT");
    const fetch = async (...all) => ({ ...(await sound(...all)), body: iterable });
    await fails(getFunctionLink(asks("a"), { fetch, maxAttempts: 1 }));
    await fails(
      downloadFunction(asks("a"), {
        fetch: (url, init) => (url.includes("/tcb/") ? sound : fetch)(url, init),
        maxAttempts: 1,
      }),
    );
    await none();
  });
}

it("an iterator whose items are no objects is INVALID_ARGUMENT", async (t) => {
  const none = strays(t);
  for (const item of [5, null, undefined, "text"]) {
    // Ends by itself after many reads: otherwise the test would hang with the event loop.
    const iterable = () => {
      let asked = 0;
      const next = () => {
        if (asked++ > 10_000) throw new Error("it was asked again and again");
        return item;
      };
      return { [Symbol.asyncIterator]: () => ({ next }) };
    };
    await fails(verifyChecksum(iterable(), sha256("")), "INVALID_ARGUMENT");
    await fails(drained(getFunctionLinks(iterable(), { fetch: sound })), "INVALID_ARGUMENT");
  }
  await none();
});

// As polyfills have it.
function polyfilled() {
  const listeners = new Set();
  const signal = {
    aborted: false,
    reason: undefined,
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  };
  const abort = (reason) => {
    Object.assign(signal, { aborted: true, reason });
    const event = { type: "abort", target: signal };
    for (const listener of listeners) {
      if (typeof listener === "function") listener.call(signal, event);
      else listener.handleEvent(event);
    }
  };
  return { signal, abort, listeners };
}

it("a signal without throwIfAborted is taken by every function, and heard", async () => {
  const held = deferred();
  const silent = () => held.promise;
  const calls = {
    getFunctionLink: [(signal, fetch) => getFunctionLink(asks("a"), { fetch, signal }), ({ checksum }) => checksum],
    downloadFunction: [(signal, fetch) => downloadFunction(asks("a"), { fetch, signal }), ({ checksum }) => checksum],
    getFunctionLinks: [
      (signal, fetch) => drained(getFunctionLinks([asks("a")], { fetch, signal })),
      ([{ link }]) => link.checksum,
    ],
    verifyChecksum: [
      (signal, fetch) =>
        verifyChecksum(fetch === sound ? new Response(packageOf("a")) : new ReadableStream(), sha256(packageOf("a")), {
          signal,
        }),
      (same) => same && sha256(packageOf("a")),
    ],
  };
  for (const [name, [call, checksum]] of Object.entries(calls)) {
    const { signal, abort, listeners } = polyfilled();
    assert.equal(checksum(await soon(call(signal, sound), name)), sha256(packageOf("a")), name);
    assert.equal(listeners.size, 0, name);
    const waiting = call(signal, silent);
    setImmediate(() => abort("mine"));
    await soon(
      assert.rejects(waiting, (reason) => reason === "mine"),
      name,
    );
    await soon(
      assert.rejects(call(signal, sound), (reason) => reason === "mine"),
      name,
    );
  }
});

const UNREADABLE = {
  message: () =>
    Object.defineProperty(new Error("mine"), "message", {
      get() {
        throw new Error("boom");
      },
    }),
  "stack, name, code and cause": () =>
    Object.defineProperties(
      new Error("mine"),
      Object.fromEntries(
        ["stack", "name", "code", "cause"].map((name) => [
          name,
          {
            get() {
              throw new Error("boom");
            },
          },
        ]),
      ),
    ),
  "message, and it is no error": () =>
    Object.defineProperty({}, "message", {
      get() {
        throw new Error("boom");
      },
    }),
  prototype: () =>
    new Proxy(
      {},
      {
        getPrototypeOf() {
          throw new Error("boom");
        },
        get() {
          throw new Error("boom");
        },
        has() {
          throw new Error("boom");
        },
      },
    ),
  "mark of an error of ours": () =>
    Object.defineProperty({}, Symbol.for("wechat-function-link.FunctionLinkError"), {
      get() {
        throw new Error("boom");
      },
    }),
};
for (const [what, make] of Object.entries(UNREADABLE)) {
  it(`a provider that throws something with an unreadable ${what}: TOKEN_REJECTED, and both routes of a relay answer`, async (t) => {
    const none = strays(t);
    const thrown = make();
    for (const accessToken of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      for (const more of [{}, { authorizerAppid: "wx" }]) {
        assert.ok(
          (await fails(getFunctionLink(asks("a", { accessToken, ...more }), { fetch: sound }), "TOKEN_REJECTED"))
            .cause === thrown,
        );
      }
      for (const route of ["link", "download"]) {
        const audited = [];
        const relay = createRelay(relayOptions({ fetch: sound, accessToken, audit: (entry) => audited.push(entry) }));
        const response = await soon(relay(relayRequest(route, { env: "e", functionName: "f" })));
        assert.deepEqual([response.status, (await response.json()).error.code], [502, "TOKEN_REJECTED"]);
        assert.deepEqual(
          audited.map(({ status, code }) => [status, code]),
          [[502, "TOKEN_REJECTED"]],
        );
      }
    }
    await none();
  });
}

it("an error with a cause that refers to itself, as axios's do, can be shown as JSON", async () => {
  const accessToken = () => {
    const error = new Error("Request failed");
    error.config = { self: error };
    throw error;
  };
  const error = await fails(getFunctionLink(asks("a", { accessToken }), { fetch: sound }), "TOKEN_REJECTED");
  assert.equal(JSON.parse(JSON.stringify(error)).code, "TOKEN_REJECTED");
});
