// Every engine gives the same result: the native one, the module's, and the choice between them.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import process from "node:process";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";

import { verifyChecksum } from "wechat-function-link";

import { CHECKSUM as CHECKSUM_OF_ABC } from "../support/calls.mjs";
import { invalid, replaced } from "../support/fresh.mjs";
import { memoryBytes } from "../support/memory.mjs";
import { soak } from "../support/soak.mjs";

const MIB = 2 ** 20;
const ENGINES = ["auto", "wasm", "host"];
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const abc = new TextEncoder().encode("abc");
const large = new Uint8Array(randomBytes(9 * MIB));
const LARGE = sha256(large);
async function* pieces(...parts) {
  yield* parts;
}

for (const engine of ENGINES) {
  describe(`engine ${engine}`, () => {
    const verify = (source, checksum, options) => verifyChecksum(source, checksum, { engine, ...options });

    it("takes a message of 300 bytes at every split", async () => {
      const message = randomBytes(300);
      const checksum = sha256(message);
      const other = sha256(message.subarray(1));
      for (let at = 0; at <= message.length; at++) {
        assert.equal(await verify(pieces(message.subarray(0, at), message.subarray(at)), checksum), true, `at ${at}`);
        assert.equal(await verify(pieces(message.subarray(0, at), message.subarray(at)), other), false, `at ${at}`);
      }
    });
    it("takes 3,000 bytes in pieces of every size up to 100, and whole", async () => {
      const message = randomBytes(3000);
      const checksum = sha256(message);
      for (let size = 1; size <= 100; size++) {
        const parts = Array.from({ length: Math.ceil(3000 / size) }, (_, n) =>
          message.subarray(n * size, (n + 1) * size),
        );
        assert.equal(await verify(pieces(...parts), checksum), true, `pieces of ${size}`);
      }
      for (let length = 0; length <= 3000; length += 7) {
        assert.equal(
          await verify(message.subarray(0, length), sha256(message.subarray(0, length))),
          true,
          `${length} bytes`,
        );
      }
    });
    it("takes a large buffer, whole and in pieces, and sees one bit", async () => {
      assert.equal(await verify(large, LARGE), true);
      assert.equal(await verify(pieces(abc, large), sha256(Buffer.concat([abc, large]))), true);
      const flipped = large.slice();
      flipped[5 * MIB] ^= 1;
      assert.equal(await verify(flipped, LARGE), false);
    });
    it("takes shared, resizable and another realm's buffers", async () => {
      const shared = new Uint8Array(new SharedArrayBuffer(3 * MIB));
      shared.set(large.subarray(0, 3 * MIB));
      const resizable = new Uint8Array(new ArrayBuffer(3 * MIB, { maxByteLength: 4 * MIB }));
      resizable.set(shared);
      const foreign = runInNewContext("new Uint8Array(length)", { length: 3 * MIB });
      foreign.set(shared);
      const checksum = sha256(large.subarray(0, 3 * MIB));
      for (const bytes of [shared, shared.buffer, resizable, resizable.buffer, foreign, foreign.buffer]) {
        assert.equal(await verify(bytes, checksum), true);
        assert.equal(await verify(pieces(bytes), checksum), true);
        assert.equal(await verify(bytes, LARGE), false);
      }
    });
    it("refuses a buffer that is detached or shrunk in the middle", async () => {
      const endings = [
        [() => new ArrayBuffer(20 * MIB), (buffer) => structuredClone(buffer, { transfer: [buffer] })],
        [() => new ArrayBuffer(20 * MIB, { maxByteLength: 20 * MIB }), (buffer) => buffer.resize(9 * MIB)],
      ];
      for (const [make, end] of endings) {
        const buffer = make();
        const verdict = verify(buffer, LARGE, {
          onProgress: ({ transferredBytes }) => transferredBytes === 8 * MIB && end(buffer),
        });
        await invalid(verdict, /detached|shrunk/);
      }
    });
    it("tells progress every 8 MiB and hears a signal", async () => {
      const bytes = new Uint8Array(40 * MIB);
      const events = [];
      await verify(bytes, LARGE, { onProgress: ({ transferredBytes }) => events.push(transferredBytes / MIB) });
      assert.deepEqual(events, [8, 16, 24, 32, 40]);
      const controller = new AbortController();
      const onProgress = () => controller.abort("mine");
      await assert.rejects(
        verify(bytes, LARGE, { signal: controller.signal, onProgress }),
        (reason) => reason === "mine",
      );
    });
    it("lets others have their turn every 16 ms or so, whole and in pieces", async () => {
      const bytes = new Uint8Array(soak(192, 64) * MIB);
      for (const source of [
        bytes,
        pieces(bytes),
        pieces(
          ...Array.from({ length: bytes.length / 65_536 }, (_, n) => bytes.subarray(n * 65_536, (n + 1) * 65_536)),
        ),
      ]) {
        let turns = 0;
        const turn = () => (turns++, (immediate = setImmediate(turn)));
        let immediate = setImmediate(turn);
        const before = process.cpuUsage();
        await verify(source, LARGE);
        const { user, system } = process.cpuUsage(before);
        clearImmediate(immediate);
        // In time of the processor, which a busy machine does not lengthen. Other threads of the process add to it.
        const took = (user + system) / 1000;
        assert.ok(turns >= took / 60, `${turns} turns in ${took} ms`);
      }
    });
    it("goes by the clock, and by the bytes where the clock stands still", async (t) => {
      await verify(large, LARGE);
      const bytes = new Uint8Array(80 * MIB);
      let now = 0;
      let turns = 0;
      const { setImmediate } = globalThis;
      const unwatch = replaced(t, globalThis, "setImmediate", (task) => (turns++, setImmediate(task)));
      let clock = () => now;
      const restore = replaced(t, performance, "now", () => clock());
      await verify(bytes, LARGE);
      assert.equal(turns, 2, "every 32 MiB");
      turns = 0;
      clock = () => (now += 20);
      await verify(bytes.subarray(0, 10 * MIB), LARGE);
      restore();
      unwatch();
      assert.equal(turns, 9, "every MiB, and none at the end");
    });
    it("takes constant memory", async () => {
      await verify(pieces(large), LARGE);
      const before = memoryBytes();
      assert.equal(await verify(pieces(...Array.from({ length: 64 }, () => large.subarray(0, MIB))), LARGE), false);
      assert.ok(memoryBytes() - before <= MIB);
    });
  });
}

describe("a small buffer", () => {
  it("counts as it is, not as it says of itself", async () => {
    for (const length of [0, 2, 4, 1e9, -1, "x"]) {
      for (const name of ["length", "byteLength", "byteOffset"]) {
        const lying = Object.defineProperty(new Uint8Array(abc), name, { value: length });
        const verdict = await verifyChecksum(lying, CHECKSUM_OF_ABC).catch(({ code }) => code);
        assert.ok(
          verdict === true || (name !== "length" && verdict === "INVALID_ARGUMENT"),
          `${name} ${length}: ${verdict}`,
        );
      }
    }
    class Bytes extends Uint8Array {}
    assert.equal(await verifyChecksum(Bytes.from(abc), CHECKSUM_OF_ABC), true);
    await invalid(verifyChecksum(Object.create(Uint8Array.prototype), CHECKSUM_OF_ABC), /source/);
  });
  it("has a checksum of digits, whatever their low bytes look like", async () => {
    // U+0162 is a "b" where only eight bits count.
    await invalid(verifyChecksum(abc, CHECKSUM_OF_ABC.replace("b", "\u0162")), /checksum/);
    await invalid(verifyChecksum(abc, CHECKSUM_OF_ABC.replace("b", "\ud800")), /checksum/);
  });
  it("is verified as before when the module's memory has grown", async () => {
    assert.equal(await verifyChecksum(abc, CHECKSUM_OF_ABC), true);
    const before = memoryBytes();
    await invalid(verifyChecksum(abc, "0".repeat(16 * MIB)), /checksum/);
    assert.ok(memoryBytes() > before);
    assert.equal(await verifyChecksum(abc, CHECKSUM_OF_ABC), true);
    assert.equal(await verifyChecksum(abc.subarray(1), CHECKSUM_OF_ABC), false);
  });
  it("takes options whose properties cannot be read for what they are", async () => {
    const options = {
      get engine() {
        throw new Error("mine");
      },
    };
    await invalid(verifyChecksum(abc, CHECKSUM_OF_ABC, options), /options\.engine/);
    await invalid(verifyChecksum(abc, CHECKSUM_OF_ABC, { engine: "wasm", signal: 5 }), /options\.signal/);
  });
});

it("anything but the three words is refused", async () => {
  for (const engine of ["", "Auto", "native", null, 5, true, {}, ["wasm"]]) {
    await invalid(verifyChecksum(abc, CHECKSUM_OF_ABC, { engine }), /options\.engine/);
  }
});
