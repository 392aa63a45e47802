// Row 68: one signal for hundreds of calls of every function: no warning, and no listener is left.
import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, getFunctionLinks, verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";

import {
  answering,
  asks,
  drained,
  packageOf,
  relayOptions,
  replyFor,
  sha256,
  soon,
  turns,
} from "../support/border.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { folderOf } from "../support/saving.mjs";
import { soak } from "../support/soak.mjs";

const CALLS = soak(300, 100);
const fetch = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
const refusing = answering({ errcode: 48001, errmsg: "api unauthorized" });
const wrong = answering((url) => (url.includes("/tcb/") ? replyFor("a") : "wrong"));
const fails = (promise) =>
  promise.then(
    () => assert.fail("it succeeded"),
    () => {},
  );

// A signal that counts its listeners.
function watched() {
  const controller = new AbortController();
  const { signal } = controller;
  const seen = { controller, signal, listeners: 0, most: 0 };
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  const known = new Set();
  signal.addEventListener = (type, listener, ...rest) => {
    if (!known.has(listener)) seen.most = Math.max(seen.most, ++seen.listeners);
    known.add(listener);
    add(type, listener, ...rest);
  };
  signal.removeEventListener = (type, listener, ...rest) => {
    if (known.delete(listener)) seen.listeners--;
    remove(type, listener, ...rest);
  };
  return seen;
}

// Of another copy: with places on the wire of its own, as it has in another process.
const relay = freshPackage("relay").createRelay(relayOptions({ fetch }));
const relayed = { relay: "http://127.0.0.1/", fetch: (url, init) => relay(new Request(url, init)) };
const calls = (t) => {
  const folder = folderOf(t);
  let file = 0;
  return {
    getFunctionLink: (signal) => getFunctionLink(asks("a"), { fetch, signal }),
    "getFunctionLink by a provider": (signal) =>
      getFunctionLink(asks("a", { accessToken: async () => "token" }), { fetch, signal }),
    "getFunctionLink that is refused": (signal) => fails(getFunctionLink(asks("a"), { fetch: refusing, signal })),
    "getFunctionLink of a bad argument": (signal) => fails(getFunctionLink(asks(""), { fetch, signal })),
    getFunctionLinks: (signal) => drained(getFunctionLinks([asks("a"), asks("a")], { fetch, signal })),
    "getFunctionLinks that is left": (signal) => {
      const links = getFunctionLinks([asks("a"), asks("a"), asks("a")], { fetch, signal, concurrency: 1 });
      return links.next().then(() => links.return());
    },
    downloadFunction: (signal) => downloadFunction(asks("a"), { fetch, signal }),
    "downloadFunction to a stream": (signal) =>
      downloadFunction(asks("a"), { fetch, signal, to: new WritableStream() }),
    "downloadFunction that does not match": (signal) => fails(downloadFunction(asks("a"), { fetch: wrong, signal })),
    saveFunction: (signal) => saveFunction(asks("a"), join(folder, String(file++ % 20)), { fetch, signal }),
    "getFunctionLink through a relay": (signal) =>
      getFunctionLink({ env: "e", functionName: "a" }, { ...relayed, signal }),
    "downloadFunction through a relay": (signal) =>
      downloadFunction({ env: "e", functionName: "a" }, { ...relayed, signal }),
    "verifyChecksum of a buffer": (signal) =>
      verifyChecksum(new Uint8Array(packageOf("a")), sha256(packageOf("a")), { signal }),
    "verifyChecksum of a source": (signal) =>
      verifyChecksum(new Response(packageOf("a")), sha256(packageOf("a")), { signal }),
    "verifyChecksum of a source that fails": (signal) =>
      fails(
        verifyChecksum(
          new Response(new ReadableStream({ pull: (controller) => controller.error("mine") })),
          sha256(""),
          { signal },
        ),
      ),
  };
};

function warnings(t) {
  const seen = [];
  const note = (warning) => seen.push(`${warning.name}: ${warning.message}`);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  return async () => {
    await turns(3); // warnings come on a later turn
    assert.deepEqual(seen, []);
  };
}

for (const name of [
  "getFunctionLink",
  "getFunctionLink by a provider",
  "getFunctionLink that is refused",
  "getFunctionLink of a bad argument",
  "getFunctionLinks",
  "getFunctionLinks that is left",
  "downloadFunction",
  "downloadFunction to a stream",
  "downloadFunction that does not match",
  "saveFunction",
  "getFunctionLink through a relay",
  "downloadFunction through a relay",
  "verifyChecksum of a buffer",
  "verifyChecksum of a source",
  "verifyChecksum of a source that fails",
]) {
  it(`row 68: ${CALLS} calls at once of ${name} on one signal`, async (t) => {
    const none = warnings(t);
    const seen = watched();
    const call = calls(t)[name];
    for (let round = 0; round < 2; round++) {
      await soon(Promise.all(Array.from({ length: CALLS }, () => call(seen.signal))));
      assert.equal(seen.listeners, 0, "listeners are left");
    }
    t.diagnostic(`${seen.most} listeners at most`);
    assert.ok(seen.most <= 10, `${seen.most} listeners at once`);
    await none();
  });
}

it(`row 68: calls of all functions at once, again and again, on one signal, and then its abort`, async (t) => {
  const none = warnings(t);
  const seen = watched();
  const all = Object.values(calls(t));
  for (let round = 0; round < 10; round++)
    await soon(Promise.all(all.flatMap((call) => Array.from({ length: 5 }, () => call(seen.signal)))));
  assert.equal(seen.listeners, 0, "listeners are left");
  const waiting = Array.from({ length: CALLS }, (_, index) =>
    (index % 2 ? getFunctionLink : downloadFunction)(asks("a"), {
      fetch: () => new Promise(() => {}),
      signal: seen.signal,
    }),
  );
  await turns(3);
  seen.controller.abort("mine");
  for (const call of waiting) await soon(assert.rejects(call, (reason) => reason === "mine"));
  assert.equal(seen.listeners, 0, "listeners are left");
  await none();
});
