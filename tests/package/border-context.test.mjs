// Row 55: every caller's function runs in the async context (AsyncLocalStorage) of its call, with many calls at once.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { it } from "node:test";

import * as index from "wechat-function-link";
import * as relayed from "wechat-function-link/relay";

import {
  answering,
  asks,
  packageOf,
  platform,
  relayOptions,
  relayRequest,
  replyFor,
  sha256,
  soon,
  turns,
} from "../support/border.mjs";
import { CHECKSUM as REFUSED } from "../support/calls.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { soak } from "../support/soak.mjs";

// More than the queue's 64 places, so that some calls wait for another's end.
const CALLS = soak(100, 72);
const tenant = new AsyncLocalStorage();
const COPIES = { warm: () => ({ ...index, ...relayed }), cold: () => freshPackage("index", "relay") };

// Records the context in which a call's function runs.
function witness() {
  const seen = new Map();
  const note = (name, what) => {
    const places = seen.get(what) ?? seen.set(what, []).get(what);
    places.push([name, tenant.getStore()]);
  };
  const check = (...whats) => {
    for (const what of whats) {
      const places = seen.get(what) ?? [];
      assert.ok(places.length >= CALLS, `${what} ran ${places.length} times`);
      const wrong = places.filter(([name, store]) => name !== store);
      assert.deepEqual(wrong.slice(0, 3), [], `${what}: ${wrong.length} of ${places.length} ran in another context`);
    }
  };
  return { note, check };
}

// Runs it many times at once, each in its own context.
const everyone = (run) =>
  soon(Promise.all(Array.from({ length: CALLS }, (_, index) => tenant.run(`tenant ${index}`, run, `tenant ${index}`))));

for (const [state, copy] of Object.entries(COPIES)) {
  if (state === "warm") await index.explainErrcode(0);

  it(`row 55: a provider, its refresh and options.fetch of getFunctionLink, ${state}`, async () => {
    const { getFunctionLink } = copy();
    const { note, check } = witness();
    await everyone(async (name) => {
      const accessToken = async ({ rejectedToken }) => (
        note(name, rejectedToken ? "the refresh" : "the provider"), rejectedToken ? "good" : "bad"
      );
      let attempts = 0;
      const fetch = (url, init) => {
        note(name, "fetch");
        // A refused token, then a busy platform, so that a timer of the back-off is between two attempts.
        if (url.endsWith("=bad")) return answering({ errcode: 42001, errmsg: "access_token expired" })();
        return answering(attempts++ === 0 ? { errcode: -1, errmsg: "system error" } : replyFor("a"))(url, init);
      };
      await getFunctionLink(asks("a", { accessToken, authorizerAppid: name }), { fetch });
      await getFunctionLink(asks("a", { accessToken: () => (note(name, "a provider without appid"), "good") }), {
        fetch,
      });
    });
    check("the provider", "the refresh", "fetch", "a provider without appid");
  });

  it(`row 55: one provider for all calls of getFunctionLink, ${state}`, async () => {
    const { getFunctionLink } = copy();
    const seen = [];
    // Only the context shows this provider whose token to fetch.
    const accessToken = async () => (seen.push(tenant.getStore()), "token");
    await everyone(() => getFunctionLink(asks("a", { accessToken }), { fetch: answering(replyFor("a")) }));
    assert.deepEqual(seen.sort(), Array.from({ length: CALLS }, (_, index) => `tenant ${index}`).sort());
  });

  it(`row 55: onStart, onProgress and to of downloadFunction, on sockets, ${state}`, async (t) => {
    const { downloadFunction } = copy();
    const { note, check } = witness();
    // Two chunks each, the second after a turn of its own.
    const { options } = await platform(t, {
      storage: (name, response) => {
        const bytes = packageOf(name);
        response.writeHead(200, { "content-length": bytes.length });
        response.write(bytes.subarray(0, 100), () => setImmediate(() => response.end(bytes.subarray(100))));
        return true;
      },
    });
    await everyone(async (name) => {
      const to = new WritableStream({ write: () => note(name, "write"), close: () => note(name, "close") });
      const callbacks = { onStart: () => note(name, "onStart"), onProgress: () => note(name, "onProgress") };
      const fetch = (...all) => (note(name, "fetch"), globalThis.fetch(...all));
      await downloadFunction(asks("a"), { ...options(), to, fetch, ...callbacks });
      await downloadFunction(asks("a"), { ...options(), ...callbacks });
    });
    check("onStart", "onProgress", "write", "close", "fetch");
  });

  it(`row 55: the abort of to, ${state}`, async () => {
    const { downloadFunction } = copy();
    const { note, check } = witness();
    await everyone(async (name) => {
      const to = () => new WritableStream({ abort: () => note(name, "abort") });
      const wrong = answering((url) => (url.includes("/tcb/") ? replyFor("a") : "wrong"));
      await assert.rejects(downloadFunction(asks("a"), { fetch: wrong, to: to() }), { code: "CHECKSUM_MISMATCH" });
      await assert.rejects(downloadFunction(asks(""), { fetch: wrong, to: to() }), { code: "INVALID_ARGUMENT" });
    });
    check("abort");
  });

  it(`row 55: the source, the provider and the fetch of getFunctionLinks, ${state}`, async () => {
    const { getFunctionLinks } = copy();
    const { note, check } = witness();
    await everyone(async (name) => {
      const accessToken = () => (note(name, "the provider"), "token");
      const fetch = (...all) => (note(name, "fetch"), answering(replyFor("a"))(...all));
      let given = 0;
      const source = {
        [Symbol.asyncIterator]: () => (note(name, "the iterator's making"), source),
        next: async () => (
          note(name, "next"), given++ < 3 ? { done: false, value: asks("a", { accessToken }) } : { done: true }
        ),
        return: async () => (note(name, "return"), { done: true }),
      };
      for await (const { error } of getFunctionLinks(source, { fetch, concurrency: 2 })) assert.equal(error, undefined);
      given = 0;
      for await (const { error } of getFunctionLinks(source, { fetch, concurrency: 1 })) {
        assert.equal(error, undefined);
        break;
      }
    });
    check("the iterator's making", "next", "return", "the provider", "fetch");
  });

  it(`row 55: the sources and onProgress of verifyChecksum, ${state}`, async () => {
    const { verifyChecksum } = copy();
    const { note, check } = witness();
    const parts = [packageOf("a").subarray(0, 100), packageOf("a").subarray(100)];
    await everyone(async (name) => {
      const iterable = (failing) => {
        let given = 0;
        const iterator = {
          [Symbol.asyncIterator]: () => iterator,
          next: async () => (
            note(name, "next"),
            given < parts.length ? { done: false, value: failing ? 5 : parts[given++] } : { done: true }
          ),
          return: async () => (note(name, "return"), { done: true }),
        };
        return iterator;
      };
      let given = 0;
      const stream = (value) =>
        new ReadableStream(
          {
            pull(controller) {
              note(name, "pull");
              if (value !== undefined || given < parts.length) controller.enqueue(value ?? parts[given++]);
              else controller.close();
            },
            cancel: () => note(name, "cancel"),
          },
          { highWaterMark: 0 },
        );
      const onProgress = () => note(name, "onProgress");
      const checksum = sha256(packageOf("a"));
      assert.equal(await verifyChecksum(iterable(), checksum, { onProgress }), true);
      assert.equal(await verifyChecksum(stream(), checksum, { onProgress }), true);
      assert.equal(await verifyChecksum(new Uint8Array(packageOf("a")), checksum, { onProgress }), true);
      await assert.rejects(verifyChecksum(iterable(true), REFUSED), { code: "INVALID_ARGUMENT" });
      await assert.rejects(verifyChecksum(stream(5), REFUSED), { code: "INVALID_ARGUMENT" });
    });
    check("next", "return", "pull", "cancel", "onProgress");
  });

  it(`row 55: authorize, accessToken, fetch, the store of limits and audit of a relay, ${state}`, async (t) => {
    const { createRelay } = copy();
    const { options } = await platform(t);
    const { note, check } = witness();
    // The request has its number. Only the async context has the caller.
    const relay = createRelay(
      relayOptions({
        ...options(),
        authorize: (request) => (
          note(request.headers.get("x-name"), "authorize"), { id: request.headers.get("x-name") }
        ),
        accessToken: ({ authorizerAppid }) => (note(authorizerAppid, "accessToken"), `token of ${authorizerAppid}`),
        fetch: (url, init) => {
          const name = new URL(url).searchParams.get("access_token")?.slice("token of ".length);
          note(name ?? tenant.getStore() ?? "no context at all", "fetch");
          if (name === undefined) assert.notEqual(tenant.getStore(), undefined);
          return globalThis.fetch(url, init);
        },
        audit: ({ id, action }) => note(id, `audit of a ${action}`),
        limits: { store: { take: async (key) => (note(key, "take"), { allowed: true }) } },
      }),
    );
    const answers = await everyone(async (name) => {
      const request = (route) =>
        relayRequest(
          route,
          { env: "border", functionName: "a", authorizerAppid: name },
          {
            headers: { "content-type": "application/json", "x-name": name },
          },
        );
      assert.equal((await relay(request("link"))).status, 200);
      return relay(request("download"));
    });
    // A server reads the body wherever it likes: here outside of every context.
    for (const answer of answers)
      assert.equal(sha256(Buffer.from(await soon(answer.arrayBuffer()))), sha256(packageOf("a")));
    await turns(5); // an audit is not waited for
    check("authorize", "accessToken", "take", "fetch", "audit of a link", "audit of a download");
  });
}
