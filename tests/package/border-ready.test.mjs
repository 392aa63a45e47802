// Row 67: a source without end that is always ready, of empty chunks or full ones: deadlines, idle limits and signals hold, and the event loop
// has its turns.
import assert from "node:assert/strict";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, verifyChecksum } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import {
  answering,
  asks,
  fails,
  relayOptions,
  relayRequest,
  replyFor,
  sha256,
  soon,
  turns,
} from "../support/border.mjs";

// A source that the call does not stop ends by itself: otherwise the test would hang with the event loop.
const MOST_MS = 10_000;
// A limit of a call whose source keeps the processor busy until then.
const SHORT_MS = 80;
const CHUNKS = {
  "empty chunks": () => new Uint8Array(0),
  "chunks of 1 byte": () => new Uint8Array(1),
  "chunks of 64 KiB": () => new Uint8Array(1 << 16),
};

function timed(make) {
  const start = performance.now();
  return () => {
    if (performance.now() - start > MOST_MS) throw new Error("no limit held");
    return make();
  };
}
const SOURCES = {
  "a stream": (make) => {
    const next = timed(make);
    return new ReadableStream({ pull: (controller) => controller.enqueue(next()) });
  },
  "a generator": async function* (make) {
    const next = timed(make);
    for (;;) yield next();
  },
  "an iterator without promises": (make) => {
    const next = timed(make);
    const iterator = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => ({ done: false, value: next() }),
      return: () => ({ done: true }),
    };
    return iterator;
  },
};

const bodyOf = (source, make) => async (url, init) => {
  const body = source(make);
  return body instanceof ReadableStream ? new Response(body) : { ...(await answering("")(url, init)), body };
};
const packageOf = (source, make) => (url, init) =>
  (url.includes("/tcb/") ? answering(replyFor("a")) : bodyOf(source, make))(url, init);

// The event loop runs during the call.
async function turning(call) {
  let [timers, immediates, running] = [0, 0, true];
  const count = () => {
    immediates++;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  const timer = setInterval(() => timers++, 1);
  try {
    return await soon(call());
  } finally {
    running = false;
    clearInterval(timer);
    assert.ok(timers + immediates > 0, "the event loop stood still");
  }
}

for (const [what, source] of Object.entries(SOURCES)) {
  for (const [chunks, make] of Object.entries(CHUNKS)) {
    const unbounded = { maxBytes: Number.MAX_SAFE_INTEGER, maxAttempts: 1 };
    const to = () => new WritableStream();

    it(`row 67: ${what} of ${chunks}: timeoutMs of a download`, () =>
      turning(() =>
        fails(
          downloadFunction(asks("a"), { ...unbounded, fetch: packageOf(source, make), to: to(), timeoutMs: SHORT_MS }),
          "TIMEOUT",
        ),
      ));

    it(`row 67: ${what} of ${chunks}: the signal of a download`, () =>
      turning(async () => {
        const controller = new AbortController();
        const download = downloadFunction(asks("a"), {
          ...unbounded,
          fetch: packageOf(source, make),
          to: to(),
          signal: controller.signal,
        });
        turns(3).then(() => controller.abort("mine"));
        await assert.rejects(download, (reason) => reason === "mine");
      }));

    it(`row 67: ${what} of ${chunks}: the signal of a verification`, () =>
      turning(async () => {
        const controller = new AbortController();
        const verdict = verifyChecksum(source(make), sha256(""), { signal: controller.signal });
        turns(3).then(() => controller.abort("mine"));
        await assert.rejects(verdict, (reason) => reason === "mine");
      }));

    it(`row 67: ${what} of ${chunks}: a link ends by its time or its size`, async () => {
      const timeoutMs = chunks === "chunks of 64 KiB" ? MOST_MS : SHORT_MS; // these end it by their size
      const asked = () =>
        fails(
          getFunctionLink(asks("a"), { fetch: bodyOf(source, make), maxAttempts: 1, timeoutMs }),
          "TIMEOUT",
          "PROTOCOL",
        );
      const { code } = await (chunks === "empty chunks" ? turning(asked) : asked());
      if (chunks === "empty chunks") assert.equal(code, "TIMEOUT");
      if (chunks === "chunks of 64 KiB") assert.equal(code, "PROTOCOL");
    });
  }

  it(`row 67: ${what} of empty chunks: attemptTimeoutMs of a link`, () =>
    turning(() =>
      fails(
        getFunctionLink(asks("a"), {
          fetch: bodyOf(source, CHUNKS["empty chunks"]),
          maxAttempts: 1,
          attemptTimeoutMs: SHORT_MS,
        }),
        "TIMEOUT",
      ),
    ));

  it(`row 67: ${what} of empty chunks is idle: idleTimeoutMs of a download`, () =>
    turning(() =>
      fails(
        downloadFunction(asks("a"), {
          fetch: packageOf(source, CHUNKS["empty chunks"]),
          maxAttempts: 1,
          idleTimeoutMs: SHORT_MS,
        }),
        "TIMEOUT",
      ),
    ));

  it(`row 67: ${what} of empty chunks behind a relay is answered`, () =>
    turning(async () => {
      for (const route of ["link", "download"]) {
        const relay = createRelay(
          relayOptions({
            fetch: packageOf(source, CHUNKS["empty chunks"]),
            maxAttempts: 1,
            idleTimeoutMs: SHORT_MS,
            timeoutMs: 2000,
          }),
        );
        const response = await relay(relayRequest(route, { env: "e", functionName: "f" }));
        if (route === "link") assert.equal(response.status, 200);
        else if (response.status === 200) await assert.rejects(response.arrayBuffer());
        else assert.equal(response.status, 504);
      }
    }));
}

it("row 67: a caller who is asked for progress without end may leave from within", async () => {
  for (const source of Object.values(SOURCES)) {
    const controller = new AbortController();
    const onProgress = ({ transferredBytes }) => transferredBytes > 1000 && controller.abort("mine");
    const verdict = verifyChecksum(source(CHUNKS["chunks of 1 byte"]), sha256(""), {
      signal: controller.signal,
      onProgress,
    });
    await soon(assert.rejects(verdict, (reason) => reason === "mine"));
  }
});
