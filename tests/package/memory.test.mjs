// Constant WebAssembly memory: hundreds of MiB in chunks, and many calls.
import assert from "node:assert/strict";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, verifyChecksum } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

import { memoryBytes, referenceCount } from "../support/memory.mjs";
import { soak } from "../support/soak.mjs";

const MIB = 2 ** 20;
const SIZE = soak(256, 64);
const SHA256_OF_ZEROS = soak(
  "a6d72ac7690f53be6ae46ba88506bd97302a093f7108472bd9efc3cefda06484",
  "3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351",
);
const ROUNDS = soak(200, 50);
const TIMES = soak(1000, 300);

it(`verifying ${SIZE} MiB in pieces grows the module's memory by at most 2 MiB`, async (t) => {
  const piece = new Uint8Array(MIB);
  async function* pieces(count) {
    for (let at = 0; at < count; at++) yield piece;
  }
  await verifyChecksum(pieces(1), SHA256_OF_ZEROS);
  const before = memoryBytes();
  assert.equal(await verifyChecksum(pieces(SIZE), SHA256_OF_ZEROS), true);
  const after = memoryBytes();
  t.diagnostic(`wasm memory before ${before / MIB} MiB, after ${after / MIB} MiB`);
  assert.ok(after - before <= 2 * MIB);
});

it(`neither one buffer of ${SIZE} MiB nor ${ROUNDS * 100} calls grow it by more`, async (t) => {
  const before = memoryBytes();
  assert.equal(await verifyChecksum(new Uint8Array(SIZE * MIB), SHA256_OF_ZEROS), true);
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(Array.from({ length: 100 }, () => verifyChecksum(new Uint8Array(100), SHA256_OF_ZEROS)));
  }
  const after = memoryBytes();
  t.diagnostic(`wasm memory before ${before / MIB} MiB, after ${after / MIB} MiB`);
  assert.ok(after - before <= 2 * MIB);
});

// Each of these ends in another way.
const sandbox = createSandbox();
const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
const { fetch } = sandbox;
const relay = createRelay({
  authorize: () => ({ id: "tester" }),
  accessToken: () => "sandbox-access-token",
  allowNonBrowser: true,
  fetch,
  limits: { requestsPerMinute: Infinity },
});
const relayed = (path) =>
  relay(
    new Request(`http://127.0.0.1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ env: "test-777bb9", functionName: "login" }),
    }),
  ).then((response) => response.arrayBuffer());
const fails = (promise) =>
  promise.then(
    () => assert.fail("it succeeded"),
    () => {},
  );
const WAYS = {
  "a link": () => getFunctionLink(request, { fetch, signal: new AbortController().signal }),
  "a link by a provider": () =>
    getFunctionLink(
      { ...request, accessToken: async () => "sandbox-access-token", authorizerAppid: "wx01" },
      { fetch },
    ),
  "a refused argument": () => fails(getFunctionLink({ ...request, env: "" }, { fetch })),
  "the platform's error": () =>
    fails(getFunctionLink({ ...request, env: "errcode", functionName: "48001" }, { fetch })),
  "a network failure": () =>
    fails(
      getFunctionLink(request, {
        fetch: async () => {
          throw new TypeError("no network");
        },
        maxAttempts: 1,
      }),
    ),
  "a package": () => downloadFunction(request, { fetch }),
  "a corrupt package": () =>
    fails(downloadFunction({ ...request, env: "download", functionName: "corrupt" }, { fetch })),
  "a small verification": () => verifyChecksum(new Uint8Array(100), SHA256_OF_ZEROS),
  // The tests before have loaded the runtime's hash.
  "a verification by the runtime": () => verifyChecksum(new Uint8Array(70_000), SHA256_OF_ZEROS),
  "a link through a relay": () => relayed("link"),
  "a package through a relay": () => relayed("download"),
};
for (const [name, call] of Object.entries(WAYS)) {
  it(`${TIMES} times ${name} leave nothing behind`, async (t) => {
    const rounds = async (count) => {
      for (let round = 0; round < count; round++) await call();
    };
    await rounds(100);
    const [bytes, references] = [memoryBytes(), referenceCount()];
    await rounds(TIMES);
    t.diagnostic(
      `wasm memory ${bytes} bytes, then ${memoryBytes()}; references ${references}, then ${referenceCount()}`,
    );
    // Requests that are still ending hold a few for a moment.
    assert.ok(referenceCount() - references < 50, "references grow");
    assert.ok(memoryBytes() - bytes <= 256 * 1024, "memory grows");
  });
}
