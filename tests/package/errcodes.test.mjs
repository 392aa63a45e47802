// The sandbox over real sockets: every errcode, every quirk of a reply.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { explainErrcode, getFunctionLink, verifyChecksum } from "wechat-function-link";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN, rejection } from "../support/calls.mjs";
import { fetchServer } from "../support/server.mjs";

const tokens = { [CANARY_TOKEN]: "valid", expired: "expired" };
const ask = (url, env, functionName, accessToken = CANARY_TOKEN) =>
  getFunctionLink({ accessToken, env, functionName }, { baseUrl: url, maxAttempts: 1 });
const start = (t, options) => fetchServer(t, createSandbox({ accessTokens: tokens, ...options }).fetch);

// Written out here, independently of the catalogue: these codes stay stable.
const PROMISED = {
  BUSY: [-1, -1000, -501001, -501002, -501004, -601001, -601003, -604102],
  TOKEN_REJECTED: [40001, 40014, 42001, 41001, 42007],
  PERMISSION_DENIED: [48001, 61003, 61004, 61007, 61023, 40164, 85088, -501019],
  QUOTA_EXCEEDED: [45009, 45011],
  REJECTED: [40097, 40101, 43002, 44002, 47001, -501005, -501007, -501009],
};

describe("errcode", () => {
  const promised = Object.entries(PROMISED).flatMap(([code, errcodes]) => errcodes.map((errcode) => [errcode, code]));
  const known = createSandbox()
    .functions.filter(({ env }) => env === "errcode")
    .map(({ errcode }) => errcode);

  it("that is promised is known to the sandbox", () => {
    for (const [errcode] of promised) assert.ok(known.includes(errcode), String(errcode));
  });
  for (const errcode of known) {
    const code = Object.fromEntries(promised)[errcode];
    it(`${errcode} is ${code ?? "of its own class"}`, async (t) => {
      const { url, requests } = await start(t);
      const explained = await explainErrcode(errcode);
      const error = await rejection(ask(url, "errcode", String(errcode)), code ?? explained.code);
      assert.equal(error.errcode, errcode);
      assert.equal(error.advice, explained.advice);
      assert.equal(error.retryable, explained.retryable);
      assert.equal(explained.code, error.code);
      assert.ok(error.errmsg.startsWith(explained.name));
      assert.match(error.rid, /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
      assert.equal(requests.length, 1);
    });
  }
  it("that nobody documented is kept, not swallowed", async (t) => {
    const { url } = await start(t);
    const error = await rejection(ask(url, "reply", "errcode-unknown"), "REJECTED");
    assert.equal(error.errcode, 99999);
    assert.match(error.errmsg, /^something new hint: \[a1b2\]/);
    assert.equal(error.rid, "5f3a0c1d-0a1b2c3d-4e5f6071");
  });
});

describe("the sandbox's platform", () => {
  const cases = [
    ["an expired token", "test-777bb9", "login", "expired", 42001],
    ["an unknown token", "test-777bb9", "login", "nobody's", 40014],
    ["an unknown environment", "test-000000", "login", CANARY_TOKEN, -501005],
    ["an unknown function", "test-777bb9", "logout", CANARY_TOKEN, -501009],
  ];
  for (const [what, env, functionName, token, errcode] of cases) {
    it(`answers ${errcode} to ${what}`, async (t) => {
      const { url } = await start(t);
      await assert.rejects(ask(url, env, functionName, token), { errcode });
    });
  }
  const bodies = [
    ["GET", undefined, 43002],
    ["POST", "", 44002],
    ["POST", "{", 47001],
    ["POST", "{}", 40101],
  ];
  for (const [method, body, errcode] of bodies) {
    it(`answers ${errcode} to ${method} of ${JSON.stringify(body)}`, async (t) => {
      const { url } = await start(t);
      const response = await fetch(`${url}/tcb/downloadfunction?access_token=${encodeURIComponent(CANARY_TOKEN)}`, {
        method,
        body,
      });
      assert.equal((await response.json()).errcode, errcode);
    });
  }
  it("answers 41001 without a token and 412 without a length", async (t) => {
    const { url } = await start(t);
    assert.equal(
      (await (await fetch(`${url}/tcb/downloadfunction`, { method: "POST", body: "{}" })).json()).errcode,
      41001,
    );
    const body = new Blob(["{}"]).stream();
    const chunked = await fetch(`${url}/tcb/downloadfunction?access_token=x`, { method: "POST", body, duplex: "half" });
    assert.equal(chunked.status, 412);
    await chunked.body?.cancel();
  });
  it("gives a link to a real zip package, which verifies", async (t) => {
    const { url } = await start(t);
    for (const functionName of ["login", "pay", "查询 订单"]) {
      const link = await ask(url, "test-777bb9", functionName);
      assert.ok(link.url.startsWith(`${url}/`));
      assert.ok(link.expiresAt > Date.now() + 10_000_000 && link.expiresAt < Date.now() + 10_100_000);
      const bytes = new Uint8Array(await (await fetch(link.url)).arrayBuffer());
      assert.deepEqual([...bytes.subarray(0, 4)], [0x50, 0x4b, 3, 4]);
      assert.equal(await verifyChecksum(bytes, link.checksum), true);
    }
  });
  it("signs links: a changed or expired one is 403 with XML", async (t) => {
    let time = Date.now();
    const { url } = await start(t, { now: () => time, linkLifetimeSeconds: 60 });
    const link = await ask(url, "test-777bb9", "login");
    const denied = async (address) => {
      const response = await fetch(address);
      assert.equal(response.status, 403);
      assert.match(await response.text(), /<Code>AccessDenied<\/Code>/);
    };
    await denied(link.url.replace("login_LATEST", "logon_LATEST"));
    await denied(link.url.replace(/(\d+)%26q-key-time/, "9$1%26q-key-time"));
    time += 61_000;
    await denied(link.url);
  });
  it("shows a corrupt package, which does not verify", async (t) => {
    const { url } = await start(t);
    for (const functionName of ["corrupt", "shortened"]) {
      const link = await ask(url, "download", functionName);
      assert.equal(await verifyChecksum(await fetch(link.url), link.checksum), false);
    }
  });
  it("is usable as options.fetch, with links to a storage host of its own", async () => {
    const sandbox = createSandbox();
    const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
    const link = await getFunctionLink(request, { fetch: sandbox.fetch });
    assert.match(link.url, /^https:\/\/sandbox-\d+\.cos\.ap-shanghai\.myqcloud\.com\//);
    assert.equal(await verifyChecksum(await sandbox.fetch(link.url), link.checksum), true);
  });
});

describe("a reply with the quirk", () => {
  const SOUND = [
    "text-plain",
    "no-errcode",
    "control-characters",
    "byte-order-mark",
    "escaped-slashes",
    "upper-case-checksum",
    "unknown-keys",
    "unsigned-times",
  ];
  // These succeed in the end, or after a while: sandbox-faults.test.mjs.
  const PASSING = ["busy-twice", "status-503", "slow"];
  const PROTOCOL = [
    "html",
    "cut-off",
    "empty",
    "not-json",
    "illegal-escape",
    "too-large",
    "deeply-nested",
    "missing-url",
    "missing-checksum",
    "missing-all",
    "short-checksum",
    "odd-checksum",
    "relative-url",
    "errcode-string",
    "errcode-too-large",
  ];
  const OTHER = {
    redirect: "REDIRECT_REFUSED",
    "status-500": "HTTP_STATUS",
    "status-412": "HTTP_STATUS",
    "errcode-unknown": "REJECTED",
  };

  for (const quirk of SOUND) {
    it(`${quirk} is read`, async (t) => {
      const { url } = await start(t);
      const link = await ask(url, "reply", quirk);
      assert.match(link.checksum, /^[0-9a-f]{64}$/);
      assert.ok(link.url.startsWith(`${url}/`));
      assert.equal(link.errcode, 0);
      assert.equal(link.errmsg, quirk === "control-characters" ? "o\u0001\n\tk" : "ok");
      assert.equal(link.expiresAt instanceof Date, quirk !== "unsigned-times");
    });
  }
  for (const quirk of PROTOCOL) {
    it(`${quirk} is PROTOCOL, and the body is not echoed`, async (t) => {
      const { url } = await start(t);
      const error = await rejection(ask(url, "reply", quirk), "PROTOCOL");
      assert.equal(error.retryable, quirk === "cut-off" || quirk === "empty");
      assert.ok(error.message.length < 200 && !/Bad Gateway|xxxx|\[\[|LATEST/.test(error.message));
    });
  }
  for (const [quirk, code] of Object.entries(OTHER)) {
    it(`${quirk} is ${code}`, async (t) => {
      const { url } = await start(t);
      await rejection(ask(url, "reply", quirk), code);
    });
  }
  it("of every kind that the sandbox knows is listed", () => {
    const known = createSandbox()
      .functions.filter(({ env }) => env === "reply")
      .map(({ functionName }) => functionName);
    assert.deepEqual(known.sort(), [...SOUND, ...PASSING, ...PROTOCOL, ...Object.keys(OTHER)].sort());
  });
});
