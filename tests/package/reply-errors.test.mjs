// The platform's errcode survives texts that strict parsers refuse, and the status of a gateway.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { getFunctionLink } from "wechat-function-link";

import { CANARY_TOKEN, CHECKSUM, call, rejection, reply, request } from "../support/calls.mjs";
import { ask, elapsed, failsAfter, scripted, succeedsAfter } from "../support/faults.mjs";
import { httpServer, replyServer } from "../support/server.mjs";

const RID = "6422fc39-38286dcf-7f008928";
const gbk = (hex) =>
  Buffer.concat([Buffer.from('{"errcode":40097,"errmsg":"'), Buffer.from(hex, "hex"), Buffer.from(` rid: ${RID}"}`)]);

describe("row 80: errcode, errmsg and rid survive", () => {
  const BODIES = {
    "a lone high surrogate": String.raw`{"errcode":40097,"errmsg":"invalid args: name \ud83d rid: ${RID}"}`,
    "a lone low surrogate": String.raw`{"errcode":40097,"errmsg":"\udf06 rid: ${RID}"}`,
    "a surrogate before its like": String.raw`{"errcode":40097,"errmsg":"\ud83d\ud83d\ude00 rid: ${RID}"}`,
    "a surrogate in another member": String.raw`{"nick":"\ud83dabc","errcode":40097,"errmsg":"x rid: ${RID}","\udf06":[]}`,
    "a number beyond f64": `{"n":1e400,"m":[-1E+999],"errcode":40097,"errmsg":"x rid: ${RID}"}`,
    "a number of 400 digits": `{"errcode":40097,"errmsg":"x rid: ${RID}","n":${"9".repeat(400)}}`,
    "GBK text": gbk("b2cecafdb4edcef3"),
    "GBK text with a 0x5c byte": gbk("d55c2078"),
    "GBK text with a 0x5c byte before another escape": gbk("d55c5c22d55c"),
    "GBK text with a 0x5c byte before the quote": Buffer.concat([
      Buffer.from(`{"rid":1,"errmsg":"rid: ${RID} `),
      Buffer.from("d55c", "hex"),
      Buffer.from('","errcode":40097}'),
    ]),
    "repeated members": `{"errcode":0,"errmsg":"ok","errcode":40097,"errmsg":"x rid: ${RID}"}`,
    "raw control characters beside a lone surrogate": `{"errcode":40097,"errmsg":"a\u0001\n \\ud83d rid: ${RID}"}`,
  };
  for (const [name, body] of Object.entries(BODIES)) {
    it(`row 80: beside ${name}`, async (t) => {
      const { url } = await replyServer(t, body);
      const error = await rejection(call(url), "REJECTED");
      assert.deepEqual([error.errcode, error.rid, error.peer], [40097, RID, "platform"]);
      assert.ok(error.errmsg.includes(`rid: ${RID}`), error.errmsg);
      assert.equal(error.message.split(RID).length, 2, error.message);
    });
  }

  it("row 80: and a link beside them is one", async (t) => {
    const text = JSON.stringify(reply).slice(0, -1);
    for (const more of [String.raw`,"nick":"\ud83d"}`, ',"n":1e400}']) {
      const { url } = await replyServer(t, text + more);
      assert.deepEqual([(await call(url)).checksum, (await call(url)).url], [CHECKSUM, reply.url]);
    }
  });

  it("row 80: an errcode beyond f64 is none", async (t) => {
    const { url } = await replyServer(t, '{"errcode":1e400,"errmsg":"x"}');
    assert.match((await rejection(call(url), "PROTOCOL")).message, /errcode is not an integer/);
  });
});

describe("the rid", () => {
  for (const errmsg of [
    `invalid credential rid: ${RID}`,
    `invalid credential rid:[${RID}]`,
    `invalid credential, rid: [ ${RID} ], more`,
    `x, hints: [ req_id: ${RID} ]`,
    `x req_id=${RID}`,
    `x rid: ${RID}, more details at https://mmbizurl.cn/s/JtxxFh33r`,
    `x rid: ${RID} rid: ${RID}`,
    `${"x".repeat(100_000)} rid: ${RID}`,
  ]) {
    it(`is found in "${errmsg.slice(-60)}", and once in the message, which is cut after 300 characters`, async (t) => {
      const { url } = await replyServer(t, { errcode: 40097, errmsg });
      const error = await rejection(call(url), "REJECTED");
      assert.deepEqual([error.rid, error.errmsg], [RID, errmsg]);
      assert.equal(error.message.split(RID).length, errmsg.length > 1000 ? 1 : 2, error.message);
    });
  }
});

describe("a token of a few letters", () => {
  for (const accessToken of ["a", "er", "ok", "invalid"]) {
    it(`"${accessToken}" leaves the platform's words readable`, async (t) => {
      const { url } = await httpServer(t, ({ url }, response) => {
        response.end(JSON.stringify({ errcode: 40097, errmsg: `invalid parameter: POST ${url} rid: ${RID}` }));
      });
      const error = await rejection(call(url, { accessToken }), "REJECTED");
      assert.equal(error.errmsg, `invalid parameter: POST /tcb/downloadfunction?access_token=[redacted] rid: ${RID}`);
    });
  }
});

describe("row 81: an errcode in the body of an error", () => {
  const step = (status, errcode, more = {}) => ({ status, body: { errcode, errmsg: `words rid: ${RID}` }, ...more });

  for (const [status, errcode, code] of [
    [400, 40097, "REJECTED"],
    [401, 42007, "TOKEN_REJECTED"],
    [403, 61003, "PERMISSION_DENIED"],
    [404, -501009, "REJECTED"],
    [412, 43002, "REJECTED"],
    [429, 45009, "QUOTA_EXCEEDED"],
    [500, 40101, "REJECTED"],
    [503, 45009, "QUOTA_EXCEEDED"],
  ]) {
    it(`row 81: ${errcode} in a ${status} is ${code}, and is not tried again`, async (t) => {
      const error = await failsAfter(t, code, 1, [step(status, errcode)]);
      assert.deepEqual([error.errcode, error.rid, error.status, error.peer], [errcode, RID, status, "platform"]);
      assert.equal(error.errmsg, `words rid: ${RID}`);
    });
  }

  it("row 81: that passes is tried again, by the response's Retry-After", async (t) => {
    const fine = { body: reply };
    await succeedsAfter(t, 2, [step(500, -1), fine]);
    const { arrivals } = await succeedsAfter(t, 2, [step(400, -501001, { headers: { "retry-after": "1" } }), fine]);
    assert.ok(arrivals[1] - arrivals[0] > 950, `${arrivals[1] - arrivals[0]} ms`);
    const error = await failsAfter(t, "BUSY", 3, [step(500, -1)]);
    assert.deepEqual([error.errcode, error.status, error.retryable], [-1, 500, true]);
  });

  it("row 81: that is not known leaves it to the status whether to try again", async (t) => {
    const passing = await failsAfter(t, "REJECTED", 3, [step(503, 99999)]);
    const lasting = await failsAfter(t, "REJECTED", 1, [step(400, 99999)]);
    assert.deepEqual([passing.retryable, lasting.retryable], [true, false]);
  });

  it("row 81: of a stale token leads to one refresh", async (t) => {
    const server = await scripted(t, step(401, 40001), { body: reply });
    const rejected = [];
    const accessToken = ({ rejectedToken }) => `${CANARY_TOKEN}${rejected.push(rejectedToken)}`;
    const link = await getFunctionLink({ ...request, accessToken }, { baseUrl: server.url, maxAttempts: 1 });
    assert.deepEqual([link.checksum, rejected, server.requests.length], [CHECKSUM, [undefined, `${CANARY_TOKEN}1`], 2]);
  });

  it("row 81: is needed for that: any other body leaves the status", async (t) => {
    for (const body of [
      "",
      "<html>busy</html>",
      "{}",
      '{"errcode":0}',
      '{"errcode":"40001"}',
      '{"code":40001}',
      "[1]",
      `{"errcode":40001,"pad":"${"x".repeat(10_000)}"}`,
    ]) {
      const error = await failsAfter(t, "HTTP_STATUS", 1, [{ status: 403, body }]);
      assert.deepEqual([error.errcode, error.status, error.peer], [undefined, 403, "platform"]);
    }
  });

  it("row 81: shows no token that it echoes", async (t) => {
    const { url } = await httpServer(t, ({ url }, response) => {
      response.writeHead(403).end(JSON.stringify({ errcode: 48001, errmsg: `${url} ${CANARY_TOKEN} rid: ${RID}` }));
    });
    assert.equal((await rejection(call(url), "PERMISSION_DENIED")).rid, RID);
  });

  it("row 81: that never comes holds the decision no longer than the attempt", async (t) => {
    const closed = [];
    const server = await httpServer(t, (_arrived, response) => {
      closed.push(new Promise((resolve) => response.on("close", resolve)));
      response.writeHead(503, { "content-length": 100 }).write('{"errcode":');
    });
    const [error, took] = await elapsed(
      rejection(ask(server.url, { attemptTimeoutMs: 1000, maxAttempts: 2 }), "HTTP_STATUS"),
    );
    assert.deepEqual([error.status, error.attempts, server.requests.length], [503, 2, 2]);
    assert.ok(took < 5000, `${took} ms`);
    await Promise.all(closed);
  });

  it("row 81: whose stream never answers holds it no longer either", async () => {
    const body = { getReader: () => ({ read: () => new Promise(() => {}), cancel() {}, releaseLock() {} }) };
    const fetch = async () => ({ status: 403, headers: new Headers(), body, bodyUsed: false });
    const error = await rejection(call(undefined, {}, { fetch, attemptTimeoutMs: 100 }), "HTTP_STATUS");
    assert.equal(error.status, 403);
  });

  it("row 81: leaves the status where the call's time is short, and gives way to the signal", async (t) => {
    const server = await httpServer(t, (_arrived, response) =>
      response.writeHead(403, { "content-length": 100 }).write("{"),
    );
    assert.equal((await rejection(ask(server.url, { timeoutMs: 1500 }), "HTTP_STATUS")).status, 403);
    const reason = new Error("enough");
    const controller = new AbortController();
    const asked = ask(server.url, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(asked, (error) => error === reason);
  });
});
