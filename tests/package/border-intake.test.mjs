// Row 53: request and options are read once, at the call. Changes afterwards have no effect, before the module has loaded either.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import * as index from "wechat-function-link";
import * as fs from "wechat-function-link/fs";
import * as relay from "wechat-function-link/relay";

import {
  asks,
  drained,
  packageOf,
  platform,
  relayOptions,
  relayRequest,
  replyFor,
  answering,
  sha256,
  soon,
} from "../support/border.mjs";
import { printed } from "../support/child.mjs";
import { closedPort, deferred } from "../support/faults.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { assertFiles, folderOf } from "../support/saving.mjs";

await index.explainErrcode(0);
const COPIES = {
  "before the module has loaded": () => freshPackage("index", "fs", "relay"),
  "once it has": () => ({ ...index, ...fs, ...relay }),
};
const NAMES = ["a", "b", "c"];
const checksums = NAMES.map((name) => sha256(packageOf(name)));
const unwanted = (what) => () => assert.fail(`${what} of after the call was used`);

// Every option gets a value that would end the call, and lists are changed in place.
function spoil(options) {
  for (const list of [options.allowedHosts, options.fallbackBaseUrls]) if (list) list.length = 0;
  Object.assign(options, {
    baseUrl: "https://spoiled.example",
    fallbackBaseUrls: [5],
    fetch: unwanted("fetch"),
    signal: AbortSignal.abort("spoiled"),
    timeoutMs: -1,
    attemptTimeoutMs: -1,
    idleTimeoutMs: -1,
    maxAttempts: 0,
    maxBytes: -1,
    allowedHosts: [""],
    concurrency: 0,
    engine: "none",
    relay: 5,
    to: 5,
    onEvent: unwanted("onEvent"),
    onStart: unwanted("onStart"),
    onProgress: unwanted("onProgress"),
    authorize: unwanted("authorize"),
    accessToken: unwanted("accessToken"),
    audit: unwanted("audit"),
    revealUrl: true,
    basePath: "/spoiled",
    origin: "https://spoiled.example",
    allowNonBrowser: false,
    limits: { inFlight: 0 },
  });
}
const spoilRequest = (request) =>
  Object.assign(request, { accessToken: 5, env: "", functionName: "spoiled", authorizerAppid: 5 });

for (const [when, copy] of Object.entries(COPIES)) {
  // One request object for three calls in one turn, as a loop that saves an allocation does.
  const reused = (call) => {
    const request = asks("");
    const calls = NAMES.map((name) => {
      request.functionName = name;
      return call(request, name);
    });
    spoilRequest(request);
    return soon(Promise.all(calls));
  };

  it(`row 53: a request changed after getFunctionLink, ${when}`, async (t) => {
    const { getFunctionLink } = copy();
    const { options } = await platform(t);
    const links = await reused((request) => getFunctionLink(request, options()));
    assert.deepEqual(
      links.map(({ checksum }) => checksum),
      checksums,
    );
  });

  it(`row 53: a request changed after downloadFunction, ${when}`, async (t) => {
    const { downloadFunction } = copy();
    const { options } = await platform(t);
    const packages = await reused((request) => downloadFunction(request, options()));
    assert.deepEqual(
      packages.map(({ bytes }) => sha256(bytes)),
      checksums,
    );
  });

  it(`row 53: a request changed after saveFunction, ${when}`, async (t) => {
    const { saveFunction } = copy();
    const { options } = await platform(t);
    const folder = folderOf(t);
    await reused((request, name) => saveFunction(request, join(folder, name), options()));
    assertFiles(folder, Object.fromEntries(NAMES.map((name) => [name, packageOf(name)])));
  });

  it(`row 53: a request that a source of getFunctionLinks uses again, ${when}`, async (t) => {
    const { getFunctionLinks } = copy();
    const { options } = await platform(t);
    function* requests() {
      const request = asks("");
      for (request.functionName of NAMES) yield request;
      spoilRequest(request);
    }
    const results = await soon(drained(getFunctionLinks(requests(), options())));
    assert.deepEqual(results.map(({ link, error }) => link?.checksum ?? error).sort(), [...checksums].sort());
  });

  it(`row 53: options changed after the call, ${when}`, async (t) => {
    const { getFunctionLink, getFunctionLinks, downloadFunction, saveFunction } = copy();
    const { options } = await platform(t);
    const folder = folderOf(t);
    const spoiled = (call) => {
      const given = options();
      const result = call(given);
      spoil(given);
      return soon(result);
    };
    const [link, , saved, ...links] = await Promise.all([
      spoiled((given) => getFunctionLink(asks("a"), given)),
      spoiled((given) => downloadFunction(asks("a"), given)).then(({ bytes }) =>
        assert.equal(sha256(bytes), checksums[0]),
      ),
      spoiled((given) => saveFunction(asks("a"), join(folder, "a"), given)),
      spoiled((given) => {
        const results = getFunctionLinks([asks("a")], given);
        spoil(given); // before the first next(): the call is what counts
        return drained(results);
      }).then(([{ link, error }]) => link ?? Promise.reject(error)),
    ]);
    for (const { checksum } of [link, saved, ...links]) assert.equal(checksum, checksums[0]);
    assert.ok(readFileSync(join(folder, "a")).equals(packageOf("a")));
  });

  it(`row 53: a list of fallback hosts changed after the call, ${when}`, async (t) => {
    const { getFunctionLink } = copy();
    const { url } = await platform(t);
    const given = { baseUrl: await closedPort(), fallbackBaseUrls: [url] };
    const asked = getFunctionLink(asks("a"), given);
    spoil(given);
    assert.equal((await soon(asked)).checksum, checksums[0]);
  });

  it(`row 53: the signal, onStart, onProgress and to of the call are the ones that count, ${when}`, async (t) => {
    const { downloadFunction, getFunctionLink } = copy();
    const { options } = await platform(t, { link: (name) => name === "held" });
    const controller = new AbortController();
    const held = { ...options(), signal: controller.signal };
    const asked = getFunctionLink(asks("held"), held);
    held.signal = new AbortController().signal;
    controller.abort("mine");
    await soon(assert.rejects(asked, (reason) => reason === "mine"));
    const [written, events] = [[], []];
    const given = {
      ...options(),
      to: new WritableStream({ write: (chunk) => void written.push(Buffer.from(chunk)) }),
      onStart: () => events.push("start"),
      onProgress: ({ transferredBytes }) => events.push(transferredBytes),
    };
    const download = downloadFunction(asks("a"), given);
    spoil(given);
    await soon(download);
    assert.equal(sha256(Buffer.concat(written)), checksums[0]);
    assert.deepEqual([events[0], events.at(-1)], ["start", packageOf("a").length]);
  });

  it(`row 53: options changed after verifyChecksum, ${when}`, async () => {
    const { verifyChecksum } = copy();
    for (const source of [new Uint8Array(packageOf("a")), new Blob([packageOf("a")]), new Response(packageOf("a"))]) {
      const events = [];
      const given = { onProgress: ({ transferredBytes }) => events.push(transferredBytes) };
      const verdict = verifyChecksum(source, checksums[0], given);
      spoil(given);
      assert.equal(await soon(verdict), true);
      assert.equal(events.at(-1), packageOf("a").length);
    }
    const controller = new AbortController();
    const given = { signal: controller.signal };
    const verdict = verifyChecksum(new ReadableStream(), checksums[0], given);
    given.signal = undefined;
    controller.abort("mine");
    await soon(assert.rejects(verdict, (reason) => reason === "mine"));
  });

  it(`row 53: options changed after createRelay, ${when}`, async (t) => {
    const { createRelay } = copy();
    const { options, requests } = await platform(t);
    const told = deferred();
    const given = relayOptions({ ...options(), audit: told.resolve, limits: { requestsPerMinute: 1, inFlight: 8 } });
    const { limits } = given;
    const handler = createRelay(given);
    spoil(given);
    Object.assign(limits, { requestsPerMinute: Infinity, inFlight: 0 });
    const response = await soon(handler(relayRequest("link", { env: "border", functionName: "a" })));
    assert.equal(response.status, 200, await response.clone().text());
    assert.equal((await response.json()).url, undefined);
    assert.equal((await soon(told.promise)).status, 200);
    assert.equal((await soon(handler(relayRequest("link", { env: "border", functionName: "a" })))).status, 429);
    assert.equal(requests.length, 1);
  });

  it(`row 53: each known option is read once, at the call, ${when}`, async () => {
    const { getFunctionLink, getFunctionLinks, downloadFunction, verifyChecksum, createRelay } = copy();
    const { signal } = new AbortController();
    const callOptions = {
      baseUrl: "https://api.weixin.qq.com",
      fallbackBaseUrls: [],
      fetch: answering(replyFor("a")),
      signal,
      timeoutMs: 30_000,
      attemptTimeoutMs: 10_000,
      maxAttempts: 3,
    };
    const download = {
      ...callOptions,
      fetch: answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString())),
      maxBytes: 1e6,
      idleTimeoutMs: 10_000,
      allowedHosts: ["*.myqcloud.com"],
      onStart() {},
      onProgress() {},
    };
    const { signal: _, onStart, onProgress, ...relayed } = download;
    const counted = (values) => {
      const reads = Object.fromEntries(Object.keys(values).map((name) => [name, 0]));
      const object = {};
      for (const [name, value] of Object.entries(values)) {
        Object.defineProperty(object, name, { enumerable: true, get: () => (reads[name]++, value) });
      }
      return { object, reads, once: Object.fromEntries(Object.keys(values).map((name) => [name, 1])) };
    };
    const read = async (values, call, settle = soon) => {
      const { object, reads, once } = counted(values);
      const result = call(object);
      assert.deepEqual(reads, once, "at the call");
      await settle(result);
      assert.deepEqual(reads, once, "afterwards");
    };
    await read(asks("a", { authorizerAppid: "wx" }), (request) => getFunctionLink(request, callOptions));
    await read(asks("a", { authorizerAppid: "wx" }), (request) => downloadFunction(request, download));
    await read(callOptions, (options) => getFunctionLink(asks("a"), options));
    await read(
      { ...callOptions, concurrency: 2 },
      (options) => getFunctionLinks([asks("a"), asks("a")], options),
      drained,
    );
    await read(download, (options) => downloadFunction(asks("a"), options));
    await read({ signal, onProgress() {} }, (options) => verifyChecksum(new Uint8Array(3), checksums[0], options));
    const full = { ...relayOptions(relayed), audit() {}, revealUrl: false, basePath: "/", origin: "http://127.0.0.1" };
    await read(
      full,
      (options) => createRelay(options),
      async (handler) => {
        const response = await soon(handler(relayRequest("download", { env: "border", functionName: "a" })));
        assert.equal(sha256(Buffer.from(await response.arrayBuffer())), checksums[0]);
      },
    );
  });
}

for (const loaded of [false, true]) {
  it(`row 53: process.chdir after saveFunction with a relative path, ${loaded ? "once the module has loaded" : "before it has"}`, async (t) => {
    const { options } = await platform(t);
    const [first, second] = [folderOf(t), folderOf(t)];
    const work = { request: asks("a"), options: options(), first, second, loaded };
    const { checksum } = JSON.parse(await soon(printed(t, "chdir-child.mjs", JSON.stringify(work)), "the child"));
    assert.equal(checksum, checksums[0]);
    assertFiles(first, { "saved.zip": packageOf("a") });
    assertFiles(second, {});
  });
}
