// Constant wasm memory: 256 MiB in pieces, and many calls.
import assert from "node:assert/strict";
import { it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

import { memoryBytes } from "../support/memory.mjs";

const MIB = 2 ** 20;
const SHA256_OF_256_MIB_OF_ZEROS = "a6d72ac7690f53be6ae46ba88506bd97302a093f7108472bd9efc3cefda06484";

it("verifying 256 MiB in pieces grows the module's memory by at most 2 MiB", async (t) => {
  const piece = new Uint8Array(MIB);
  async function* pieces(count) {
    for (let at = 0; at < count; at++) yield piece;
  }
  await verifyChecksum(pieces(1), SHA256_OF_256_MIB_OF_ZEROS);
  const before = memoryBytes();
  assert.equal(await verifyChecksum(pieces(256), SHA256_OF_256_MIB_OF_ZEROS), true);
  const after = memoryBytes();
  t.diagnostic(`wasm memory before ${before / MIB} MiB, after ${after / MIB} MiB`);
  assert.ok(after - before <= 2 * MIB);
});

it("neither one buffer of 256 MiB nor 20,000 calls grow it by more", async (t) => {
  const before = memoryBytes();
  assert.equal(await verifyChecksum(new Uint8Array(256 * MIB), SHA256_OF_256_MIB_OF_ZEROS), true);
  for (let round = 0; round < 200; round++) {
    await Promise.all(Array.from({ length: 100 }, () => verifyChecksum(new Uint8Array(100), SHA256_OF_256_MIB_OF_ZEROS)));
  }
  const after = memoryBytes();
  t.diagnostic(`wasm memory before ${before / MIB} MiB, after ${after / MIB} MiB`);
  assert.ok(after - before <= 2 * MIB);
});
