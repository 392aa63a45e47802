// Row 64: a body is counted while it is read, with any declared length: PROTOCOL at 1 MiB, and the body is released.
import assert from "node:assert/strict";
import { it } from "node:test";
import { gzipSync } from "node:zlib";

import { downloadFunction, getFunctionLink } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import { answering, asks, fails, relayOptions, relayRequest, replyFor, soon } from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { socketServer } from "../support/server.mjs";
import { chunk } from "../support/storage.mjs";

const MIB = 1 << 20;
// The bytes that kernels and the runtime's buffers may hold. An uncounted reader takes more within the time limit.
const MOST = 64 * MIB;
const BLOCK = chunk(Buffer.alloc(1 << 16, " "));
const BOMB = gzipSync(Buffer.alloc(64 * MIB, " "));

// Answers by a head and a body without end; `taken` is what was taken of it, `closed` when the other side hung up.
async function endless(t, fields) {
  const seen = { taken: 0, closed: deferred() };
  const { url } = await socketServer(t, (socket, text) => {
    if (!text.includes("\r\n\r\n") || socket.begun) return;
    socket.begun = true;
    socket.on("close", seen.closed.resolve);
    socket.write(`HTTP/1.1 200 OK\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n`);
    const more = () => {
      while (!socket.destroyed && seen.taken < 4 * MOST) {
        seen.taken += BLOCK.length;
        if (!socket.write(BLOCK)) return void socket.once("drain", more);
      }
    };
    more();
  });
  return { url, seen };
}

const HEADS = {
  "no Content-Length": [["Transfer-Encoding: chunked"], "PROTOCOL"],
  // Some runtimes refuse both together (RFC 9112 §6.3).
  "a Content-Length before the chunks": [
    ["Content-Length: 10", "Transfer-Encoding: chunked"],
    "PROTOCOL",
    "NETWORK",
    "TRUNCATED",
  ],
  "a Content-Length after Transfer-Encoding": [
    ["Transfer-Encoding: chunked", "Content-Length: 10"],
    "PROTOCOL",
    "NETWORK",
    "TRUNCATED",
  ],
};
for (const [what, [fields, ...codes]] of Object.entries(HEADS)) {
  it(`row 64: an endless chunked reply with ${what}`, async (t) => {
    const { url, seen } = await endless(t, fields);
    await fails(getFunctionLink(asks("a"), { baseUrl: url, maxAttempts: 1, attemptTimeoutMs: 15_000 }), ...codes);
    await soon(seen.closed.promise, "the connection");
    t.diagnostic(`${seen.taken} bytes were taken`);
    assert.ok(seen.taken < MOST, `${seen.taken} bytes were taken`);
  });

  it(`row 64: an endless chunked answer of a relay with ${what}`, async (t) => {
    const { url, seen } = await endless(t, fields);
    await fails(
      getFunctionLink({ env: "e", functionName: "f" }, { relay: url, maxAttempts: 1, attemptTimeoutMs: 15_000 }),
      ...codes,
      "RELAY_REFUSED",
    );
    await soon(seen.closed.promise, "the connection");
    assert.ok(seen.taken < MOST, `${seen.taken} bytes were taken`);
  });
}

it("row 64: a short gzipped reply that unpacks to 64 MiB is PROTOCOL", async (t) => {
  const { url } = await socketServer(t, (socket, text) => {
    if (text.endsWith("}"))
      socket.end(
        Buffer.concat([
          Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`),
          BOMB,
        ]),
      );
  });
  await fails(getFunctionLink(asks("a"), { baseUrl: url, maxAttempts: 1, attemptTimeoutMs: 15_000 }), "PROTOCOL");
});

// Bodies without end that declare ten bytes. Each counts what was taken of it, and whether it was let go.
const BODIES = {
  "a stream": () => {
    const seen = { taken: 0, ended: deferred() };
    const body = new ReadableStream({
      pull(controller) {
        seen.taken += 1 << 16;
        if (seen.taken > MOST) controller.error(new Error("nobody counts"));
        else controller.enqueue(new Uint8Array(1 << 16).fill(32));
      },
      cancel: seen.ended.resolve,
    });
    return { seen, body };
  },
  "an iterator": () => {
    const seen = { taken: 0, ended: deferred() };
    const iterator = {
      [Symbol.asyncIterator]: () => iterator,
      async next() {
        seen.taken += 1 << 16;
        if (seen.taken > MOST) throw new Error("nobody counts");
        return { done: false, value: new Uint8Array(1 << 16).fill(32) };
      },
      return: async () => (seen.ended.resolve(), { done: true }),
    };
    return { seen, body: iterator };
  },
};
const never = () => new Promise(() => {});
const lying = (body) => async (url, init) => {
  const answer = await answering("")(url, init);
  // `arrayBuffer` and its kin collect a body to its end, which this one does not have.
  return {
    ...answer,
    headers: new Headers({ "content-length": "10" }),
    body,
    arrayBuffer: never,
    bytes: never,
    text: never,
    json: never,
    blob: never,
  };
};
for (const [what, make] of Object.entries(BODIES)) {
  it(`row 64: a fetch that declares 10 bytes and gives ${what} without end: a link is PROTOCOL at 1 MiB`, async () => {
    const { seen, body } = make();
    await fails(
      getFunctionLink(asks("a"), { fetch: lying(body), maxAttempts: 1, attemptTimeoutMs: 15_000 }),
      "PROTOCOL",
    );
    await soon(seen.ended.promise, "the body's end");
    assert.ok(seen.taken <= 2 * MIB, `${seen.taken} bytes were taken`);
  });

  it(`row 64: ${what} without end as a relay's answer`, async () => {
    for (const status of [200, 502]) {
      const { seen, body } = make();
      const fetch = async (...all) => ({ ...(await lying(body)(...all)), status });
      await fails(
        getFunctionLink(
          { env: "e", functionName: "f" },
          { relay: "http://127.0.0.1/relay", fetch, maxAttempts: 1, attemptTimeoutMs: 15_000 },
        ),
      );
      await soon(seen.ended.promise, "the body's end");
      assert.ok(seen.taken <= 2 * MIB, `${seen.taken} bytes were taken`);
    }
  });

  it(`row 64: ${what} without end behind a relay is PROTOCOL`, async () => {
    for (const route of ["link", "download"]) {
      const { seen, body } = make();
      const relay = createRelay(relayOptions({ fetch: lying(body), maxAttempts: 1, attemptTimeoutMs: 15_000 }));
      const response = await soon(relay(relayRequest(route, { env: "e", functionName: "f" })));
      assert.deepEqual([response.status, (await response.json()).error.code], [502, "PROTOCOL"]);
      await soon(seen.ended.promise, "the body's end");
      assert.ok(seen.taken <= 2 * MIB, `${seen.taken} bytes were taken`);
    }
  });

  it(`row 64: a package that declares 10 bytes and is ${what} without end is TOO_LARGE at maxBytes`, async () => {
    for (const to of [undefined, new WritableStream()]) {
      const { seen, body } = make();
      const fetch = (url, init) => (url.includes("/tcb/") ? answering(replyFor("a")) : lying(body))(url, init);
      await fails(downloadFunction(asks("a"), { fetch, maxAttempts: 1, maxBytes: MIB, to }), "TOO_LARGE", "PROTOCOL");
      await soon(seen.ended.promise, "the body's end");
      assert.ok(seen.taken <= 3 * MIB, `${seen.taken} bytes were taken`);
    }
  });
}

it("row 64: an answer whose only way to its bytes never ends is given up in time", async () => {
  const fetch = lying(null);
  await fails(getFunctionLink(asks("a"), { fetch, maxAttempts: 1, attemptTimeoutMs: 100 }), "TIMEOUT", "PROTOCOL");
});

it("row 64: an answer that has only arrayBuffer is counted too", async () => {
  const fetch = async (...all) => ({
    ...(await lying(null)(...all)),
    arrayBuffer: async () => new ArrayBuffer(MIB + 1),
  });
  await fails(getFunctionLink(asks("a"), { fetch, maxAttempts: 1 }), "PROTOCOL");
});
