// A trap inside the module, in a package built for this test: a function of the name `trap` traps.
import assert from "node:assert/strict";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, getFunctionLinks, verifyChecksum } from "../trapping-package/index.js";

import { assertNoCanary, CHECKSUM, reply, request } from "../support/calls.mjs";
import { replyServer, socketServer } from "../support/server.mjs";

const abc = new TextEncoder().encode("abc");
const trapping = { ...request, functionName: "trap" };

async function traps(promise) {
  const error = await promise.then(
    () => assert.fail("it resolved"),
    (reason) => reason,
  );
  assert.ok(error instanceof WebAssembly.RuntimeError, String(error));
  assertNoCanary(error);
}

it("row 51: a trap rejects its call, and the next call works", async (t) => {
  const { url } = await replyServer(t, reply);
  for (let round = 0; round < 5; round++) {
    await traps(getFunctionLink(trapping, { baseUrl: url }));
    assert.equal((await getFunctionLink(request, { baseUrl: url })).checksum, CHECKSUM);
    assert.equal(await verifyChecksum(abc, CHECKSUM), true);
    await traps(downloadFunction(trapping, { baseUrl: url }));
  }
});

it("row 51: a trap hangs no call that is under way, and nothing is left unhandled", async (t) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  const silent = await socketServer(t, () => {});
  const { url } = await replyServer(t, reply);
  const { signal } = new AbortController();
  const underWay = Array.from({ length: 20 }, () =>
    getFunctionLink(request, { baseUrl: silent.url, signal, timeoutMs: 300 }),
  );
  const all = [...underWay, getFunctionLink(trapping, { baseUrl: url })].map(traps);
  await Promise.all(all);
  assert.equal((await getFunctionLink(request, { baseUrl: url, signal })).checksum, CHECKSUM);
  const results = [];
  for await (const { link, error } of getFunctionLinks([request, request], { baseUrl: url }))
    results.push(link ?? error);
  assert.deepEqual(
    results.map(({ checksum }) => checksum),
    [CHECKSUM, CHECKSUM],
  );
  // The time-outs of the ended calls would fire meanwhile.
  await getFunctionLink(request, { baseUrl: silent.url, timeoutMs: 600 }).catch((error) =>
    assert.equal(error.code, "TIMEOUT"),
  );
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  assert.deepEqual(unhandled, []);
});
