// Row 56: imitations of buffers, and views without their bytes: INVALID_ARGUMENT, never a verdict, never a trap.
import assert from "node:assert/strict";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, verifyChecksum } from "wechat-function-link";

import { answering, asks, fails, packageOf, replyFor, sha256, soon, strays } from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { FALSE_BUFFERS } from "../support/false-buffers.mjs";

const SOURCES = {
  "as the whole source": (value) => value,
  "as a chunk of an iterable": async function* (value) {
    yield value;
  },
  "as a later chunk of an iterable": async function* (value) {
    yield new TextEncoder().encode("ab");
    yield value;
  },
  "as a chunk of a stream": (value) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(value);
        controller.close();
      },
    }),
};
// The checksums of the bytes that the imitations claim, of no bytes, and of three and eight zeros.
const CHECKSUMS = ["abc", "", "\0\0\0", "\0".repeat(8), "ab"].map(sha256);

// No event of progress: there are no bytes.
const CODES = ["PROTOCOL", "NETWORK", "TRUNCATED", "INVALID_ARGUMENT"];

// A call for a link under way meanwhile.
function bystander() {
  const { promise, resolve } = deferred();
  const asked = getFunctionLink(asks("a"), {
    fetch: async (...all) => (await promise, answering(replyFor("a"))(...all)),
  });
  return async () => {
    resolve();
    assert.equal((await soon(asked, "the bystander")).checksum, sha256(packageOf("a")));
    assert.equal(
      (await soon(getFunctionLink(asks("a"), { fetch: answering(replyFor("a")) }), "the next call")).checksum,
      sha256(packageOf("a")),
    );
  };
}

for (const [what, make] of Object.entries(FALSE_BUFFERS)) {
  for (const [where, source] of Object.entries(SOURCES)) {
    it(`row 56: ${what} ${where} is INVALID_ARGUMENT`, async (t) => {
      const none = strays(t);
      const unharmed = bystander();
      for (const checksum of CHECKSUMS) await fails(verifyChecksum(source(make()), checksum), "INVALID_ARGUMENT");
      await unharmed();
      await none();
    });
  }

  it(`row 56: ${what} as a chunk of options.fetch's body is a typed error`, async (t) => {
    const none = strays(t);
    const unharmed = bystander();
    for (const body of [SOURCES["as a chunk of an iterable"], SOURCES["as a chunk of a stream"]]) {
      const fetch = async (url, init) => {
        const answer = await answering(replyFor("a"))(url, init);
        return url.includes("/tcb/") ? answer : { ...answer, body: body(make()) };
      };
      const link = async (url, init) => ({ ...(await answering("")(url, init)), body: body(make()) });
      await fails(downloadFunction(asks("a"), { fetch, maxAttempts: 1 }), ...CODES);
      await fails(downloadFunction(asks("a"), { fetch, maxAttempts: 1, to: new WritableStream() }), ...CODES);
      await fails(getFunctionLink(asks("a"), { fetch: link, maxAttempts: 1 }), ...CODES);
    }
    await unharmed();
    await none();
  });
}

it("row 56: real buffers of every kind are verified", async () => {
  const bytes = new TextEncoder().encode("abc");
  const within = new Uint8Array(16);
  within.set(bytes, 5);
  const resizable = new ArrayBuffer(3, { maxByteLength: 8 });
  new Uint8Array(resizable).set(bytes);
  const shared = new SharedArrayBuffer(3);
  new Uint8Array(shared).set(bytes);
  const shrunk = new ArrayBuffer(16, { maxByteLength: 16 });
  new Uint8Array(shrunk).set(bytes);
  const following = new Uint8Array(shrunk);
  shrunk.resize(3);
  class Chunk extends Uint8Array {}
  const real = [
    bytes,
    bytes.buffer.slice(0),
    Buffer.from("abc"),
    within.subarray(5, 8),
    new DataView(within.buffer, 5, 3),
    resizable,
    new Uint8Array(resizable),
    shared,
    new Uint8Array(shared),
    shrunk,
    following,
    Chunk.from(bytes),
    new Uint8ClampedArray(bytes),
  ];
  for (const data of real) {
    assert.equal(await soon(verifyChecksum(data, sha256("abc"))), true);
    assert.equal(await soon(verifyChecksum(data, sha256(""))), false);
    for (const source of Object.values(SOURCES).slice(1, 2))
      assert.equal(await soon(verifyChecksum(source(data), sha256("abc"))), true);
  }
});

it("row 56: a real view with wrong properties of its own is verified by its bytes, or INVALID_ARGUMENT", async (t) => {
  const none = strays(t);
  for (const lie of [
    { [Symbol.toStringTag]: "Map" },
    { constructor: Map },
    { byteLength: 1 },
    { length: 1 },
    { byteOffset: 2 },
    { buffer: new ArrayBuffer(3) },
    { byteLength: -1 },
    { buffer: {} },
    { byteLength: 2 ** 53 },
  ]) {
    for (const view of [new TextEncoder().encode("abc"), new DataView(new TextEncoder().encode("abc").buffer)]) {
      for (const name of Reflect.ownKeys(lie)) Object.defineProperty(view, name, { value: lie[name] });
      for (const source of [SOURCES["as the whole source"], SOURCES["as a chunk of an iterable"]]) {
        const outcome = await soon(verifyChecksum(source(view), sha256("abc")).catch((error) => error.code));
        assert.ok(
          outcome === true || outcome === "INVALID_ARGUMENT",
          `${Reflect.ownKeys(lie).map(String)}: ${outcome}`,
        );
      }
    }
  }
  await none();
});
