// The sandbox's faults: each does what sandbox.d.ts documents, and a call handles it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction, getFunctionLink, verifyChecksum } from "wechat-function-link";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN, rejection } from "../support/calls.mjs";
import { fetchServer } from "../support/server.mjs";

const make = (options) => createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" }, ...options });
const start = (t, options) => fetchServer(t, make(options).fetch);
const reads = (requests) => requests.filter(({ method }) => method === "GET");
const download = (url, functionName, options) => {
  const request = { accessToken: CANARY_TOKEN, env: "download", functionName };
  return downloadFunction(request, { baseUrl: url, allowedHosts: ["127.0.0.1"], ...options });
};
const ask = (url, functionName, options) =>
  getFunctionLink({ accessToken: CANARY_TOKEN, env: "reply", functionName }, { baseUrl: url, ...options });

async function assertIntact({ bytes, link, size, checksum }) {
  assert.equal(bytes.length, size);
  assert.equal(checksum, link.checksum);
  assert.equal(await verifyChecksum(bytes, link.checksum), true);
}

describe("a download that is", () => {
  // The documented fault, and the number of requests to the storage host.
  const REFUSED = {
    corrupt: ["CHECKSUM_MISMATCH", 2],
    shortened: ["CHECKSUM_MISMATCH", 2],
    expired: ["LINK_EXPIRED", 2],
    "not-found": ["HTTP_STATUS", 1],
    "redirect-elsewhere": ["REDIRECT_REFUSED", 1],
    gzip: ["CONTENT_ENCODED", 1],
  };
  const PASSING = { busy: 2, redirect: 2, truncated: 2, slow: 1 };

  for (const [fault, [code, count]] of Object.entries(REFUSED)) {
    it(`${fault} is ${code}`, async (t) => {
      const { url, requests } = await start(t);
      const error = await rejection(download(url, fault), code);
      assert.equal(reads(requests).length, count);
      if (fault === "not-found") assert.equal(error.status, 404);
    });
    it(`${fault} is ${code} without a server as well`, async () => {
      await rejection(download(undefined, fault, { fetch: make().fetch, allowedHosts: undefined }), code);
    });
  }
  for (const [fault, count] of Object.entries(PASSING)) {
    it(`${fault} arrives in the end, for every link anew`, async (t) => {
      const { url, requests } = await start(t);
      for (const seen of [count, 2 * count]) {
        await assertIntact(await download(url, fault));
        assert.equal(reads(requests).length, seen);
      }
    });
    it(`${fault} arrives in the end without a server as well`, async () => {
      await assertIntact(await download(undefined, fault, { fetch: make().fetch, allowedHosts: undefined }));
    });
  }
  it("of every kind that the sandbox knows is listed", () => {
    const known = make()
      .functions.filter(({ env }) => env === "download")
      .map(({ functionName }) => functionName);
    assert.deepEqual(known.sort(), [...Object.keys(REFUSED), ...Object.keys(PASSING)].sort());
  });

  it("busy says when to come back", async (t) => {
    const { url, requests } = await start(t);
    const error = await rejection(download(url, "busy", { maxAttempts: 1 }), "HTTP_STATUS");
    assert.equal(error.status, 503);
    const first = performance.now();
    await download(url, "busy");
    assert.ok(performance.now() - first > 990);
    assert.equal(reads(requests).length, 3);
    const { url: link } = await getFunctionLink(
      { accessToken: CANARY_TOKEN, env: "download", functionName: "busy" },
      { baseUrl: url },
    );
    const response = await fetch(link);
    assert.equal(response.headers.get("retry-after"), "1");
    assert.match(await response.text(), /<Code>SlowDown<\/Code>/);
  });
  it("truncated resumes in the middle, by Range and If-Range", async (t) => {
    const { url, requests } = await start(t);
    const { size, checksum } = await download(url, "truncated");
    const [first, second] = reads(requests);
    assert.equal(first.headers.range, undefined);
    assert.equal(second.headers.range, `bytes=${size >> 1}-`);
    assert.equal(second.headers["if-range"], `"${checksum}"`);
  });
  it("slow comes in pieces, with progress", async (t) => {
    const { url } = await start(t);
    const counts = [];
    await assertIntact(
      await download(url, "slow", { onProgress: ({ transferredBytes }) => counts.push(transferredBytes) }),
    );
    assert.ok(new Set(counts).size >= 4, String(counts));
  });
  it("slow is left when the signal aborts", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = () => controller.abort(reason);
    const options = { fetch: make().fetch, allowedHosts: undefined, signal: controller.signal, onProgress };
    await assert.rejects(download(undefined, "slow", options), (error) => error === reason);
  });
  it("slow breaks off its body when the request's signal aborts, and ends it when nobody reads on", async () => {
    const sandbox = make();
    const request = { accessToken: CANARY_TOKEN, env: "download", functionName: "slow" };
    const { url } = await getFunctionLink(request, { fetch: sandbox.fetch });
    const controller = new AbortController();
    const reader = (await sandbox.fetch(url, { signal: controller.signal })).body.getReader();
    assert.equal((await reader.read()).done, false);
    const next = reader.read();
    controller.abort(new Error("enough"));
    await assert.rejects(next, { message: "enough" });

    const left = (await sandbox.fetch(url)).body.getReader();
    await left.read();
    await left.cancel();
    assert.equal((await left.read()).done, true);
  });
});

describe("an API reply that is", () => {
  it("busy-twice is BUSY to two calls, and sound to the third and after", async (t) => {
    const { url, requests } = await start(t);
    for (let call = 0; call < 2; call++) {
      const error = await rejection(ask(url, "busy-twice", { maxAttempts: 1 }), "BUSY");
      assert.equal(error.errcode, -1);
    }
    await ask(url, "busy-twice", { maxAttempts: 1 });
    await ask(url, "busy-twice", { maxAttempts: 1 });
    assert.equal(requests.length, 4);
  });
  it("busy-twice is passed by three attempts", async (t) => {
    const { url, requests } = await start(t);
    assert.equal((await ask(url, "busy-twice")).errcode, 0);
    assert.equal(requests.length, 3);
  });
  it("status-503 is passed by the second attempt", async (t) => {
    const { url, requests } = await start(t);
    assert.equal((await ask(url, "status-503")).errcode, 0);
    assert.equal(requests.length, 2);
    await rejection(ask((await start(t)).url, "status-503", { maxAttempts: 1 }), "HTTP_STATUS");
  });
  it("slow comes after 300 ms, or not at all where less is allowed", async (t) => {
    const { url } = await start(t);
    const begun = performance.now();
    assert.equal((await ask(url, "slow")).errcode, 0);
    assert.ok(performance.now() - begun > 290);
    await rejection(ask(url, "slow", { timeoutMs: 50 }), "TIMEOUT");
  });
  it("slow is left at once when the request's signal aborts", async () => {
    const controller = new AbortController();
    const body = JSON.stringify({ env: "reply", function_name: "slow" });
    const address = `https://api.weixin.qq.com/tcb/downloadfunction?access_token=${encodeURIComponent(CANARY_TOKEN)}`;
    const answer = make().fetch(address, { method: "POST", body, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 100); // while it makes its caller wait
    await assert.rejects(answer, { message: "enough" });
  });
});

describe("the sandbox's storage host", () => {
  const cases = [
    ["a range without an end", (size) => `bytes=${size - 3}-`, {}, 206, (bytes) => bytes.subarray(-3)],
    ["a range from the beginning", () => "bytes=0-", {}, 206, (bytes) => bytes],
    ["a range with an end", () => "bytes=1-4", {}, 206, (bytes) => bytes.subarray(1, 5)],
    ["a range that ends beyond the end", () => "bytes=1-99999999", {}, 206, (bytes) => bytes.subarray(1)],
    ["a range of the object that is meant", () => "bytes=7-", { own: true }, 206, (bytes) => bytes.subarray(7)],
    ["a range of another object", () => "bytes=7-", { "if-range": '"another"' }, 200, (bytes) => bytes],
    ["a range that is none", () => "pages=7-", {}, 200, (bytes) => bytes],
    ["a range beyond the end", (size) => `bytes=${size}-`, {}, 416],
  ];
  for (const [what, range, { own, ...more }, status, expected] of cases) {
    it(`answers ${status} to ${what}`, async (t) => {
      const { url } = await start(t);
      const request = { accessToken: CANARY_TOKEN, env: "test-777bb9", functionName: "login" };
      const { bytes, link, size, checksum } = await downloadFunction(request, {
        baseUrl: url,
        allowedHosts: ["127.0.0.1"],
      });
      const headers = {
        range: range(size),
        "accept-encoding": "identity",
        ...(own && { "if-range": `"${checksum}"` }),
        ...more,
      };
      const response = await fetch(link.url, { headers });
      assert.equal(response.status, status);
      const body = new Uint8Array(await response.arrayBuffer());
      if (status === 416) {
        assert.equal(response.headers.get("content-range"), `bytes */${size}`);
        assert.match(new TextDecoder().decode(body), /<Code>InvalidRange<\/Code>/);
        return;
      }
      const part = expected(bytes);
      assert.deepEqual(body, new Uint8Array(part));
      assert.equal(response.headers.get("etag"), `"${checksum}"`);
      assert.equal(response.headers.get("content-length"), String(part.length));
      const first = part.byteOffset - bytes.byteOffset;
      const span = status === 206 ? `bytes ${first}-${first + part.length - 1}/${size}` : null;
      assert.equal(response.headers.get("content-range"), span);
    });
  }
});
