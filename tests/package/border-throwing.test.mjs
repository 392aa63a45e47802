// Row 57: an object that throws when it is read ends its own call with a typed error, in time, and no other call.
import assert from "node:assert/strict";
import { it } from "node:test";

import * as index from "wechat-function-link";
import * as fs from "wechat-function-link/fs";
import * as relay from "wechat-function-link/relay";

import { answering, asks, fails, packageOf, replyFor, sha256, soon, strays } from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { BOOM, boom, HOSTILE, outcomeOf } from "../support/hostile.mjs";

const { downloadFunction, getFunctionLink, verifyChecksum } = index;
const api = { ...index, ...fs, ...relay };
const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));

for (const [name, call, codes] of HOSTILE) {
  it(`row 57: ${name}`, async (t) => {
    const none = strays(t);
    const { promise, resolve } = deferred();
    const bystander = downloadFunction(asks("a"), { fetch: async (...all) => (await promise, sound(...all)) });
    const outcome = await soon(outcomeOf(call, api));
    assert.ok(codes.includes(outcome), `${outcome}, wanted ${codes.join(" or ")}`);
    resolve();
    assert.equal((await soon(bystander, "the bystander")).checksum, sha256(packageOf("a")));
    assert.equal(
      (await soon(getFunctionLink(asks("a"), { fetch: sound }), "the next call")).checksum,
      sha256(packageOf("a")),
    );
    await none();
  });
}

it("row 57: the cause is what the caller's own code threw", async () => {
  const provider = await fails(getFunctionLink(asks("a", { accessToken: boom }), { fetch: sound }), "TOKEN_REJECTED");
  const thenable = await fails(
    getFunctionLink(asks("a", { accessToken: () => ({ then: boom }) }), { fetch: sound }),
    "TOKEN_REJECTED",
  );
  const to = new WritableStream({ write: boom });
  const written = await fails(downloadFunction(asks("a"), { fetch: sound, to }), "WRITE_FAILED");
  for (const { cause } of [provider, thenable, written]) assert.ok(cause === BOOM);
});

it("row 57: a failing source's own reason is handed on as it is", async () => {
  for (const reason of [
    BOOM,
    undefined,
    null,
    "text",
    Object.freeze({}),
    new Proxy({}, { get: boom, getPrototypeOf: boom, has: boom }),
  ]) {
    const failing = async () => {
      throw reason;
    };
    const sources = [
      { [Symbol.asyncIterator]: () => ({ next: failing }) },
      new ReadableStream({ pull: failing }),
      new Response(new ReadableStream({ pull: failing })),
    ];
    for (const source of sources) {
      const caught = await soon(
        verifyChecksum(source, sha256("abc")).then(
          () => assert.fail("it resolved"),
          (thrown) => ({ thrown }),
        ),
      );
      assert.ok(caught.thrown === reason);
    }
  }
});

it("row 57: an aborted signal's own reason is handed on as it is", async () => {
  for (const reason of [BOOM, null, "text", new Proxy({}, { get: boom, getPrototypeOf: boom, has: boom })]) {
    const { signal } = { signal: AbortSignal.abort(reason) };
    for (const call of [
      () => getFunctionLink(asks("a"), { fetch: sound, signal }),
      () => downloadFunction(asks("a"), { fetch: sound, signal }),
      () => verifyChecksum(new Uint8Array(3), sha256("abc"), { signal }),
      () => index.getFunctionLinks([asks("a")], { fetch: sound, signal }).next(),
    ]) {
      const caught = await soon(
        call().then(
          () => assert.fail("it resolved"),
          (thrown) => ({ thrown }),
        ),
      );
      assert.ok(caught.thrown === reason);
    }
  }
});
