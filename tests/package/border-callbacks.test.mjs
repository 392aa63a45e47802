// Row 61: a callback that throws, or returns a promise that rejects, ends its call by CALLBACK_FAILED with that as cause.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";

import {
  answering,
  asks,
  fails,
  packageOf,
  platform,
  replyFor,
  sha256,
  soon,
  strays,
  turns,
} from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { folderOf } from "../support/saving.mjs";

const CHECKSUM = sha256(packageOf("a"));
const THROWN = {
  "an error": new Error("mine"),
  "an object": Object.freeze({ mine: true }),
  "a text": "mine",
  null: null,
  undefined: undefined,
  "an error that cannot be read": Object.defineProperty(new Error("mine"), "message", {
    get() {
      throw new Error("boom");
    },
  }),
};
// The callbacks' failures. Those that reject later do so while the call waits for more bytes.
const FAILING = {
  throws: (thrown) => () => {
    throw thrown;
  },
  "is async and throws": (thrown) => async () => {
    throw thrown;
  },
  "rejects later": (thrown) => () =>
    turns(2).then(() => {
      throw thrown;
    }),
};

// The first bytes, and then nothing more.
const stalling = (t) =>
  platform(t, {
    storage: (name, response) => {
      response.writeHead(200, { "content-length": packageOf(name).length });
      response.write(packageOf(name).subarray(0, 1000));
      return true;
    },
  });
const failed = async (promise, thrown) => {
  const error = await fails(promise, "CALLBACK_FAILED");
  assert.ok(Object.hasOwn(error, "cause") || thrown === undefined, "it has no cause");
  assert.ok(error.cause === thrown, "another cause");
  assert.equal(error.retryable, false);
  return error;
};

for (const [how, make] of Object.entries(FAILING)) {
  for (const [what, thrown] of Object.entries(THROWN)) {
    for (const name of ["onStart", "onProgress"]) {
      it(`row 61: an ${name} of downloadFunction that ${how}: ${what}`, async (t) => {
        const none = strays(t);
        const { options, requests } = await stalling(t);
        await failed(downloadFunction(asks("a"), { ...options(), [name]: make(thrown) }), thrown);
        const aborted = deferred();
        const to = new WritableStream({ abort: aborted.resolve });
        const error = await failed(downloadFunction(asks("a"), { ...options(), to, [name]: make(thrown) }), thrown);
        assert.ok((await soon(aborted.promise, "to's abort")) === error);
        assert.deepEqual([to.locked, requests.length], [false, 4]);
        await none();
      });
    }

    it(`row 61: an onProgress of verifyChecksum that ${how}: ${what}`, async (t) => {
      const none = strays(t);
      const cancelled = deferred();
      const stream = new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(100)),
        cancel: cancelled.resolve,
      });
      await failed(verifyChecksum(stream, CHECKSUM, { onProgress: make(thrown) }), thrown);
      await soon(cancelled.promise, "the source's cancel");
      assert.equal(stream.locked, false);
      await none();
    });
  }

  it(`row 61: an onStart or onProgress of saveFunction that ${how}`, async (t) => {
    const none = strays(t);
    const { options } = await stalling(t);
    const folder = folderOf(t);
    for (const name of ["onStart", "onProgress"]) {
      await failed(
        saveFunction(asks("a"), join(folder, "saved.zip"), { ...options(), [name]: make(THROWN["an error"]) }),
        THROWN["an error"],
      );
      assert.deepEqual(readdirSync(folder), []);
    }
    await none();
  });
}

// A package of one chunk, and a buffer that is hashed at once: the callback has failed before the call can end.
for (const how of ["throws", "is async and throws"]) {
  it(`row 61: an onProgress of a small package or buffer that ${how}`, async (t) => {
    const none = strays(t);
    const onProgress = FAILING[how](THROWN["an error"]);
    const fetch = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
    await failed(downloadFunction(asks("a"), { fetch, onProgress }), THROWN["an error"]);
    for (const source of [
      new Uint8Array(packageOf("a")),
      new Blob([packageOf("a")]),
      new Response(packageOf("a")),
      new Uint8Array(1 << 20),
    ]) {
      await failed(verifyChecksum(source, CHECKSUM, { onProgress }), THROWN["an error"]);
    }
    await none();
  });
}

it("row 61: a callback's promise is not waited for, and may reject after the call", async (t) => {
  const none = strays(t);
  const { options } = await platform(t);
  const late = deferred();
  const callbacks = { onStart: () => late.promise, onProgress: () => late.promise };
  assert.equal((await soon(downloadFunction(asks("a"), { ...options(), ...callbacks }))).checksum, CHECKSUM);
  assert.equal(await soon(verifyChecksum(packageOf("a"), CHECKSUM, callbacks)), true);
  late.reject(new Error("late"));
  await turns(3);
  await none();
});

it("row 61: a provider that throws stays TOKEN_REJECTED with its cause, and a fetch NETWORK", async (t) => {
  const none = strays(t);
  for (const make of Object.values(FAILING)) {
    for (const thrown of Object.values(THROWN)) {
      for (const more of [{}, { authorizerAppid: "wx" }]) {
        const { cause } = await fails(
          getFunctionLink(asks("a", { accessToken: make(thrown), ...more })),
          "TOKEN_REJECTED",
        );
        assert.ok(cause === thrown);
      }
      await fails(getFunctionLink(asks("a"), { fetch: make(thrown), maxAttempts: 1 }), "NETWORK");
      await fails(downloadFunction(asks("a"), { fetch: make(thrown), maxAttempts: 1 }), "NETWORK");
    }
  }
  await none();
});
