// Calls through a relay: intermediaries, limits, cancelling, and malformed addresses. On real sockets in this runtime.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { FunctionLinkError, downloadFunction, getFunctionLink } from "wechat-function-link";

import { CANARY_TOKEN, assertNoCanary, rejection } from "../support/calls.mjs";
import { deferred } from "../support/faults.mjs";
import { relayed, wish } from "../support/relayed.mjs";
import { httpServer } from "../support/server.mjs";
import { CHECKSUM } from "../support/storage.mjs";

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
      const { url, requests } = await httpServer(t, (_request, response) =>
        response.writeHead(status, headers).end(body),
      );
      for (const call of [getFunctionLink, downloadFunction]) {
        const error = await call(wish, { relay: url, maxAttempts: 2 }).then(
          () => assert.fail(),
          (reason) => reason,
        );
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
  const tooMany = JSON.stringify({
    error: { code: "RELAY_REFUSED", message: "too many", advice: "Wait until then.", retryable: true },
  });

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
    const { url } = await httpServer(t, (_request, response) =>
      response.writeHead(429, { "retry-after": "60" }).end(tooMany),
    );
    const error = await rejection(getFunctionLink(wish, { relay: url }), "RELAY_REFUSED");
    assert.deepEqual([error.status, error.retryable, error.attempts], [429, true, 1]);
  });
});

describe("cancelling", () => {
  for (const call of [getFunctionLink, downloadFunction]) {
    it(`${call.name} rejects with the signal's reason, and ends what the relay does`, {
      timeout: 20_000,
    }, async (t) => {
      const [asked, ended] = [deferred(), deferred()];
      const hanging = (_url, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => (ended.resolve(), reject(signal.reason)));
          asked.resolve();
        });
      const { relay } = await relayed(t, { fetch: hanging }, (handler) => (request) => {
        // This server reads the whole request first, and does not see a disconnect: the test's own signal does.
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
    ["a relative address, where there is no page", "/relay"],
    ["http to another machine", "http://relay.example/"],
    ["another scheme", "ftp://127.0.0.1/"],
    ["a query", "https://relay.example/?a"],
    ["a user name", "https://me@relay.example/"],
    ["no text", 7],
    ["an object without href", {}],
    ["null", null],
    ["nothing", ""],
  ]) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(getFunctionLink(wish, { relay, fetch }), "INVALID_ARGUMENT");
      assert.match(error.message, /options\.relay/);
      await rejection(downloadFunction(wish, { relay, fetch }), "INVALID_ARGUMENT");
    });
  }

  it("refuses a token beside it", async () => {
    const request = { ...wish, accessToken: CANARY_TOKEN };
    const error = await rejection(
      getFunctionLink(request, { relay: "https://relay.example/", fetch }),
      "INVALID_ARGUMENT",
    );
    assert.match(error.message, /accessToken must be left out/);
    assert.equal(sent, 0);
  });
});
