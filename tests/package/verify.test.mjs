import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { describe, it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

import { CHECKSUM } from "../support/calls.mjs";
import { invalid } from "../support/fresh.mjs";
import { httpServer } from "../support/server.mjs";

const abc = new TextEncoder().encode("abc");
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const random = (length) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
};
const streamOf = (...chunks) => ReadableStream.from(chunks);
async function* iterate(...chunks) {
  yield* chunks;
}

const padded = new Uint8Array([9, 9, 97, 98, 99, 9]);
const shared = new SharedArrayBuffer(3);
new Uint8Array(shared).set(abc);

const SOURCES = {
  "an ArrayBuffer": () => abc.slice().buffer,
  "a SharedArrayBuffer": () => shared,
  "a Uint8Array": () => abc,
  "a subarray with an offset": () => padded.subarray(2, 5),
  "a DataView with an offset": () => new DataView(padded.buffer, 2, 3),
  "an Int8Array": () => new Int8Array(padded.buffer, 2, 3),
  "a Uint8ClampedArray": () => new Uint8ClampedArray(padded.buffer, 2, 3),
  "a Buffer": () => Buffer.from("abc"),
  "a Buffer out of the pool": () => Buffer.from("xabcx").subarray(1, 4),
  "a Blob": () => new Blob(["a", "bc"]),
  "a File": () => new File(["abc"], "login.zip"),
  "a Response": () => new Response("abc"),
  "a Response of a stream": () => new Response(streamOf(abc)),
  "a ReadableStream": () => streamOf(abc.subarray(0, 1), abc.subarray(1)),
  "a ReadableStream of buffers and views": () => streamOf(abc.slice(0, 1).buffer, new DataView(padded.buffer, 3, 2)),
  "a ReadableStream with empty pieces": () => streamOf(new Uint8Array(), abc, new Uint8Array()),
  "an async generator": () => iterate(abc.subarray(0, 2), abc.subarray(2)),
  "a Node Readable": () => Readable.from([Buffer.from("ab"), Buffer.from("c")]),
};

describe("verifyChecksum of", () => {
  for (const [name, source] of Object.entries(SOURCES)) {
    it(`${name}: true, and false for other bytes`, async () => {
      assert.equal(await verifyChecksum(source(), CHECKSUM), true);
      assert.equal(await verifyChecksum(source(), CHECKSUM.toUpperCase()), true);
      assert.equal(await verifyChecksum(source(), EMPTY), false);
    });
  }
  it("a stream, and lets go of its lock at the end", async () => {
    const stream = streamOf(abc);
    assert.equal(await verifyChecksum(stream, CHECKSUM), true);
    assert.equal(stream.locked, false);
  });
  const NOTHING = [new ArrayBuffer(0), new Uint8Array(), new Blob([]), new Response(null), streamOf(), iterate()];
  it("nothing at all", async () => {
    for (const source of NOTHING) assert.equal(await verifyChecksum(source, EMPTY), true);
  });
  it("a fetched Response", async (t) => {
    const bytes = random(300_000);
    const { url } = await httpServer(t, (_request, response) => response.end(bytes));
    assert.equal(await verifyChecksum(await fetch(url), sha256(bytes)), true);
    assert.equal(await verifyChecksum(await fetch(url), CHECKSUM), false);
  });
  it("16-bit and 64-bit views: their bytes, not their values", async () => {
    const bytes = random(64);
    for (const View of [Uint16Array, Float64Array, BigInt64Array]) {
      assert.equal(await verifyChecksum(new View(bytes.buffer), sha256(bytes)), true);
    }
  });
  for (const length of [1, 63, 64, 65, 65_535, 65_536, 65_537, 8 * 2 ** 20, 20 * 2 ** 20 + 1]) {
    it(`${length} bytes, whole and in pieces`, async () => {
      const bytes = random(length);
      const pieces = [bytes.subarray(0, length >> 1), bytes.subarray(length >> 1)];
      assert.equal(await verifyChecksum(bytes, sha256(bytes)), true);
      assert.equal(await verifyChecksum(iterate(...pieces), sha256(bytes)), true);
      bytes[length - 1] ^= 1;
      assert.equal(await verifyChecksum(iterate(...pieces), sha256(bytes)), true);
      const checksum = sha256(bytes);
      bytes[0] ^= 128;
      assert.equal(await verifyChecksum(bytes, checksum), false);
    });
  }
});

describe("a malformed checksum", () => {
  const MALFORMED = [
    undefined,
    null,
    5,
    "",
    "abc",
    CHECKSUM.slice(1),
    `${CHECKSUM}0`,
    `${CHECKSUM} `,
    ` ${CHECKSUM}`,
    `sha256-${CHECKSUM}`,
    `g${CHECKSUM.slice(1)}`,
    `０${CHECKSUM.slice(1)}`,
    `+${CHECKSUM.slice(1)}`,
    new String(CHECKSUM),
    [CHECKSUM],
  ];
  for (const checksum of MALFORMED) {
    it(`${JSON.stringify(checksum)} is an error of its own, and the source is left alone`, async () => {
      const source = streamOf(abc);
      await invalid(verifyChecksum(source, checksum), /checksum/);
      assert.equal(source.locked, false);
      assert.equal(await verifyChecksum(source, CHECKSUM), true);
    });
  }
});

describe("options", () => {
  it("tell progress, the last event with the final count", async () => {
    const bytes = random(20 * 2 ** 20);
    for (const [source, total] of [
      [bytes, true],
      [new Blob([bytes]), true],
      [iterate(bytes.subarray(0, 5), bytes.subarray(5)), false],
    ]) {
      const events = [];
      await verifyChecksum(source, CHECKSUM, { onProgress: (event) => events.push(event) });
      assert.ok(events.length >= 2);
      assert.ok(events.every((event, at) => at === 0 || event.transferredBytes > events[at - 1].transferredBytes));
      const last = { transferredBytes: bytes.length, ...(total ? { totalBytes: bytes.length } : {}) };
      assert.deepEqual(events.at(-1), last);
    }
    const none = [];
    await verifyChecksum(new Uint8Array(), CHECKSUM, { onProgress: (event) => none.push(event) });
    assert.deepEqual(none, [{ transferredBytes: 0, totalBytes: 0 }]);
  });
  it("whose onProgress throws end the call, with what it threw as cause", async () => {
    const cause = new Error("mine");
    const source = streamOf(abc, abc);
    const failed = verifyChecksum(source, CHECKSUM, {
      onProgress: () => {
        throw cause;
      },
    });
    await assert.rejects(failed, (error) => error.code === "CALLBACK_FAILED" && error.cause === cause);
    assert.equal(source.locked, false);
  });
  it("that are malformed are refused", async () => {
    for (const options of [null, 5, { signal: {} }, { signal: 5 }, { onProgress: 5 }, { onProgress: null }]) {
      await invalid(verifyChecksum(abc, CHECKSUM, options), /options/);
    }
  });
});

describe("a signal", () => {
  it("that aborted before rejects with its reason and leaves the source alone", async () => {
    const source = streamOf(abc);
    const signal = AbortSignal.abort("mine");
    await assert.rejects(verifyChecksum(source, CHECKSUM, { signal }), (reason) => reason === "mine");
    assert.equal(source.locked, false);
  });
  it("ends the wait for a stream that never answers, and cancels it", async () => {
    const controller = new AbortController();
    const cancelled = Promise.withResolvers?.() ?? deferred();
    const stream = new ReadableStream({
      pull: () => (setImmediate(() => controller.abort("mine")), new Promise(() => {})),
      cancel: () => cancelled.resolve(),
    });
    await assert.rejects(
      verifyChecksum(stream, CHECKSUM, { signal: controller.signal }),
      (reason) => reason === "mine",
    );
    await cancelled.promise;
    assert.equal(stream.locked, false);
  });
  it("ends the hashing of a large buffer, between its turns", async () => {
    const controller = new AbortController();
    let last = 0;
    const onProgress = ({ transferredBytes }) => {
      last = transferredBytes;
      if (transferredBytes > 2 ** 24) controller.abort();
    };
    const bytes = new Uint8Array(2 ** 26);
    await assert.rejects(verifyChecksum(bytes, CHECKSUM, { signal: controller.signal, onProgress }), {
      name: "AbortError",
    });
    assert.ok(last < 2 ** 26, String(last));
  });
  it("ends the hashing of a large buffer from another task, without any progress", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("mine"), 1);
    const verdict = verifyChecksum(new Uint8Array(2 ** 28), CHECKSUM, { signal: controller.signal });
    await assert.rejects(verdict, (reason) => reason === "mine");
  });
  it("that aborts while the last progress is told is heard", async () => {
    for (const source of [abc, iterate(abc), new Uint8Array(2 ** 23 + 1)]) {
      const controller = new AbortController();
      const total = source.length ?? abc.length;
      const onProgress = ({ transferredBytes }) => transferredBytes === total && controller.abort("mine");
      await assert.rejects(
        verifyChecksum(source, CHECKSUM, { signal: controller.signal, onProgress }),
        (reason) => reason === "mine",
      );
    }
  });
});

function deferred() {
  let resolve;
  return { promise: new Promise((settle) => (resolve = settle)), resolve: () => resolve() };
}
