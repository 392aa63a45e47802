// Calls through a relay, options.relay: the same objects and the same errors as without one. On real sockets in this runtime.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";

import { downloadFunction, getFunctionLink, getFunctionLinks } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN, rejection } from "../support/calls.mjs";
import { DIGEST, direct, relayed, wish } from "../support/relayed.mjs";
import { assertFiles, folderOf } from "../support/saving.mjs";
import { httpServer } from "../support/server.mjs";
import { CHECKSUM, PACKAGE, sha256 } from "../support/storage.mjs";

describe("a link through a relay", () => {
  it("is the platform's, without the address that the relay withholds", async (t) => {
    const { relay, sandbox } = await relayed(t);
    const { request, options } = direct(sandbox);
    const { url, expiresAt, ...own } = await getFunctionLink(request, options);
    const { expiresAt: expires, ...link } = await getFunctionLink(wish, { relay });
    assert.deepEqual(link, own);
    assert.ok(url && expires instanceof Date && Math.abs(expires - expiresAt) < 5000);
  });

  it("holds its address where the relay reveals it", async (t) => {
    const { relay } = await relayed(t, { revealUrl: true });
    assert.match((await getFunctionLink(wish, { relay: new URL(relay) })).url, /^https:\/\/sandbox-.*sign=/);
    assert.match((await downloadFunction(wish, { relay: `${relay}/` })).link.url, /^https:\/\/sandbox-.*sign=/);
  });

  it("is asked for by POST of JSON alone, with the merchant", async (t) => {
    const { relay, requests, entries } = await relayed(t);
    await getFunctionLink({ ...wish, authorizerAppid: "wx01" }, { relay });
    const [{ method, url, headers, body }] = requests;
    assert.deepEqual([method, url, headers["content-type"]], ["POST", "/relay/link", "application/json"]);
    assert.deepEqual(JSON.parse(body), { ...wish, authorizerAppid: "wx01" });
    assert.equal(entries[0].authorizerAppid, "wx01");
  });

  it("comes many at a time", async (t) => {
    const { relay } = await relayed(t);
    const requests = [wish, { env: "errcode", functionName: "61007" }, { ...wish, functionName: "pay" }];
    const results = [];
    for await (const result of getFunctionLinks(requests, { relay })) results.push(result);
    assert.deepEqual(results.map(({ link, error }) => link?.errcode ?? error.code).sort(), [0, 0, "PERMISSION_DENIED"]);
  });
});

describe("a package through a relay", () => {
  it("is verified here too, with its link, its progress and its beginning", async (t) => {
    const { relay, requests } = await relayed(t);
    const [started, events] = [[], []];
    const { link, size, checksum, bytes } = await downloadFunction(wish, {
      relay,
      onStart: (event) => started.push(event),
      onProgress: (event) => events.push(event),
    });
    assert.equal(requests.length, 1, "link and package are one request");
    assert.equal(bytes.length, size);
    assert.equal(link.checksum, checksum);
    assert.deepEqual([link.errcode, link.errmsg, link.url], [0, "ok", undefined]);
    assert.ok(link.expiresAt instanceof Date);
    assert.deepEqual(started, [{ link, totalBytes: size }]);
    assert.deepEqual(events.at(-1), { transferredBytes: size, totalBytes: size });
  });

  it("goes into a stream, and into a file", async (t) => {
    const { relay } = await relayed(t);
    const chunks = [];
    const to = new WritableStream({ write: (chunk) => void chunks.push(chunk) });
    const { size } = await downloadFunction(wish, { relay, to });
    const bytes = Buffer.concat(chunks);
    assert.equal(bytes.length, size);
    const folder = folderOf(t);
    const saved = await saveFunction(wish, `${folder}/login.zip`, { relay });
    assert.equal(saved.size, size);
    assertFiles(folder, { "login.zip": bytes });
  });

  it("that a proxy in front has compressed is what it was", async (t) => {
    const { relay } = await relayed(t, {}, (handler) => async (request) => {
      const response = await handler(request);
      const headers = new Headers(response.headers);
      const bytes = gzipSync(new Uint8Array(await response.arrayBuffer()));
      headers.set("content-encoding", "gzip");
      headers.set("content-length", String(bytes.length));
      return new Response(bytes, { status: response.status, headers });
    });
    const { size, bytes } = await downloadFunction(wish, { relay });
    assert.equal(bytes.length, size);
  });

  it("larger than maxBytes is given up early", async (t) => {
    const { relay } = await relayed(t);
    const error = await rejection(downloadFunction(wish, { relay, maxBytes: 10 }), "TOO_LARGE");
    assert.match(error.message, /"login" in environment "test-777bb9"/);
  });

  it("whose onStart throws ends with what it threw", async (t) => {
    const { relay } = await relayed(t);
    const thrown = new Error("no room on the page");
    const error = await rejection(
      downloadFunction(wish, {
        relay,
        onStart: () => {
          throw thrown;
        },
      }),
      "CALLBACK_FAILED",
    );
    assert.equal(error.cause, thrown);
  });
});

describe("onStart without a relay", () => {
  it("is told the link and the length, and again where the bytes start over", async () => {
    const sandbox = createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" } });
    const { request, options } = direct(sandbox);
    const started = [];
    const onStart = (event) => started.push(event);
    const { link, size } = await downloadFunction(request, { ...options, onStart });
    assert.deepEqual(started, [{ link, totalBytes: size }]);
    await rejection(
      downloadFunction({ ...request, env: "download", functionName: "corrupt" }, { ...options, onStart }),
      "CHECKSUM_MISMATCH",
    );
    assert.equal(started.length, 3, "a package that does not match is fetched afresh once");
  });
});

describe("a function that is uploaded again while its package is passed on", () => {
  for (const [name, older] of [
    ["held back", Buffer.alloc(1000, "old")],
    ["under way", Buffer.alloc(1_000_000, "old")],
  ]) {
    it(`row 77: is CHECKSUM_MISMATCH of the older one, ${name}, and the newer one arrives`, async (t) => {
      let links = 0;
      let gets = 0;
      const fetch = async (_url, { method }) => {
        const [old, begun] = [links < 1, older.length / 2];
        if (method === "POST") {
          links++;
          return Response.json({
            errcode: 0,
            errmsg: "ok",
            url: "https://a.myqcloud.com/x",
            checksum: sha256(old ? older : PACKAGE),
          });
        }
        if (++gets > 2) return new Response(PACKAGE);
        // The link expires in the middle of the older package.
        if (gets === 2) return new Response(null, { status: 403 });
        let left = 10;
        const body = new ReadableStream({
          pull(controller) {
            if (left-- > 0) controller.enqueue(older.subarray(0, begun / 10));
            else controller.error(new Error("broke off"));
          },
        });
        return new Response(body, { headers: { "content-length": String(older.length) } });
      };
      const { relay, entries } = await relayed(t, { fetch });
      const { checksum } = await downloadFunction(wish, { relay });
      assert.equal(checksum, CHECKSUM);
      const { code, checksum: known, expected, actual } = entries[0];
      assert.deepEqual([code, known, expected, actual], ["CHECKSUM_MISMATCH", sha256(older), sha256(older), undefined]);
    });
  }
});

describe("a package that breaks off on its way through a relay", () => {
  const error = {
    code: "CHECKSUM_MISMATCH",
    message: "it does not match",
    advice: "Try it again.",
    retryable: true,
    expected: CHECKSUM,
    actual: "0".repeat(64),
    size: 5,
  };
  const NOT_FOUND = { code: "RELAY_REFUSED", message: "m", advice: "a", retryable: false };
  for (const [name, status, body, code, fields] of [
    ["by the relay's own word", 502, { error }, "CHECKSUM_MISMATCH", [CHECKSUM, "0".repeat(64), 5]],
    [
      "whose outcome is another error",
      504,
      { error: { ...error, code: "TIMEOUT", expected: undefined, actual: undefined, size: undefined } },
      "TIMEOUT",
      [],
    ],
    ["whose outcome the relay does not know", 404, { error: NOT_FOUND }, "TRUNCATED", []],
    ["where the relay has broken down", 503, { error: NOT_FOUND }, "TRUNCATED", []],
    ["where a malformed word comes", 502, { error: { ...error, expected: "abc" } }, "TRUNCATED", []],
    ["where a page comes", 200, "<!DOCTYPE html>", "TRUNCATED", []],
    ["where a gateway's error comes", 502, "<!DOCTYPE html>", "TRUNCATED", []],
    ["where nothing comes", 0, "", "TRUNCATED", []],
  ]) {
    for (const how of ["by a reset", "by an end of its own"]) {
      it(`row 77: is told apart, ${how}, ${name}`, async (t) => {
        const { url, requests } = await httpServer(t, ({ url }, response) => {
          if (url === "/outcome") {
            if (status === 0) return response.destroy();
            return response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
          }
          response.writeHead(200, {
            "repr-digest": DIGEST,
            "x-download-id": "id-1",
            ...(how === "by a reset" ? { "content-length": PACKAGE.length } : {}),
          });
          if (how === "by a reset") response.write(PACKAGE.subarray(0, 100_000), () => response.destroy());
          else response.end(PACKAGE.subarray(0, 100_000));
        });
        // The error that the client finds itself where a body ends as if it were whole.
        const own = how === "by an end of its own" && code === "TRUNCATED";
        const error = await rejection(
          downloadFunction(wish, { relay: url, maxAttempts: 1 }),
          own ? "CHECKSUM_MISMATCH" : code,
        );
        if (!own)
          assert.deepEqual(
            [error.expected, error.actual, error.size].filter((field) => field !== undefined),
            fields,
          );
        const [, outcome] = requests;
        assert.deepEqual(
          [outcome.method, outcome.url, outcome.headers["content-type"]],
          ["POST", "/outcome", "application/json"],
        );
        assert.deepEqual(JSON.parse(outcome.body), { ...wish, downloadId: "id-1" });
        // A runtime may resend a request whose connection broke.
        const asked = requests.filter(({ url }) => url === "/outcome").length;
        if (status !== 0) assert.equal(asked, requests.length / 2, "each response is asked about once");
      });
    }
  }

  it("is asked for anew, from its start", async (t) => {
    let asked = 0;
    const { url } = await httpServer(t, ({ headers }, response) => {
      assert.equal(headers.range, undefined);
      response.writeHead(200, { "content-length": PACKAGE.length, "repr-digest": DIGEST });
      if (++asked > 1) return response.end(PACKAGE);
      response.write(PACKAGE.subarray(0, 100_000), () => response.destroy());
    });
    const { size } = await downloadFunction(wish, { relay: url });
    assert.deepEqual([asked, size], [2, PACKAGE.length]);
  });

  it("that is another than its digest says is CHECKSUM_MISMATCH, after one more try", async (t) => {
    const wrong = Buffer.from(PACKAGE);
    wrong[7] ^= 1;
    let asked = 0;
    const { url } = await httpServer(t, (_request, response) => {
      asked++;
      response.writeHead(200, { "content-length": wrong.length, "repr-digest": DIGEST }).end(wrong);
    });
    const error = await rejection(downloadFunction(wish, { relay: url }), "CHECKSUM_MISMATCH");
    assert.deepEqual([error.expected, error.size, asked], [CHECKSUM, wrong.length, 2]);
  });
});
