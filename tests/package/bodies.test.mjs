// The bodies that a caller's fetch may return, and their release.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { call, CHECKSUM, rejection, reply } from "../support/calls.mjs";

const BASE = "https://api.weixin.qq.com";
const bytes = new TextEncoder().encode(JSON.stringify(reply));
const MIB = 2 ** 20;

const answer = (body, headers = {}) => ({ status: 200, bodyUsed: false, headers: new Headers(headers), body });
const askWith = (response, options = {}) => call(BASE, {}, { fetch: async () => response, ...options });

// A stream of these chunks that shows whether it was cancelled and is still locked.
function streamOf(...pieces) {
  const seen = { cancelled: 0 };
  seen.stream = new ReadableStream({
    pull(controller) {
      if (pieces.length > 0) controller.enqueue(pieces.shift());
      else controller.close();
    },
    cancel: () => void seen.cancelled++,
  });
  return seen;
}

describe("an answer's body", () => {
  it("may come in pieces of any kind of bytes, cut anywhere", async () => {
    const buffer = bytes.slice(7, 100).buffer;
    const view = new DataView(bytes.slice().buffer, 100);
    const { checksum } = await askWith(answer(streamOf(bytes.subarray(0, 7), buffer, new Uint8Array(0), view).stream));
    assert.equal(checksum, CHECKSUM);
  });

  it("may be of another realm", async () => {
    const { runInNewContext } = await import("node:vm");
    const foreign = runInNewContext("(length) => new ArrayBuffer(length)")(bytes.length);
    new Uint8Array(foreign).set(bytes);
    assert.equal((await askWith(answer(streamOf(foreign).stream))).checksum, CHECKSUM);
  });

  it("of a declared length is read at once, without a reader", async () => {
    const { stream } = streamOf(bytes);
    const response = {
      ...answer(stream, { "content-length": bytes.length }),
      arrayBuffer: async () => bytes.slice().buffer,
    };
    assert.equal((await askWith(response)).checksum, CHECKSUM);
    assert.equal(stream.locked, false);
  });

  it("is PROTOCOL beyond 1 MiB, whatever length was declared", async () => {
    const long = new Uint8Array(MIB + 1);
    const lying = { ...answer(null, { "content-length": "10" }), arrayBuffer: async () => long.buffer };
    assert.match((await rejection(askWith(lying), "PROTOCOL")).message, /1 MiB/);
    const seen = streamOf(new Uint8Array(MIB), new Uint8Array(1), bytes);
    assert.match((await rejection(askWith(answer(seen.stream)), "PROTOCOL")).message, /1 MiB/);
    assert.deepEqual([seen.cancelled, seen.stream.locked], [1, false]);
  });

  for (const [what, body] of Object.entries({
    strings: () => streamOf("{}").stream,
    numbers: () => streamOf(300).stream,
    "a locked stream": () => {
      const { stream } = streamOf(bytes);
      stream.getReader();
      return stream;
    },
    "no stream at all": () => 7,
  })) {
    it(`is PROTOCOL where it is ${what}`, async () => {
      assert.match(
        (await rejection(askWith(answer(body())), "PROTOCOL")).message,
        /options\.fetch did not resolve to a Response/,
      );
    });
  }

  it("is TRUNCATED where it breaks off, whatever the reason holds", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error(reply.url)) });
    await rejection(askWith(answer(broken)), "TRUNCATED");
    await rejection(
      askWith({ ...answer(null, { "content-length": "9" }), arrayBuffer: () => Promise.reject(new Error(reply.url)) }),
      "TRUNCATED",
    );
  });

  it("is let go where the caller leaves, and so is one that nobody reads", async () => {
    const seen = { cancelled: 0 };
    const stream = new ReadableStream({ cancel: () => void seen.cancelled++ });
    const controller = new AbortController();
    const reason = new Error("enough");
    const asked = askWith(answer(stream), { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await assert.rejects(asked, (error) => error === reason);
    assert.deepEqual([seen.cancelled, stream.locked], [1, false]);
    const unread = streamOf(bytes);
    await rejection(askWith({ ...answer(unread.stream), status: 302 }), "REDIRECT_REFUSED");
    assert.deepEqual([unread.cancelled, unread.stream.locked], [1, false]);
  });
});
