import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { getFunctionLink } from "wechat-function-link";

import { call, CANARY_TOKEN, CHECKSUM, rejection, reply, request } from "../support/calls.mjs";
import { httpServer, replyServer, socketServer } from "../support/server.mjs";

describe("the request", () => {
  it("is the documented one, byte for byte", async (t) => {
    const answer = JSON.stringify(reply);
    const { url, connections } = await socketServer(t, (socket, text) => {
      if (!text.endsWith("}")) return;
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
    });
    await call(url);
    const [head, body] = connections[0].text.split("\r\n\r\n");
    const [requestLine, ...lines] = head.split("\r\n");
    assert.equal(requestLine, `POST /tcb/downloadfunction?access_token=${encodeURIComponent(CANARY_TOKEN)} HTTP/1.1`);
    const headers = new Map(lines.map((line) => [line.split(": ")[0].toLowerCase(), line.split(": ")[1]]));
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(headers.get("content-length"), String(body.length));
    assert.equal(headers.has("transfer-encoding"), false);
    assert.equal(headers.has("cookie") || headers.has("authorization") || headers.has("referer"), false);
    assert.equal(body, '{"env":"test-777bb9","function_name":"login"}');
    assert.equal(connections.length, 1);
  });

  for (const name of ["two words", `"double" 'single'`, "a&b=c?d#e", "查询订单🙂", "back\\slash", "</script>", "%41"]) {
    it(`carries ${name} unharmed`, async (t) => {
      const { url, requests } = await replyServer(t, reply);
      await call(url, { env: name, functionName: name });
      assert.deepEqual(JSON.parse(requests[0].body), { env: name, function_name: name });
      assert.equal(requests[0].url.split("?")[0], "/tcb/downloadfunction");
    });
  }

  it("keeps every character of a token in one query parameter", async (t) => {
    const { url, requests } = await replyServer(t, reply);
    const accessToken = "a+b/c=&d?e#f %20%令牌";
    await call(url, { accessToken });
    const query = new URL(requests[0].url, url).searchParams;
    assert.deepEqual([...query], [["access_token", accessToken]]);
    assert.ok(!requests[0].body.includes("a+b"));
  });

  it("goes below a base URL's own path", async (t) => {
    const { url, requests } = await replyServer(t, reply);
    await call(`${url}/gateway/`);
    assert.ok(requests[0].url.startsWith("/gateway/tcb/downloadfunction?access_token="));
  });

  it("goes through an injected fetch, to the platform's own address by default", async () => {
    const seen = [];
    const fetch = async (url, init) => {
      seen.push({ url, init });
      return Response.json(reply);
    };
    await getFunctionLink(request, { fetch });
    const [{ url, init }] = seen;
    assert.equal(
      url,
      `https://api.weixin.qq.com/tcb/downloadfunction?access_token=${encodeURIComponent(CANARY_TOKEN)}`,
    );
    assert.equal(typeof init.body, "string");
    assert.equal(init.method, "POST");
    assert.equal(init.redirect, "manual");
    assert.ok(init.signal instanceof AbortSignal);
  });
});

describe("the reply", () => {
  it("becomes a FunctionLink", async (t) => {
    const { url } = await replyServer(t, reply);
    const link = await call(url);
    assert.deepEqual(link, { ...reply, expiresAt: new Date(1557999813_000) });
    assert.equal(link.checksum, CHECKSUM);
  });

  it("has no expiry where the signature holds no times", async (t) => {
    const { url } = await replyServer(t, { ...reply, url: "https://a.myqcloud.com/b.zip?sign=old" });
    assert.equal("expiresAt" in (await call(url)), false);
  });

  it("is asked for once where maxAttempts is 1", async (t) => {
    const { url, requests } = await replyServer(t, { errcode: -1, errmsg: "system error" });
    const error = await rejection(call(url), "BUSY");
    assert.equal(error.retryable, true);
    assert.equal(error.attempts, 1);
    assert.equal(requests.length, 1);
  });

  it("names the function, the environment and the rid in an error", async (t) => {
    const errmsg = `access_token expired ${CANARY_TOKEN}, see https://a.example/?x=${CANARY_TOKEN} rid: 5f3a0c1d-0a1b2c3d-4e5f6071`;
    const { url } = await replyServer(t, { errcode: 42001, errmsg });
    const error = await rejection(call(url), "TOKEN_REJECTED");
    assert.match(error.message, /42001.*login.*test-777bb9/s);
    assert.equal(error.errcode, 42001);
    assert.equal(error.rid, "5f3a0c1d-0a1b2c3d-4e5f6071");
    assert.match(error.errmsg, /^access_token expired \[redacted\]/);
    assert.deepEqual(JSON.parse(JSON.stringify(error)).rid, error.rid);
  });

  it("is refused where it redirects, and the token goes nowhere", async (t) => {
    const elsewhere = await replyServer(t, reply);
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await httpServer(t, (_request, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/?access_token=${CANARY_TOKEN}` }).end();
      });
      assert.equal((await rejection(call(url), "REDIRECT_REFUSED")).status, status);
    }
    assert.equal(elsewhere.requests.length, 0);
  });

  it("is refused where an injected fetch followed a redirect", async () => {
    const followed = Object.defineProperty(Response.json(reply), "redirected", { value: true });
    await rejection(call("https://api.weixin.qq.com", {}, { fetch: async () => followed }), "REDIRECT_REFUSED");
  });

  for (const status of [400, 401, 404, 412, 429, 500, 502, 503, 504]) {
    it(`of status ${status} is HTTP_STATUS`, async (t) => {
      const { url } = await replyServer(t, `<p>${CANARY_TOKEN}</p>`, { status });
      const error = await rejection(call(url), "HTTP_STATUS");
      assert.equal(error.status, status);
      assert.equal(error.retryable, status === 429 || status >= 500);
    });
  }

  it("may come from a fetch whose body is an async iterable, as some libraries have it", async () => {
    async function* body() {
      yield Buffer.from(JSON.stringify(reply));
    }
    const response = { status: 200, headers: new Headers(), body: body(), bodyUsed: false };
    assert.equal((await getFunctionLink(request, { fetch: async () => response })).checksum, CHECKSUM);
  });

  for (const nonsense of [undefined, null, 5, "text", {}, { status: "200" }, { ok: true }]) {
    it(`is PROTOCOL where options.fetch resolves to ${JSON.stringify(nonsense)}`, async () => {
      await rejection(getFunctionLink(request, { fetch: async () => nonsense }), "PROTOCOL");
    });
  }
});

describe("a connection", () => {
  const advice = { ENOTFOUND: /name service/, ECONNREFUSED: /firewall/ };

  it("that is refused is NETWORK", async (t) => {
    const { url } = await socketServer(t, () => {});
    const port = new URL(url).port;
    const closed = `http://127.0.0.1:${port === "1" ? 2 : 1}`;
    const error = await rejection(call(closed), "NETWORK");
    assert.equal(error.retryable, true);
    assert.match(error.advice, advice.ECONNREFUSED);
    assert.equal(error.cause, undefined);
  });

  it("that cannot be resolved is NETWORK, without the runtime's own message", async () => {
    const error = await rejection(call("https://no-such-host.invalid"), "NETWORK");
    assert.match(error.advice, advice.ENOTFOUND);
    assert.equal(error.cause, undefined);
  });

  it("that is closed before the headers is NETWORK", async (t) => {
    const { url } = await socketServer(t, (socket) => socket.destroy());
    assert.equal((await rejection(call(url), "NETWORK")).retryable, true);
  });

  it("that is closed in mid-body is TRUNCATED", async (t) => {
    const { url } = await socketServer(t, (socket, text) => {
      if (text.endsWith("}")) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"errcode":');
    });
    assert.equal((await rejection(call(url), "TRUNCATED")).retryable, true);
  });

  it("whose fetch throws or rejects with anything at all is NETWORK, and nothing of it is shown", async () => {
    const secret = new Error(`GET https://api.weixin.qq.com/?access_token=${CANARY_TOKEN}`);
    const thrower = () => {
      throw secret;
    };
    for (const fetch of [thrower, async () => thrower(), () => Promise.reject(CANARY_TOKEN), () => Promise.reject()]) {
      await rejection(getFunctionLink(request, { fetch, maxAttempts: 1 }), "NETWORK");
    }
  });
});
