// Row 66: the tokens of many merchants take bounded memory: 10,000 of them are remembered, for two hours, and appids have at most 64 bytes.
import { memoryBytes } from "../support/memory.mjs"; // before the package, so that it sees the module's memory
import assert from "node:assert/strict";
import { it } from "node:test";

import * as index from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";

import {
  answering,
  asks,
  fails,
  relayOptions,
  relayRequest,
  replyFor,
  sha256,
  packageOf,
  soon,
} from "../support/border.mjs";
import { freshCopy, replaced } from "../support/fresh.mjs";
import { soak } from "../support/soak.mjs";

const MIB = 1 << 20;
const HOUR = 3_600_000;
const REMEMBERED = 10_000;
const FEWER = soak(20_000, 11_000);
const MORE = soak(100_000, 15_000);
// One merchant in so many is looked at, where all were asked for before.
const EVERY = soak(1, 10);
const { downloadFunction, getFunctionLink, getFunctionLinks } = index;
const fetch = answering(JSON.stringify(replyFor("a")));
const appid = (number) => `wx${String(number).padStart(16, "0")}`;

// A provider that counts how often it is asked for each merchant.
function counting() {
  const asked = new Map();
  const accessToken = ({ authorizerAppid }) => {
    asked.set(authorizerAppid, (asked.get(authorizerAppid) ?? 0) + 1);
    return `71_${authorizerAppid}`.padEnd(130, "x"); // as long as WeChat's
  };
  const ask = (number, { getFunctionLink } = index) =>
    getFunctionLink(asks("a", { accessToken, authorizerAppid: appid(number) }), { fetch });
  return { accessToken, ask, times: (number) => asked.get(appid(number)) ?? 0 };
}

it("row 66: the 10,000 merchants that were used last are remembered, and no other", async () => {
  const { ask, times } = counting();
  const other = counting();
  await other.ask(1);
  for (let number = 1; number <= REMEMBERED; number++) await ask(number);
  await ask(1); // used again: 2 is the least recently used now
  assert.equal(times(1), 1);
  await ask(REMEMBERED + 1);
  for (let number = 3; number <= REMEMBERED + 1; number += EVERY) await ask(number);
  await ask(REMEMBERED + 1);
  await ask(1);
  for (let number = 1; number <= REMEMBERED + 1; number++) assert.equal(times(number), 1, appid(number));
  await ask(2);
  assert.equal(times(2), 2, "the least recently used one was still remembered");
  // Another provider function has a memory of its own.
  await other.ask(1);
  assert.equal(other.times(1), 1);
});

it(`row 66: ${MORE} merchants take no more memory than ${FEWER}`, async (t) => {
  const accessToken = ({ authorizerAppid }) => `71_${authorizerAppid}`.padEnd(130, "x");
  function* requests() {
    for (let number = 0; number < MORE; number++) yield asks("a", { accessToken, authorizerAppid: appid(number) });
  }
  // In Bun, true waits for the end; in Node it would be a minor collection.
  const collect = globalThis.Bun ? () => Bun.gc(true) : globalThis.gc;
  const measure = async () => {
    for (let round = 0; round < 3; round++) {
      collect?.();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { heap: process.memoryUsage().heapUsed, wasm: memoryBytes() };
  };
  let taken = 0;
  let before;
  for await (const { error } of getFunctionLinks(requests(), { fetch, concurrency: 16 })) {
    assert.equal(error, undefined);
    if (++taken === FEWER) before = await measure();
  }
  const after = await measure();
  t.diagnostic(`heap ${before.heap} then ${after.heap}, wasm ${before.wasm} then ${after.wasm}`);
  assert.equal(taken, MORE);
  assert.ok(after.wasm - before.wasm <= 256 * 1024, `${after.wasm - before.wasm} bytes of the module's memory more`);
  if (collect) assert.ok(after.heap - before.heap < 4 * MIB, `${after.heap - before.heap} bytes of heap more`);
});

it("row 66: a token is remembered for two hours", async (t) => {
  let passed = 0;
  const { now } = performance;
  const real = now.bind(performance);
  replaced(t, performance, "now", () => real() + passed);
  replaced(
    t,
    globalThis,
    "Date",
    class extends Date {
      constructor(...given) {
        super(...(given.length > 0 ? given : [Date.now() + passed]));
      }
      static now() {
        return super.now() + passed;
      }
    },
  );
  const fresh = freshCopy();
  const { ask, times } = counting();
  await ask(1, fresh);
  passed = HOUR;
  await ask(1, fresh);
  assert.equal(times(1), 1, "after one hour");
  passed = 2 * HOUR + 60_000;
  await ask(1, fresh);
  assert.equal(times(1), 2, "after two hours");
  passed += HOUR;
  await ask(1, fresh);
  assert.equal(times(1), 2, "an hour after that");
});

const LONGEST = ["x".repeat(64), `${"商".repeat(21)}x`, "😀".repeat(16)];
const TOO_LONG = ["x".repeat(65), "商".repeat(22), `${"😀".repeat(16)}x`, "x".repeat(3900)];

it("row 66: an appid of 64 bytes is taken, one of 65 is INVALID_ARGUMENT", async () => {
  const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
  for (const authorizerAppid of LONGEST) {
    assert.equal(
      (await soon(getFunctionLink(asks("a", { authorizerAppid }), { fetch: sound }))).checksum,
      sha256(packageOf("a")),
    );
  }
  for (const authorizerAppid of TOO_LONG) {
    const request = asks("a", { authorizerAppid });
    const unused = () => assert.fail("something was sent");
    for (const call of [
      getFunctionLink(request, { fetch: unused }),
      downloadFunction(request, { fetch: unused }),
      saveFunction(request, "never-made.zip", { fetch: unused }),
    ]) {
      assert.match((await fails(call, "INVALID_ARGUMENT")).message, /authorizerAppid/);
    }
    const {
      value: { error },
    } = await soon(getFunctionLinks([request], { fetch: unused }).next());
    assert.equal(error.code, "INVALID_ARGUMENT");
    await fails(
      getFunctionLink({ env: "e", functionName: "f", authorizerAppid }, { relay: "http://127.0.0.1/", fetch: unused }),
      "INVALID_ARGUMENT",
    );
  }
});

it("row 66: a relay answers 400 to an appid of 65 bytes, and nothing is asked for it", async () => {
  const asked = [];
  const audited = [];
  const relay = createRelay(
    relayOptions({
      fetch,
      authorize: () => (asked.push("authorize"), { id: "tester" }),
      accessToken: () => (asked.push("token"), "token"),
      audit: (entry) => audited.push(entry),
    }),
  );
  for (const route of ["link", "download"]) {
    for (const authorizerAppid of TOO_LONG) {
      const response = await soon(relay(relayRequest(route, { env: "e", functionName: "f", authorizerAppid })));
      assert.deepEqual([response.status, (await response.json()).error.code], [400, "INVALID_ARGUMENT"]);
    }
  }
  assert.deepEqual([asked, audited.length], [[], 2 * TOO_LONG.length]);
  const response = await soon(
    relay(relayRequest("link", { env: "e", functionName: "f", authorizerAppid: LONGEST[0] })),
  );
  assert.equal(response.status, 200);
});

it("row 66: a relay whose callers invent appids remembers 10,000 of them", async () => {
  const { accessToken, times } = counting();
  const relay = createRelay(relayOptions({ fetch, accessToken }));
  const ask = async (number) => {
    const response = await relay(relayRequest("link", { env: "e", functionName: "f", authorizerAppid: appid(number) }));
    assert.equal(response.status, 200);
    await response.arrayBuffer();
  };
  for (let number = 0; number <= REMEMBERED; number++) await ask(number);
  await ask(1);
  await ask(REMEMBERED);
  assert.deepEqual([times(1), times(REMEMBERED)], [1, 1]);
  await ask(0);
  assert.equal(times(0), 2);
});
