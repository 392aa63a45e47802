// The module loads itself on the first call, once, by import and by require.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { it } from "node:test";

import { FunctionLinkError, verifyChecksum } from "wechat-function-link";

import { CHECKSUM, rejection, reply, request } from "../support/calls.mjs";
import { freshCopy, replaced } from "../support/fresh.mjs";

const abc = new TextEncoder().encode("abc");

it("a failed load is not cached, and many first calls load once", async (t) => {
  const { compile, Module } = WebAssembly;
  const instantiated = t.mock.method(WebAssembly, "Instance");
  WebAssembly.compile = async () => {
    throw new WebAssembly.CompileError("out of memory");
  };
  WebAssembly.Module = function () {
    throw new WebAssembly.CompileError("out of memory");
  };
  const { cause } = await rejection(verifyChecksum(abc, CHECKSUM), "UNSUPPORTED_RUNTIME");
  assert.ok(cause instanceof WebAssembly.CompileError);
  Object.assign(WebAssembly, { compile, Module });
  const verdicts = await Promise.all(Array.from({ length: 50 }, () => verifyChecksum(abc, CHECKSUM)));
  assert.ok(verdicts.every((verdict) => verdict === true));
  assert.equal(instantiated.mock.callCount(), 1);
});

it("require gives the same functions", async () => {
  const required = createRequire(import.meta.url)("wechat-function-link");
  assert.equal(await required.verifyChecksum(abc, CHECKSUM), true);
  assert.equal(await required.verifyChecksum(abc.subarray(1), CHECKSUM), false);
  const error = await required.getFunctionLink({}).catch((reason) => reason);
  assert.ok(FunctionLinkError.is(error) && required.FunctionLinkError.is(error));
  assert.ok(error instanceof required.FunctionLinkError);
});

it("require gives the sandbox and the relay", async () => {
  const require = createRequire(import.meta.url);
  const { fetch } = require("wechat-function-link/sandbox").createSandbox();
  const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
  const link = await require("wechat-function-link").getFunctionLink(request, { fetch });
  assert.equal(await verifyChecksum(await fetch(link.url), link.checksum), true);
  assert.throws(() => require("wechat-function-link/relay").createRelay({}), TypeError);
});

it("FunctionLinkError.is recognises errors of another copy, and nothing else", () => {
  const other = Object.assign(new Error("x"), { [Symbol.for("wechat-function-link.FunctionLinkError")]: true });
  assert.equal(FunctionLinkError.is(other), true);
  for (const value of [undefined, null, 5, "x", {}, new Error("x"), { name: "FunctionLinkError" }]) {
    assert.equal(FunctionLinkError.is(value), false);
  }
  const error = new FunctionLinkError("what happened", { code: "BUSY", retryable: true, advice: "wait", errcode: -1 });
  assert.equal(String(error), "FunctionLinkError: what happened");
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    name: "FunctionLinkError",
    message: "what happened",
    code: "BUSY",
    retryable: true,
    advice: "wait",
    errcode: -1,
  });
});

it("a runtime without FinalizationRegistry, as Cloudflare's workers were for long, remembers tokens as well", async (t) => {
  replaced(t, globalThis, "FinalizationRegistry", undefined);
  const { getFunctionLink } = freshCopy();
  async function* body() {
    yield new TextEncoder().encode(JSON.stringify(reply));
  }
  const fetch = async () => ({ status: 200, bodyUsed: false, headers: new Map(), body: body() });
  let asked = 0;
  const accessToken = () => `token-${++asked}`;
  for (let call = 0; call < 2; call++) {
    assert.equal(
      (await getFunctionLink({ ...request, accessToken, authorizerAppid: "wx01" }, { fetch })).checksum,
      CHECKSUM,
    );
  }
  assert.equal(asked, 1);
});
