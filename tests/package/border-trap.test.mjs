// Row 58: a trap while calls of every kind are under way, in a package built for this test: a function of the name `trap` traps. All of them end,
// what they held is let go, and the next calls work.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import * as index from "../trapping-package/index.js";
import { saveFunction } from "../trapping-package/fs.js";
import { createRelay } from "../trapping-package/relay.js";

import {
  asks,
  drained,
  packageOf,
  platform,
  relayOptions,
  relayRequest,
  sha256,
  soon,
  strays,
  turns,
} from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { folderOf } from "../support/saving.mjs";

const { downloadFunction, getFunctionLink, getFunctionLinks, verifyChecksum } = index;
const CHECKSUM = sha256(packageOf("a"));
const wish = (functionName) => ({ env: "border", functionName });

// A platform that never finishes its responses for functions named `held…`, and counts its connections.
async function holding(t) {
  const seen = { begun: 0, open: 0, changed: deferred() };
  const held = (response) => {
    seen.begun++;
    seen.open++;
    response.on("close", () => (seen.open--, seen.changed.resolve()));
    seen.changed.resolve();
    return true;
  };
  const { options } = await platform(t, {
    link: (name, response) => name.startsWith("heldLink") && held(response),
    storage: (name, response) => {
      if (!name.startsWith("held")) return false;
      if (name === "heldPackage") {
        // Chunk by chunk: a relay holds the last one back, and a runtime may join what comes at once.
        response.writeHead(200, { "content-length": 100_000_000 });
        const drip = setInterval(() => response.write(Buffer.alloc(1000)), 10);
        response.on("close", () => clearInterval(drip));
      }
      return held(response);
    },
  });
  const until = (what, reached) =>
    soon(
      (async () => {
        while (!reached()) {
          await seen.changed.promise;
          seen.changed = deferred();
        }
      })(),
      what,
    );
  return {
    options: options(),
    begun: (count) => until("the requests", () => seen.begun >= count),
    ended: () => until("their ends", () => seen.open === 0),
  };
}

const outcome = (promise, what) =>
  soon(promise, what).then(
    () => "it resolved",
    (reason) => reason,
  );
const trapped = async (promise, what) => {
  const reason = await outcome(promise, what);
  assert.ok(reason instanceof WebAssembly.RuntimeError, `${what}: ${reason}`);
};
const trap = (options) => trapped(getFunctionLink(asks("trap"), options), "the call that traps");

async function nextWorks(options, relay) {
  assert.equal((await soon(getFunctionLink(asks("a"), options), "the next link")).checksum, CHECKSUM);
  assert.equal((await soon(downloadFunction(asks("a"), options), "the next download")).checksum, CHECKSUM);
  assert.equal(await soon(verifyChecksum(packageOf("a"), CHECKSUM), "the next verification"), true);
  const [{ link }] = await soon(drained(getFunctionLinks([asks("a")], options)), "the next links");
  assert.equal(link.checksum, CHECKSUM);
  if (!relay) return;
  const response = await soon(relay(relayRequest("download", wish("a"))), "the relay's next response");
  assert.equal(sha256(Buffer.from(await soon(response.arrayBuffer()))), CHECKSUM);
}

for (const round of ["first", "second", "third"]) {
  it(`row 58: a trap while everything is under way, ${round} time`, async (t) => {
    const none = strays(t);
    const { options, begun, ended } = await holding(t);
    const folder = folderOf(t);
    const audited = [];
    const relay = createRelay(relayOptions({ ...options, audit: (entry) => audited.push(entry) }));

    // The resources held at the trap.
    const started = deferred();
    const aborted = deferred();
    const to = new WritableStream({ write: () => started.resolve(), abort: aborted.resolve });
    const provider = deferred();
    const source = deferred();
    const stream = new ReadableStream({ cancel: source.resolve });
    const returned = deferred();
    const iterator = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => new Promise(() => {}),
      return: async () => (returned.resolve(), { done: true }),
    };
    const accessToken = ({ signal }) => new Promise(() => signal.addEventListener("abort", provider.resolve));
    const underWay = {
      "a link": getFunctionLink(asks("heldLink"), options),
      "a download to memory": downloadFunction(asks("heldPackage"), options),
      "a download before its head": downloadFunction(asks("heldHead"), options),
      "a download to a stream": downloadFunction(asks("heldPackage"), { ...options, to }),
      "a download to a file": saveFunction(asks("heldPackage"), join(folder, "saved.zip"), options),
      "a call with a hung provider": getFunctionLink(asks("a", { accessToken, authorizerAppid: "wx" }), options),
      "a stream's verification": verifyChecksum(stream, CHECKSUM),
      "an iterable's verification": verifyChecksum(iterator, CHECKSUM),
    };
    const links = getFunctionLinks([asks("heldLink")], options);
    const listed = links.next().then(
      ({ value }) => value?.error ?? "it went on",
      (reason) => reason,
    );
    const relayed = {
      "a relay's link": relay(relayRequest("link", wish("heldLink"))),
      "a relay's download before its link": relay(relayRequest("download", wish("heldLink"))),
      "a relay's download before its head": relay(relayRequest("download", wish("heldHead"))),
    };
    const streaming = await soon(relay(relayRequest("download", wish("heldPackage"))), "the relay's stream");
    const reader = streaming.body.getReader();
    assert.ok((await soon(reader.read())).value.length > 0);
    await begun(10);
    await soon(started.promise, "the first write");
    const rejections = Object.entries(underWay).map(([what, promise]) => trapped(promise, what));

    await trap(options);

    await Promise.all(rejections);
    const listing = await soon(listed, "the links");
    assert.ok(listing instanceof WebAssembly.RuntimeError, String(listing));
    await soon(links.return(), "the links' end");
    for (const [what, promise] of Object.entries(relayed)) {
      const response = await soon(promise, what);
      assert.ok(response.status >= 500, `${what}: ${response.status}`);
      const { error } = await soon(response.json());
      assert.ok(error.code && error.message, what);
    }
    const broken = (async () => {
      while (!(await reader.read()).done);
    })();
    assert.notEqual(await outcome(broken, "the relay's stream"), "it resolved", "the stream ended as if it were whole");
    await soon(aborted.promise, "to's abort");
    await soon(provider.promise, "the provider's signal");
    await soon(source.promise, "the source's cancel");
    await soon(returned.promise, "the iterator's return");
    assert.deepEqual([to.locked, stream.locked], [false, false]);
    await ended();
    while (readdirSync(folder).length > 0) await soon(turns(1));
    await nextWorks(options, relay);
    await turns(5);
    // Four that were under way, and the one of nextWorks.
    assert.deepEqual(audited.map(({ action }) => action).sort(), [
      "download",
      "download",
      "download",
      "download",
      "link",
    ]);
    assert.ok(audited.filter(({ code }) => code === undefined).length === 1);
    await none();
  });
}

it("row 58: a trap that a relay's own request causes is answered and audited, and ends no other of its requests unanswered", async (t) => {
  const none = strays(t);
  const { options, begun, ended } = await holding(t);
  const audited = [];
  const relay = createRelay(relayOptions({ ...options, audit: (entry) => audited.push(entry) }));
  for (const route of ["link", "download"]) {
    audited.length = 0;
    const others = [relay(relayRequest("link", wish("heldLink"))), relay(relayRequest("download", wish("heldLink")))];
    await begun(route === "link" ? 2 : 4);
    const response = await soon(relay(relayRequest(route, wish("trap"))), "the request that traps");
    assert.ok(response.status >= 500, String(response.status));
    for (const other of others) assert.ok((await soon(other, "another request")).status >= 500);
    await ended();
    await turns(5);
    assert.equal(audited.length, 3);
    assert.ok(audited.every(({ status }) => status >= 500));
  }
  await nextWorks(options, relay);
  await none();
});

it("row 58: what a caller lets go of after the trap, and what arrives then, does no harm", async (t) => {
  const none = strays(t);
  const { options } = await holding(t);
  const controller = new AbortController();
  const late = deferred();
  const fetch = () => late.promise;
  const token = deferred();
  const calls = [
    getFunctionLink(asks("a"), { ...options, fetch, signal: controller.signal }),
    downloadFunction(asks("a"), { ...options, fetch, signal: controller.signal }),
    getFunctionLink(asks("a", { accessToken: () => token.promise, authorizerAppid: "late" }), options),
  ];
  await turns(3);
  const rejections = calls.map((promise) => trapped(promise, "a call under way"));
  await trap(options);
  await Promise.all(rejections);
  controller.abort("late");
  late.reject(new Error("late"));
  token.resolve("late");
  await turns(5);
  await nextWorks(options);
  await none();
});
