// createHash of the runtime: when it hashes, and what happens where it is unsound or fails.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";

import { verifyChecksum } from "wechat-function-link";

import { CHECKSUM as CHECKSUM_OF_ABC } from "../support/calls.mjs";
import { freshCopy, invalid, noting, replaced } from "../support/fresh.mjs";

const MIB = 2 ** 20;
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const abc = new TextEncoder().encode("abc");
const large = new Uint8Array(randomBytes(9 * MIB));
const LARGE = sha256(large);
async function* pieces(...parts) {
  yield* parts;
}

// A runtime with a watched or an unsound createHash.
function runtime(t, createHash) {
  const { getBuiltinModule } = process;
  const crypto = getBuiltinModule("node:crypto");
  let begun = 0;
  const watched = (name) => (begun++, createHash(crypto, name));
  replaced(t, process, "getBuiltinModule", (name) =>
    name === "node:crypto" ? { createHash: watched } : getBuiltinModule(name),
  );
  return { verifyChecksum: freshCopy().verifyChecksum, begun: () => begun };
}

it("what is small is left to the module, what is large to the runtime", async (t) => {
  const { verifyChecksum, begun } = runtime(t, (crypto, name) => crypto.createHash(name));
  for (let call = 0; call < 100; call++) await verifyChecksum(abc, CHECKSUM_OF_ABC);
  assert.equal(await verifyChecksum(large.subarray(0, MIB), LARGE), false);
  assert.equal(begun(), 0);
  assert.equal(await verifyChecksum(large, LARGE), true);
  assert.equal(begun(), 2, "once to see that it is sound, once for the bytes");
  await verifyChecksum(abc, CHECKSUM_OF_ABC);
  assert.equal(begun(), 2);
  await verifyChecksum(large, LARGE, { engine: "wasm" });
  assert.equal(begun(), 2);
  assert.equal(await verifyChecksum(abc, CHECKSUM_OF_ABC, { engine: "host" }), true);
  assert.equal(begun(), 3);
});

it("a buffer of up to 8 MiB goes to the runtime's hash in one piece, once that is loaded", async (t) => {
  const updates = [];
  const { verifyChecksum, begun } = runtime(t, noting(updates));
  const bytes = large.subarray(1, 64 * 1024 + 1);
  const checksum = sha256(bytes);
  assert.equal(await verifyChecksum(bytes, checksum), true);
  assert.equal(begun(), 0);
  await verifyChecksum(large, LARGE);
  const before = begun();
  updates.length = 0;
  for (const source of [
    bytes,
    Buffer.from(bytes),
    Buffer.from(bytes.buffer, 1, bytes.length),
    bytes.slice().buffer,
    runInNewContext("(it) => new Uint8Array(it)")(bytes),
  ]) {
    assert.equal(await verifyChecksum(source, checksum), true);
    assert.equal(await verifyChecksum(source, checksum.toUpperCase()), true);
    assert.equal(await verifyChecksum(source, LARGE), false);
  }
  assert.equal(begun(), before + 15);
  assert.deepEqual(
    updates.map((data) => data.length),
    Array(15).fill(bytes.length),
  );
  await verifyChecksum(bytes.subarray(0, 1024), checksum);
  assert.equal(begun(), before + 15, "what is small is the module's");
  updates.length = 0;
  const eight = large.subarray(0, 8 * MIB);
  assert.equal(await verifyChecksum(eight, sha256(eight)), true);
  assert.deepEqual(
    updates.map((data) => data.length),
    [8 * MIB],
  );
});

describe("a buffer that the runtime hashes in one piece", () => {
  const bytes = large.slice(0, 64 * 1024);
  const checksum = sha256(bytes);
  it("is copied first where others may write to it", async (t) => {
    const seen = [];
    const { verifyChecksum } = runtime(t, noting(seen));
    await verifyChecksum(large, LARGE);
    seen.length = 0;
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    assert.equal(await verifyChecksum(shared, checksum), true);
    assert.equal(seen.length, 1);
    assert.ok(seen[0].buffer instanceof ArrayBuffer);
  });
  it("counts as it is, not as it says of itself", async () => {
    await verifyChecksum(large, LARGE);
    for (const name of ["length", "byteLength", "byteOffset", "buffer"]) {
      const lying = Object.defineProperty(bytes.slice(), name, {
        value: name === "buffer" ? new ArrayBuffer(70_000) : 1200,
      });
      assert.equal(await verifyChecksum(lying, checksum), true, name);
      assert.equal(await verifyChecksum(lying, LARGE), false, name);
    }
  });
  it("has a checksum of digits, or there is no verdict", async () => {
    await verifyChecksum(large, LARGE);
    for (const digit of ["g", "\u0162", "\ud800", " ", "\0"])
      await invalid(verifyChecksum(bytes, digit + checksum.slice(1)), /checksum/);
    for (const malformed of [checksum.slice(1), `${checksum}0`, undefined])
      await invalid(verifyChecksum(bytes, malformed), /checksum/);
  });
  it("may not be detached", async () => {
    await verifyChecksum(large, LARGE);
    const detached = bytes.slice();
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    await invalid(verifyChecksum(detached, checksum), /detached/);
    await invalid(verifyChecksum(detached.buffer, checksum), /detached/);
    // Nor is an imitation of a view a buffer.
    const none = Object.assign(Object.create(ArrayBuffer.prototype), { length: 1, 0: 97 });
    await invalid(verifyChecksum(none, sha256("a")), /source/);
  });
});

const UNSOUND = {
  throws: () => {
    throw new Error("not in this mode");
  },
  "is no hash": () => ({}),
  "digests nonsense": () => ({
    update() {},
    copy() {
      return this;
    },
    digest: () => "00".repeat(32),
  }),
  "digests a string": () => ({
    update() {},
    copy() {
      return this;
    },
    digest: () => "nonsense",
  }),
  "digests a buffer whatever is asked": () => ({
    update() {},
    copy() {
      return this;
    },
    digest: () => createHash("sha256").update("abc").digest(),
  }),
  "cannot be copied": (crypto, name) => Object.assign(crypto.createHash(name), { copy: undefined }),
};
for (const [name, createHash] of Object.entries(UNSOUND)) {
  it(`a createHash that ${name} is never asked for a verdict`, async (t) => {
    const { verifyChecksum } = runtime(t, createHash);
    assert.equal(await verifyChecksum(large, LARGE), true);
    assert.equal(await verifyChecksum(large.subarray(1), LARGE), false);
    const refused = verifyChecksum(pieces(abc), CHECKSUM_OF_ABC, { engine: "host" });
    await invalid(refused, /options\.engine/);
  });
}

const BREAKING = {
  "update throws": {
    update() {
      throw new RangeError("broken");
    },
  },
  "digest throws": {
    digest() {
      throw new RangeError("broken");
    },
  },
  "digest is too short": { digest: () => "00".repeat(31) },
  "digest is nothing": { digest: () => undefined },
  "digest is no digits": { digest: () => "g".repeat(64) },
  "digest is of other digits": { digest: () => "\u0161".repeat(64) },
};
for (const [name, broken] of Object.entries(BREAKING)) {
  it(`a hash that breaks later (${name}) gives no verdict at all`, async (t) => {
    let sound = true;
    const { verifyChecksum } = runtime(t, (crypto, name) => {
      const hash = crypto.createHash(name);
      return sound ? hash : Object.assign(hash, broken);
    });
    assert.equal(await verifyChecksum(large, LARGE), true);
    sound = false;
    for (const checksum of [LARGE, CHECKSUM_OF_ABC]) {
      await invalid(verifyChecksum(large, checksum), /the runtime's own SHA-256 failed/);
      await invalid(verifyChecksum(large.subarray(0, MIB), checksum), /the runtime's own SHA-256 failed/);
    }
    assert.equal(await verifyChecksum(large, LARGE, { engine: "wasm" }), true);
  });
}
