// Invalid input of getFunctionLinks, and the sockets, listeners and memory of many calls at once.
import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";

import { getFunctionLinks } from "wechat-function-link";

import { call, CHECKSUM, rejection, reply, request } from "../support/calls.mjs";
import { deferred } from "../support/faults.mjs";
import { memoryBytes } from "../support/memory.mjs";
import { socketServer } from "../support/server.mjs";
import { soak } from "../support/soak.mjs";

const MIB = 2 ** 20;
const shown = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));

describe("getFunctionLinks refuses", () => {
  const fetch = () => assert.fail("something was sent");
  const refused = async (requests, options, message) => {
    const error = await rejection(getFunctionLinks(requests, options).next(), "INVALID_ARGUMENT");
    assert.match(error.message, message);
  };
  for (const concurrency of [0, -1, 1.5, NaN, Infinity, "4", null, [], {}]) {
    it(`a concurrency of ${shown(concurrency)}`, () =>
      refused([request], { fetch, concurrency }, /options\.concurrency/));
  }
  for (const requests of [
    undefined,
    null,
    5,
    "text",
    true,
    {},
    request,
    () => [request],
    { [Symbol.iterator]: 5 },
    Promise.resolve([request]),
  ]) {
    it(`requests that are ${shown(requests)}`, () => refused(requests, { fetch }, /requests must be/));
  }
  for (const signal of [5, "signal", {}, null, { aborted: false }]) {
    it(`a signal that is ${shown(signal)}`, () => refused([request], { fetch, signal }, /options\.signal/));
  }
  for (const options of [null, 5, "text"]) {
    it(`options that are ${shown(options)}`, () => refused([], options, /options must be an object/));
  }
});

describe("1,000 calls at once", () => {
  it("open 64 sockets, are answered each, and warn of nothing although they share a signal", async (t) => {
    const warnings = [];
    const warned = (warning) => warnings.push(warning.name);
    process.on("warning", warned);
    t.after(() => process.off("warning", warned));
    const raw = `HTTP/1.1 200 OK\r\nContent-Length: ${JSON.stringify(reply).length}\r\n\r\n${JSON.stringify(reply)}`;
    const open = new Set();
    const full = deferred();
    let [mostOpen, inFlight, mostInFlight] = [0, 0, 0];
    const { url, connections } = await socketServer(t, (socket, text) => {
      if (!open.has(socket)) {
        open.add(socket);
        socket.on("close", () => open.delete(socket));
      }
      if (!text.endsWith("}")) return;
      mostOpen = Math.max(mostOpen, open.size);
      mostInFlight = Math.max(mostInFlight, ++inFlight);
      if (inFlight === 64) full.resolve();
      full.promise.then(() => {
        inFlight--;
        socket.write(raw);
      });
    });
    const { signal } = new AbortController();
    const links = await Promise.all(Array.from({ length: 1000 }, () => call(url, {}, { signal })));
    assert.ok(links.every(({ checksum }) => checksum === CHECKSUM));
    // Warnings come on a later turn.
    await new Promise(setImmediate);
    assert.deepEqual(warnings, []);
    t.diagnostic(`${mostInFlight} in flight, ${mostOpen} sockets open at once, ${connections.length} opened in all`);
    assert.equal(mostInFlight, 64);
    assert.ok(mostOpen <= 64);
  });
});

const MANY = soak(5000, 1500);
describe(`${MANY} links one after another`, () => {
  it("leave the module's memory and the heap as they were, and the caller's signal without listeners", async (t) => {
    const { signal } = new AbortController();
    let listeners = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...all) => (listeners++, add(...all));
    signal.removeEventListener = (...all) => (listeners--, remove(...all));
    function* requests() {
      for (let index = 0; index < MANY; index++) yield { ...request, functionName: String(index) };
    }
    const measure = () => {
      globalThis.gc?.();
      return { heap: process.memoryUsage().heapUsed, wasm: memoryBytes() };
    };
    // No server: its own record of what arrived would be in the heap.
    const fetch = async () => Response.json(reply);
    let taken = 0;
    let before;
    for await (const { link } of getFunctionLinks(requests(), { fetch, signal })) {
      assert.equal(link.checksum, CHECKSUM);
      if (++taken === MANY / 5) before = measure();
    }
    const after = measure();
    t.diagnostic(`heap ${before.heap} then ${after.heap}, wasm ${before.wasm} then ${after.wasm}`);
    assert.deepEqual([taken, listeners], [MANY, 0]);
    assert.equal(after.wasm, before.wasm);
    if (globalThis.gc) assert.ok(after.heap - before.heap < 4 * MIB);
  });
});
