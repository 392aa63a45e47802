// A runtime without createHash, as browsers are and Node was before 20.16: crypto.subtle for whole buffers, else the module.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { it } from "node:test";

import { freshCopy, invalid, replaced } from "../support/fresh.mjs";

const MIB = 2 ** 20;
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const bytes = new Uint8Array(randomBytes(20 * MIB));
const CHECKSUM = sha256(bytes);
async function* pieces(...parts) {
  yield* parts;
}

// `digest` replaces crypto.subtle's. `asked` holds the number of bytes of each call.
function browser(t, digest = (subtle, ...parameters) => subtle.digest(...parameters)) {
  const { subtle } = globalThis.crypto;
  const asked = [];
  const watched = {
    digest(algorithm, data) {
      asked.push(data.byteLength);
      return digest(subtle, algorithm, data);
    },
  };
  replaced(t, process, "getBuiltinModule", undefined);
  replaced(t, globalThis, "crypto", { subtle: digest && watched, getRandomValues: (view) => view });
  return { ...freshCopy(), asked };
}

it("a whole buffer of 4 KiB and more is left to crypto.subtle, smaller ones and pieces are not", async (t) => {
  const { verifyChecksum, asked } = browser(t);
  for (const size of [0, 64, 4095])
    assert.equal(await verifyChecksum(bytes.subarray(0, size), sha256(bytes.subarray(0, size))), true);
  assert.equal(await verifyChecksum(pieces(bytes), CHECKSUM), true);
  assert.equal(await verifyChecksum(new Blob([bytes]), CHECKSUM), true);
  assert.deepEqual(asked, []);
  assert.equal(await verifyChecksum(bytes.subarray(1, 4097), sha256(bytes.subarray(1, 4097))), true);
  assert.deepEqual(asked, [3, 4096], "a known question first");
  assert.equal(await verifyChecksum(bytes.buffer, CHECKSUM), true);
  assert.equal(await verifyChecksum(bytes.subarray(1), CHECKSUM), false);
  assert.equal(await verifyChecksum(bytes, CHECKSUM, { engine: "wasm" }), true);
  assert.deepEqual(asked, [3, 4096, bytes.length, bytes.length - 1]);
});

it("progress is told every 8 MiB whatever hashes, unless crypto.subtle was asked for", async (t) => {
  const { verifyChecksum, asked } = browser(t);
  const told = async (options) => {
    const events = [];
    assert.equal(
      await verifyChecksum(bytes, CHECKSUM, { onProgress: (event) => events.push(event), ...options }),
      true,
    );
    return events.map(({ transferredBytes, totalBytes }) => [transferredBytes / MIB, totalBytes / MIB]);
  };
  assert.deepEqual(await told(), [
    [8, 20],
    [16, 20],
    [20, 20],
  ]);
  assert.deepEqual(asked, []);
  assert.deepEqual(await told({ engine: "host" }), [[20, 20]]);
  assert.deepEqual(asked, [3, bytes.length]);
});

it("a signal ends the wait for crypto.subtle at once", async (t) => {
  const controller = new AbortController();
  const { verifyChecksum } = browser(t, (subtle, algorithm, data) => {
    if (data.byteLength === 3) return subtle.digest(algorithm, data);
    setTimeout(() => controller.abort("mine"), 0);
    return new Promise(() => {});
  });
  const waiting = verifyChecksum(bytes, CHECKSUM, { signal: controller.signal });
  await assert.rejects(waiting, (reason) => reason === "mine");
});

it("engine host takes whole buffers and refuses pieces, which are left alone", async (t) => {
  const { verifyChecksum, downloadFunction, asked } = browser(t);
  const engine = "host";
  assert.equal(await verifyChecksum(bytes.subarray(0, 5), sha256(bytes.subarray(0, 5)), { engine }), true);
  assert.deepEqual(asked, [3, 5]);
  const stream = new Blob([bytes]).stream();
  await invalid(verifyChecksum(stream, CHECKSUM, { engine }), /options\.engine.*chunks/);
  assert.equal(stream.locked, false);
  let sent = 0;
  const options = {
    engine,
    fetch: async () => {
      sent++;
    },
  };
  const refused = downloadFunction({ accessToken: "t", env: "test-777bb9", functionName: "login" }, options);
  await invalid(refused, /options\.engine/);
  assert.equal(sent, 0);
});

const BROKEN = {
  throws: () => {
    throw new TypeError("not here");
  },
  rejects: async () => {
    throw new TypeError("not here");
  },
  "answers nonsense": async () => new ArrayBuffer(32),
  "answers nothing": async () => undefined,
  "breaks later by throwing": (subtle, algorithm, data) =>
    data.byteLength === 3
      ? subtle.digest(algorithm, data)
      : (() => {
          throw new TypeError("later");
        })(),
  "breaks later by nonsense": async (subtle, algorithm, data) =>
    data.byteLength === 3 ? subtle.digest(algorithm, data) : new ArrayBuffer(31),
};
for (const [name, digest] of Object.entries(BROKEN)) {
  it(`a crypto.subtle that ${name}: the module decides`, async (t) => {
    const { verifyChecksum } = browser(t, digest);
    assert.equal(await verifyChecksum(bytes, CHECKSUM), true);
    assert.equal(await verifyChecksum(bytes, sha256(bytes.subarray(1))), false);
    await invalid(verifyChecksum(bytes, CHECKSUM, { engine: "host" }), /SHA-256/);
  });
}

it("shared and resizable buffers, which crypto.subtle may refuse, are verified as well", async (t) => {
  const { verifyChecksum } = browser(t);
  const shared = new Uint8Array(new SharedArrayBuffer(MIB));
  shared.set(bytes.subarray(0, MIB));
  const resizable = new Uint8Array(new ArrayBuffer(MIB, { maxByteLength: 2 * MIB }));
  resizable.set(shared);
  for (const source of [shared, resizable]) assert.equal(await verifyChecksum(source, sha256(shared)), true);
});

it("without crypto.subtle, as on a page that came by plain http, the module does everything", async (t) => {
  const { verifyChecksum } = browser(t, null);
  assert.equal(await verifyChecksum(bytes, CHECKSUM), true);
  await invalid(verifyChecksum(bytes, CHECKSUM, { engine: "host" }), /options\.engine/);
});
