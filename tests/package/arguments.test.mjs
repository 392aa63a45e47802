// Invalid input: INVALID_ARGUMENT, without a request.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { explainErrcode, getFunctionLink } from "wechat-function-link";

import { CANARY_TOKEN, rejection, reply, request } from "../support/calls.mjs";
import { replyServer } from "../support/server.mjs";

const sent = [];
const fetch = async (url) => {
  sent.push(url);
  return Response.json(reply);
};

async function refused(badRequest, options = {}, message = /./) {
  sent.length = 0;
  const error = await rejection(getFunctionLink(badRequest, { fetch, ...options }), "INVALID_ARGUMENT");
  assert.match(error.message, message);
  assert.deepEqual(sent, []);
  return error;
}

describe("a request", () => {
  for (const value of [undefined, null, "text", 5, true, Symbol("s")]) {
    it(`that is ${String(value)} is refused`, () => refused(value, {}, /request must be an object/));
  }
  for (const name of ["accessToken", "env", "functionName"]) {
    const bad = [
      "",
      undefined,
      null,
      5,
      {},
      [],
      new String("x"),
      "\u0000",
      "a\nb",
      "tab\t",
      "\u007f",
      "\u0085",
      "\ud800",
    ];
    for (const value of bad) {
      it(`whose ${name} is ${typeof value === "object" ? Object.prototype.toString.call(value) : JSON.stringify(value)} is refused`, () =>
        refused({ ...request, [name]: value }, {}, new RegExp(name)));
    }
  }
  it("whose getter throws is refused", () =>
    refused(
      {
        ...request,
        get env() {
          throw new Error(CANARY_TOKEN);
        },
      },
      {},
      /env/,
    ));
});

describe("options", () => {
  const bad = {
    baseUrl: [
      5,
      "",
      "not a url",
      "/relative",
      "http://api.weixin.qq.com",
      "http://10.0.0.1",
      "http://localhost.example",
      "ftp://localhost",
      "file:///etc",
      "data:,x",
      "https://user@api.weixin.qq.com",
      "https://user:pass@api.weixin.qq.com",
      "https://api.weixin.qq.com/?a=b",
      "https://api.weixin.qq.com/#a",
      "http://127.0.0.1.example",
    ],
    fetch: [5, "fetch", {}, null],
    signal: [5, "signal", {}, null, { aborted: false }],
    timeoutMs: [0, -1, NaN, "10", null, 5n],
    attemptTimeoutMs: [0, -1, NaN, "10", null],
    maxAttempts: [0, -1, 1.5, NaN, Infinity, "1", null],
    fallbackBaseUrls: [["not a url"], ["http://api2.weixin.qq.com"], [5], "https://api2.weixin.qq.com", 5, null],
    relay: ["/relay", null],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      it(`whose ${name} is ${typeof value === "bigint" ? "5n" : JSON.stringify(value)} are refused`, () =>
        refused(request, { [name]: value }, new RegExp(name)));
    }
  }
  for (const value of [null, 5, "text"]) {
    it(`that are ${value} are refused`, async () => {
      await rejection(getFunctionLink(request, value), "INVALID_ARGUMENT");
    });
  }
  it("that ask for what is the case anyway are taken", async (t) => {
    const { url } = await replyServer(t, reply);
    await getFunctionLink(request, {
      baseUrl: url,
      maxAttempts: 1,
      fallbackBaseUrls: [],
      timeoutMs: 1e12,
      attemptTimeoutMs: Infinity,
    });
    await getFunctionLink(request, { baseUrl: url.replace("127.0.0.1", "localhost") });
  });
});

describe("explainErrcode", () => {
  for (const value of [undefined, null, "42001", 1.5, NaN, {}]) {
    it(`of ${String(value)} is refused`, () => rejection(explainErrcode(value), "INVALID_ARGUMENT"));
  }
  it("knows 0, which is no error", async () => {
    assert.deepEqual(await explainErrcode(0), {
      name: "ok",
      meaning: "The call succeeded.",
      advice: "Nothing to do.",
      code: null,
      retryable: false,
    });
  });
  it("says what the seed page says of permission and code protection", async () => {
    const { advice, code } = await explainErrcode(61007);
    assert.equal(code, "PERMISSION_DENIED");
    assert.match(advice, /permission set 49 or 64/);
    assert.match(advice, /Only code that this third-party platform uploaded.*upload the function again/s);
  });
  it("explains an unknown errcode as REJECTED", async () => {
    assert.equal((await explainErrcode(123456)).code, "REJECTED");
  });
});
