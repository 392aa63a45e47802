// verifyChecksum of sources that are unusable, or that fail.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

import { CHECKSUM } from "../support/calls.mjs";
import { invalid } from "../support/fresh.mjs";

const abc = new TextEncoder().encode("abc");
const streamOf = (...chunks) => ReadableStream.from(chunks);

describe("an unusable source", () => {
  const detached = new ArrayBuffer(3);
  const view = new Uint8Array(detached);
  structuredClone(detached, { transfer: [detached] });
  const used = new Response("abc");
  const locked = streamOf(abc);
  locked.getReader();
  const UNUSABLE = {
    undefined: undefined,
    null: null,
    "a string": "abc",
    "a number": 5,
    "an array": [97, 98, 99],
    "an object": {},
    "a function": () => abc,
    "a promise": Promise.resolve(abc),
    "a generator": (function* () {
      yield abc;
    })(),
    "a detached ArrayBuffer": detached,
    "a view of a detached ArrayBuffer": view,
    "a locked stream": locked,
    "a used Response": used,
    "an opaque Response": Object.defineProperty(new Response(null), "type", { value: "opaque" }),
  };
  for (const [name, source] of Object.entries(UNUSABLE)) {
    it(`${name} is INVALID_ARGUMENT`, async () => {
      if (source === used && !used.bodyUsed) await used.text();
      await invalid(verifyChecksum(source, CHECKSUM), /source/);
    });
  }
  for (const chunk of ["abc", 97, null, undefined, [97], {}]) {
    it(`with the piece ${JSON.stringify(chunk)} is INVALID_ARGUMENT, and is let go of`, async () => {
      let cancelled = false;
      const stream = new ReadableStream(
        {
          pull: (controller) => controller.enqueue(chunk),
          cancel: () => void (cancelled = true),
        },
        { highWaterMark: 0 },
      );
      await invalid(verifyChecksum(stream, CHECKSUM), /bytes/);
      assert.deepEqual([cancelled, stream.locked], [true, false]);
      let returned = false;
      const iterator = {
        next: async () => ({ done: false, value: chunk }),
        return: async () => ((returned = true), {}),
      };
      await invalid(verifyChecksum({ [Symbol.asyncIterator]: () => iterator }, CHECKSUM), /bytes/);
      assert.equal(returned, true);
    });
  }
});

describe("a source that fails", () => {
  const reason = new RangeError("the source's own reason");
  const FAILING = {
    "a stream": () => new ReadableStream({ pull: (controller) => controller.error(reason) }),
    "a stream, after a piece": () => streamOf2(abc, reason),
    "a Response": () => new Response(streamOf2(abc, reason)),
    "an async generator": () =>
      (async function* () {
        yield abc;
        throw reason;
      })(),
    "an iterator that throws at once": () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => {
          throw reason;
        },
      }),
    }),
  };
  function streamOf2(chunk, error) {
    let pulls = 0;
    return new ReadableStream({
      pull: (controller) => (pulls++ ? controller.error(error) : controller.enqueue(chunk)),
    });
  }
  for (const [name, source] of Object.entries(FAILING)) {
    it(`(${name}) rejects with its own reason, untouched`, async () => {
      const failing = source();
      await assert.rejects(verifyChecksum(failing, CHECKSUM), (error) => error === reason);
      assert.notEqual((failing.body ?? failing).locked, true);
    });
  }
});
