// Calls through a relay, options.relay: the same objects and the same errors as without one. On real sockets in this runtime.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";

import { FunctionLinkError, downloadFunction, getFunctionLink, getFunctionLinks } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN, assertNoCanary, rejection } from "../support/calls.mjs";
import { deferred } from "../support/faults.mjs";
import { assertFiles, folderOf } from "../support/saving.mjs";
import { fetchServer, httpServer } from "../support/server.mjs";
import { PACKAGE, CHECKSUM } from "../support/storage.mjs";

const wish = { env: "test-777bb9", functionName: "login" };
const DIGEST = `sha-256=:${Buffer.from(CHECKSUM, "hex").toString("base64")}:`;

// A sandbox behind a relay; `inFront(handler)` may put something in front of that.
async function relayed(t, options = {}, inFront = (handler) => handler) {
  const sandbox = createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" } });
  const entries = [];
  const relay = createRelay({
    authorize: () => ({ id: "tester" }),
    accessToken: () => CANARY_TOKEN,
    allowNonBrowser: true,
    basePath: "/relay",
    fetch: sandbox.fetch,
    audit: (entry) => entries.push(entry),
    limits: { requestsPerMinute: Infinity },
    ...options,
  });
  const { url, requests } = await fetchServer(t, inFront(relay));
  return { relay: `${url}/relay`, url, requests, sandbox, entries };
}

const direct = (sandbox) => ({ request: { ...wish, accessToken: CANARY_TOKEN }, options: { fetch: sandbox.fetch } });

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
      relay, onStart: (event) => started.push(event), onProgress: (event) => events.push(event),
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
    const error = await rejection(downloadFunction(wish, { relay, onStart: () => { throw thrown; } }), "INVALID_ARGUMENT");
    assert.equal(error.cause, thrown);
  });
});

describe("onStart without a relay", () => {
  it("is told the link and the length, and again where the bytes start over", async (t) => {
    const sandbox = createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" } });
    const { request, options } = direct(sandbox);
    const started = [];
    const onStart = (event) => started.push(event);
    const { link, size } = await downloadFunction(request, { ...options, onStart });
    assert.deepEqual(started, [{ link, totalBytes: size }]);
    await rejection(downloadFunction({ ...request, env: "download", functionName: "corrupt" }, { ...options, onStart }), "CHECKSUM_MISMATCH");
    assert.equal(started.length, 3, "a package that does not match is fetched afresh once");
  });
});

describe("an error through a relay is the one without it:", () => {
  const told = ({ code, message, advice, retryable, errcode, errmsg }) => {
    const withoutRid = (text) => text?.replace(/rid: \S+/, "rid");
    return { code, message: withoutRid(message), advice, retryable, errcode, errmsg: withoutRid(errmsg) };
  };
  for (const [env, functionName] of [
    ["errcode", "-1"], ["errcode", "40001"], ["errcode", "41001"], ["errcode", "48001"], ["errcode", "61004"], ["errcode", "45009"],
    ["errcode", "-501009"], ["errcode", "40101"], ["reply", "html"], ["reply", "missing-url"], ["reply", "redirect"], ["reply", "status-412"],
    ["reply", "errcode-unknown"],
  ]) {
    it(`${functionName}`, async (t) => {
      const { relay, sandbox } = await relayed(t, { maxAttempts: 1 });
      const { request, options } = direct(sandbox);
      const asked = { env, functionName };
      const code = await getFunctionLink({ ...request, ...asked }, { ...options, maxAttempts: 1 }).then(() => assert.fail(), (error) => error.code);
      const own = await rejection(getFunctionLink({ ...request, ...asked }, { ...options, maxAttempts: 1 }), code);
      for (const call of [getFunctionLink, downloadFunction]) {
        const error = await rejection(call(asked, { relay }), code);
        assert.deepEqual(told(error), told(own));
        assert.equal(error.rid === undefined, own.rid === undefined);
        assert.equal(error.attempts, 1, "the relay has tried again by itself");
        assert.equal(error.status, undefined);
      }
    });
  }

  for (const [functionName, code] of [["not-found", "HTTP_STATUS"], ["redirect-elsewhere", "REDIRECT_REFUSED"], ["gzip", "CONTENT_ENCODED"], ["expired", "LINK_EXPIRED"]]) {
    it(`${functionName}, of the storage host`, async (t) => {
      const { relay, sandbox } = await relayed(t);
      const { request, options } = direct(sandbox);
      const asked = { env: "download", functionName };
      const own = await rejection(downloadFunction({ ...request, ...asked }, options), code);
      assert.deepEqual(told(await rejection(downloadFunction(asked, { relay }), code)), told(own));
    });
  }

  it("what the relay does not let in", async (t) => {
    for (const [options, status, advice] of [
      [{ authorize: () => null }, 401, /Sign in/],
      [{ authorize: () => ({}) }, 403, /operator/],
      [{ allowNonBrowser: false }, 403, /own origin/],
      [{ basePath: "/other" }, 404, /base path/],
    ]) {
      const { relay } = await relayed(t, options);
      for (const call of [getFunctionLink, downloadFunction]) {
        const error = await rejection(call(wish, { relay }), "RELAY_REFUSED");
        assert.deepEqual([error.status, error.retryable, error.attempts], [status, false, 1]);
        assert.match(error.advice, advice);
      }
    }
  });
});

describe("a package that breaks off on its way through a relay", () => {
  it("because it does not match, is TRUNCATED, and the advice says where to look", async (t) => {
    const { relay, entries } = await relayed(t);
    const asked = { env: "download", functionName: "corrupt" };
    const error = await rejection(downloadFunction(asked, { relay, maxAttempts: 1 }), "TRUNCATED");
    assert.match(error.advice, /does not match its checksum.*audit log/);
    assert.equal(entries[0].code, "CHECKSUM_MISMATCH");
    const folder = folderOf(t);
    await rejection(saveFunction(asked, `${folder}/login.zip`, { relay, maxAttempts: 1 }), "TRUNCATED");
    assertFiles(folder, {});
  });

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

describe("what stands in front of a relay is told apart from it:", () => {
  const html = "<!DOCTYPE html><title>Sign in</title>";
  for (const [name, status, headers, body, code, advice] of [
    ["a sign-in page by 200", 200, { "content-type": "text/html" }, html, "RELAY_REFUSED", /sign-in page/],
    ["a sign-in page by 401", 401, { "content-type": "text/html" }, html, "RELAY_REFUSED", /sign in/],
    ["JSON of somebody else's by 403", 403, {}, '{"error":"forbidden"}', "RELAY_REFUSED", /sign in/],
    ["a redirect", 302, { location: "https://sso.example/" }, "", "RELAY_REFUSED", /sign in/],
    ["nothing at this address", 404, {}, "not found", "RELAY_REFUSED", /options\.relay/],
    ["a gateway without a relay behind it", 502, { "content-type": "text/html" }, html, "HTTP_STATUS", /5xx/],
    ["an empty answer", 200, {}, "", "RELAY_REFUSED", /proxy/],
    ["a body without end", 200, {}, "x".repeat(2_000_000), undefined, undefined],
  ]) {
    it(name, async (t) => {
      const { url, requests } = await httpServer(t, (_request, response) => response.writeHead(status, headers).end(body));
      for (const call of [getFunctionLink, downloadFunction]) {
        const error = await call(wish, { relay: url, maxAttempts: 2 }).then(() => assert.fail(), (reason) => reason);
        assertNoCanary(error);
        assert.ok(FunctionLinkError.is(error), String(error));
        if (code === undefined) {
          assert.ok(["PROTOCOL", "RELAY_REFUSED"].includes(error.code), error.code);
        } else {
          assert.equal(error.code, code);
          assert.match(error.advice, advice);
        }
        assert.ok(!error.message.includes("Sign in"), "nothing of it is echoed");
      }
      assert.equal(requests.length, code === "HTTP_STATUS" ? 4 : 2, "a gateway's answer is worth another try");
    });
  }
});

describe("a relay's limits", () => {
  const tooMany = JSON.stringify({ error: { code: "RELAY_REFUSED", message: "too many", advice: "Wait until then.", retryable: true } });

  it("are waited for as long as Retry-After says, within the call's time", async (t) => {
    let asked = 0;
    const times = [];
    const { url } = await httpServer(t, (_request, response) => {
      times.push(performance.now());
      if (++asked === 1) return response.writeHead(429, { "retry-after": "1" }).end(tooMany);
      response.writeHead(200).end(JSON.stringify({ errcode: 0, errmsg: "ok", checksum: CHECKSUM }));
    });
    assert.equal((await getFunctionLink(wish, { relay: url })).checksum, CHECKSUM);
    assert.ok(times[1] - times[0] > 900, `${times[1] - times[0]} ms`);
  });

  it("that outlast the call are told at once", async (t) => {
    const { url } = await httpServer(t, (_request, response) => response.writeHead(429, { "retry-after": "60" }).end(tooMany));
    const error = await rejection(getFunctionLink(wish, { relay: url }), "RELAY_REFUSED");
    assert.deepEqual([error.status, error.retryable, error.attempts], [429, true, 1]);
  });
});

describe("cancelling", () => {
  for (const call of [getFunctionLink, downloadFunction]) {
    it(`${call.name} rejects with the signal's reason, and ends what the relay does`, { timeout: 20_000 }, async (t) => {
      const [asked, ended] = [deferred(), deferred()];
      const hanging = (_url, { signal }) => new Promise((_, reject) => {
        signal.addEventListener("abort", () => (ended.resolve(), reject(signal.reason)));
        asked.resolve();
      });
      const { relay } = await relayed(t, { fetch: hanging }, (handler) => (request) => {
        // This server reads the whole request first, and tells of no one who leaves: the test's own signal does.
        return handler(new Request(request, { signal: leaving.signal }));
      });
      const [controller, leaving, reason] = [new AbortController(), new AbortController(), new Error("enough")];
      const calling = call(wish, { relay, signal: controller.signal });
      await asked.promise;
      controller.abort(reason);
      assert.equal(await calling.catch((thrown) => thrown), reason);
      leaving.abort();
      await ended.promise;
    });
  }
});

describe("options.relay", () => {
  let sent = 0;
  const fetch = async () => (sent++, Response.json({}));
  for (const [name, relay] of [
    ["a relative address, where there is no page", "/relay"], ["http to another machine", "http://relay.example/"],
    ["another scheme", "ftp://127.0.0.1/"], ["a query", "https://relay.example/?a"], ["a user name", "https://me@relay.example/"],
    ["no text", 7], ["an object without href", {}], ["null", null], ["nothing", ""],
  ]) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(getFunctionLink(wish, { relay, fetch }), "INVALID_ARGUMENT");
      assert.match(error.message, /options\.relay/);
      await rejection(downloadFunction(wish, { relay, fetch }), "INVALID_ARGUMENT");
    });
  }

  it("refuses a token beside it", async () => {
    const request = { ...wish, accessToken: CANARY_TOKEN };
    const error = await rejection(getFunctionLink(request, { relay: "https://relay.example/", fetch }), "INVALID_ARGUMENT");
    assert.match(error.message, /accessToken must be left out/);
    assert.equal(sent, 0);
  });
});
