// A failing destination, a failing callback, a caller that leaves: nothing stays open, and no further request is sent.
import assert from "node:assert/strict";
import { it } from "node:test";

import { rejection } from "../support/calls.mjs";
import {
  CHUNKED,
  LAST_CHUNK,
  PACKAGE,
  answer,
  both,
  chunk,
  cut,
  fails,
  head,
  pull,
  ranged,
  sha256,
  stalled,
  storage,
  stream,
  succeeds,
  whole,
} from "../support/storage.mjs";

const NEVER = new Promise(() => {});
const BOUND_MS = 5000;
const { length } = PACKAGE;

// Chunks for as long as the other side takes them; `taken` is how many bytes it, and the kernels in between, took.
const BLOCK = Buffer.alloc(1 << 16, "block");
function flooding(most, headers) {
  const flood = { taken: 0 };
  flood.answer = (_request, socket) => {
    head(socket, 200, headers);
    const more = () => {
      while (flood.taken < most && !socket.destroyed) {
        flood.taken += BLOCK.length;
        if (!socket.write(headers === CHUNKED ? chunk(BLOCK) : BLOCK)) return;
      }
      if (flood.taken >= most) socket.end(headers === CHUNKED ? LAST_CHUNK : "");
    };
    socket.on("drain", more);
    more();
  };
  return flood;
}

both("row 42: more than maxBytes declared is TOO_LARGE, before any byte", async (t, target) => {
  const server = await storage(t, [(_request, socket) => head(socket, 200, { "content-length": length })]);
  const error = await fails(server, target, "TOO_LARGE", { maxBytes: length - 1 });
  assert.deepEqual([error.retryable, error.attempts, server.requests.length], [false, 1, 1]);
  assert.match(error.message, new RegExp(`maxBytes, ${length - 1} bytes`));
  await server.requests[0].closed;
});
both("row 42: a length that no memory holds is TOO_LARGE by itself", async (t, target) => {
  const server = await storage(t, [(_request, socket) => head(socket, 200, { "content-length": "9007199254740991" })]);
  await fails(server, target, "TOO_LARGE");
  await server.requests[0].closed;
});
for (const [name, headers] of Object.entries({ chunked: CHUNKED, "without a length": {} })) {
  both(`row 42: more than maxBytes, ${name}, is TOO_LARGE, and stopped early`, async (t, target) => {
    const flood = flooding(Infinity, headers);
    const server = await storage(t, [flood.answer]);
    const error = await fails(server, target, "TOO_LARGE", { maxBytes: 100_000 });
    assert.deepEqual([error.retryable, server.requests.length], [false, 1]);
    await server.requests[0].closed;
    if (target.kind === "to") assert.ok(target.bytes().length <= 100_000);
  });
}
both("row 42: a rest that passes maxBytes is TOO_LARGE", async (t, target) => {
  const span = { "content-range": `bytes 70000-${length - 1}/*`, ...CHUNKED };
  const server = await storage(t, [
    whole(chunk(PACKAGE.subarray(0, 70_000)), { ...CHUNKED, connection: null }),
    answer(206, chunk(PACKAGE.subarray(70_000)), span),
  ]);
  await fails(server, target, "TOO_LARGE", { maxBytes: length - 1 });
});
both("row 42: exactly maxBytes is not too large, nor is nothing for 0", async (t, target) => {
  await succeeds(await storage(t, [cut(70_000), whole()]), target, { maxBytes: length });
  const { bytes } = await pull(await storage(t, [answer(200)], { checksum: sha256("") }), { maxBytes: 0 });
  assert.equal(bytes.length, 0);
});

it("row 49: a slow consumer holds the server back, and is not idle", async (t) => {
  const flood = flooding(64 << 20, CHUNKED);
  const all = Buffer.concat(Array.from({ length: 1024 }, () => BLOCK));
  const server = await storage(t, [flood.answer], { checksum: sha256(all) });
  let written = 0;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const to = new WritableStream({ write: (bytes) => ((written += bytes.length), held) });
  const download = pull(server, { to, idleTimeoutMs: 2000, timeoutMs: 120_000 }); // a busy machine takes long for 64 MiB
  // Back-pressure: no byte is taken for longer than idleTimeoutMs, although there are more.
  for (let before = -1; before !== flood.taken || before === 0; ) {
    before = flood.taken;
    await new Promise((resolve) => setTimeout(resolve, 2500));
  }
  t.diagnostic(`held back after ${flood.taken} bytes`);
  // What was not sent cannot be in this process's memory: all else is in the kernel's buffers and the runtime's.
  assert.ok(flood.taken < 24 << 20, `${flood.taken} bytes were taken`);
  assert.ok(written <= 1 << 20, `${written} bytes were written to a stream that takes none`);
  release();
  assert.equal((await download).size, 64 << 20);
  assert.equal(written, 64 << 20);
  assert.equal(server.requests.length, 1);
});

both("row 50: onProgress throws", async (t, target) => {
  const thrown = new Error("mine");
  const server = await storage(t, [stalled(1000)]);
  const onProgress = () => {
    throw thrown;
  };
  const error = await fails(server, target, "CALLBACK_FAILED", { onProgress });
  assert.ok(error.cause === thrown);
  await server.requests[0].closed;
  assert.equal(server.requests.length, 1);
});

const boom = new Error("no space left on device");
const reject = async () => {
  throw boom;
};
const REFUSING = {
  "at once": reject,
  "by throwing": () => {
    throw boom;
  },
  "the second piece": (_bytes, n) => (n === 2 ? reject() : undefined),
};
for (const [name, write] of Object.entries(REFUSING)) {
  it(`row 50: to refuses ${name}: WRITE_FAILED with its reason, and no further request`, async (t) => {
    const flood = flooding(Infinity, CHUNKED);
    const server = await storage(t, [flood.answer]);
    const error = await rejection(pull(server, { to: stream(write).to }), "WRITE_FAILED");
    assert.deepEqual([error.cause === boom, error.retryable, error.attempts], [true, false, 1]);
    await server.requests[0].closed;
    assert.deepEqual([server.requests.length, server.links.length], [1, 1]);
  });
}
it("row 50: to refuses the last piece", async (t) => {
  const { to } = stream(reject);
  const server = await storage(t, [whole("abc")], { checksum: sha256("abc") });
  const error = await rejection(pull(server, { to }), "WRITE_FAILED");
  assert.deepEqual([error.cause === boom, server.requests.length, to.locked], [true, 1, false]);
});
it("row 50: to refuses, and the connection breaks: no further request", async (t) => {
  let refused;
  const first = new Promise((resolve) => (refused = resolve));
  const breaking = (_request, socket) => {
    head(socket, 200, { "content-length": length });
    socket.write(PACKAGE.subarray(0, 1000));
    first.then(() => socket.end());
  };
  const write = () => {
    refused();
    throw boom;
  };
  const server = await storage(t, [breaking, ranged()]);
  const error = await rejection(pull(server, { to: stream(write).to }), "WRITE_FAILED");
  assert.deepEqual([error.cause === boom, server.requests.length], [true, 1]);
});
it("row 50: to refuses to close", async (t) => {
  const server = await storage(t, [whole()]);
  const error = await rejection(pull(server, { to: new WritableStream({ close: reject }) }), "WRITE_FAILED");
  assert.deepEqual([error.cause === boom, server.requests.length], [true, 1]);
});
it("row 50: to failed before: nothing is downloaded", async (t) => {
  const server = await storage(t, [whole()]);
  const to = new WritableStream({ start: (controller) => controller.error(boom) });
  const error = await rejection(pull(server, { to }), "WRITE_FAILED");
  assert.deepEqual([error.cause === boom, server.requests.length, to.locked], [true, 0, false]);
});
for (const [name, sink] of Object.entries({ write: { write: () => NEVER }, close: { close: () => NEVER } })) {
  it(`row 50: a ${name} of to that never settles is TIMEOUT by timeoutMs`, async (t) => {
    let controller;
    const to = new WritableStream({ start: (it) => void (controller = it), ...sink });
    const server = await storage(t, [whole()]);
    const start = performance.now();
    const error = await rejection(pull(server, { to, timeoutMs: 400, idleTimeoutMs: 50 }), "TIMEOUT");
    assert.ok(performance.now() - start < 400 + BOUND_MS);
    assert.match(error.message, /timeoutMs, 400 ms/);
    // The stream cannot run its `abort` while a write is under way, but it tells by its signal. One that closes is past that.
    if (name === "write") assert.ok(controller.signal.aborted && controller.signal.reason === error);
    assert.deepEqual([to.locked, server.requests.length], [false, 1]);
    await server.requests[0].closed;
  });
}

// The ways in which the caller leaves: from outside, or within its own function.
const LEAVING = { "from outside": setImmediate, "from within onProgress": (leave) => leave() };
for (const [name, run] of Object.entries(LEAVING)) {
  both(`an abort in mid-body ${name} is the signal's reason, at once`, async (t, target) => {
    const controller = new AbortController();
    const reason = { mine: true };
    const server = await storage(t, [stalled(1000)]);
    let start;
    const onProgress = () =>
      run(() => {
        start = performance.now();
        controller.abort(reason);
      });
    const download = pull(server, { ...target.options, signal: controller.signal, onProgress });
    await assert.rejects(download, (thrown) => thrown === reason);
    assert.ok(performance.now() - start < BOUND_MS);
    await target.failed(reason);
    await server.requests[0].closed;
    assert.equal(server.requests.length, 1);
  });
}
it("an abort while to takes nothing, or before a retry, is at once as well", async (t) => {
  const busy = answer(503, "", { "retry-after": "20" });
  for (const [first, write] of [[whole(), () => NEVER], [busy]]) {
    const controller = new AbortController();
    const server = await storage(t, [
      (request, socket) => (
        first(request, socket), socket.on("finish", () => setTimeout(() => controller.abort("mine"), 50))
      ),
    ]);
    const start = performance.now();
    await assert.rejects(
      pull(server, { to: stream(write).to, signal: controller.signal, timeoutMs: 60_000 }),
      (thrown) => thrown === "mine",
    );
    assert.ok(performance.now() - start < 50 + BOUND_MS);
    assert.equal(server.requests.length, 1);
  }
});
both("a signal that aborted before sends nothing", async (t, target) => {
  const server = await storage(t, [whole()]);
  await assert.rejects(
    pull(server, { ...target.options, signal: AbortSignal.abort("mine") }),
    (thrown) => thrown === "mine",
  );
  await target.failed("mine");
  assert.equal(server.links.length, 0);
});
