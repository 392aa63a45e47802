// Row 62: a test's clock takes the place of timers and microtasks for one call, or while the package loads. That call ends or waits; the
// next calls work, and so do their time limits.
import assert from "node:assert/strict";
import { it } from "node:test";

import * as index from "wechat-function-link";
import * as fs from "wechat-function-link/fs";

import {
  answering,
  asks,
  drained,
  fails,
  packageOf,
  replyFor,
  sha256,
  shown,
  soon,
  strays,
} from "../support/border.mjs";
import { freshPackage } from "../support/fresh.mjs";

const CHECKSUM = sha256(packageOf("a"));
const sound = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));
const nothing = () => {};
// Silent until its signal aborts. No socket: a runtime's own clients break with a fake clock.
const silent = (_url, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const timer = () => ({ ref: nothing, unref: nothing, hasRef: () => false, [Symbol.toPrimitive]: () => 1 });

const FAKES = {
  queueMicrotask: [globalThis, nothing],
  setTimeout: [globalThis, timer],
  clearTimeout: [globalThis, nothing],
  setImmediate: [globalThis, timer],
  clearImmediate: [globalThis, nothing],
  setInterval: [globalThis, timer],
  now: [performance, () => 0],
  Date: [
    globalThis,
    class extends Date {
      static now() {
        return 0;
      }
    },
  ],
};
const ALONE = Object.fromEntries(
  ["queueMicrotask", "setTimeout", "setImmediate", "clearTimeout", "now"].map((name) => [name, [name]]),
);
// As @sinonjs/fake-timers takes them for vitest and for jest, but for `nextTick`: Node's own stdout needs it, and the runner reports by that.
const CLOCKS = {
  ...ALONE,
  "the clock of vitest": ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "setInterval", "Date"],
  "the clock of jest": Object.keys(FAKES),
};

// Begins a call below the clock, and lets the clock stand until that call has had its time. `leave()` ends one that still waits: its time limit
// would keep the process alive.
async function begin(names, run) {
  const later = setImmediate;
  const controller = new AbortController();
  const put = names.map((name) => {
    const [owner, value] = FAKES[name];
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    return () => (before ? Object.defineProperty(owner, name, before) : delete owner[name]);
  });
  try {
    const begun = run(controller.signal);
    begun.catch(nothing);
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => later(resolve));
    return { begun, leave: () => controller.abort() };
  } finally {
    for (const back of put) back();
  }
}

const calls = ({ getFunctionLink, getFunctionLinks, downloadFunction, verifyChecksum }, signal) => ({
  getFunctionLink: () => getFunctionLink(asks("a"), { fetch: sound, signal }).then(({ checksum }) => checksum),
  getFunctionLinks: () =>
    drained(getFunctionLinks([asks("a"), asks("a")], { fetch: sound, signal })).then(
      ([{ link, error }]) => (link ?? Promise.reject(error)).checksum,
    ),
  downloadFunction: () => downloadFunction(asks("a"), { fetch: sound, signal }).then(({ checksum }) => checksum),
  "verifyChecksum of a buffer": () =>
    verifyChecksum(new Uint8Array(packageOf("a")), CHECKSUM, { signal }).then((same) => same && CHECKSUM),
  "verifyChecksum of a source": () =>
    verifyChecksum(new Response(packageOf("a")), CHECKSUM, { signal }).then((same) => same && CHECKSUM),
});

async function works(copy) {
  for (const [name, call] of Object.entries(calls(copy)))
    assert.equal(await soon(call(), `the next ${name}`), CHECKSUM, name);
  const many = await soon(Promise.all(Array.from({ length: 100 }, calls(copy).getFunctionLink)), "a hundred links");
  assert.ok(many.every((checksum) => checksum === CHECKSUM));
  // Its time limits work, too.
  for (const option of ["timeoutMs", "attemptTimeoutMs"]) {
    await fails(copy.getFunctionLink(asks("a"), { fetch: silent, [option]: 50, maxAttempts: 1 }), "TIMEOUT");
  }
  let attempts = 0;
  const busyOnce = (...all) => (attempts++ === 0 ? answering({ errcode: -1, errmsg: "system error" }) : sound)(...all);
  assert.equal(
    (await soon(copy.getFunctionLink(asks("a"), { fetch: busyOnce }), "a call with a back-off")).checksum,
    CHECKSUM,
  );
}

for (const [clock, names] of Object.entries(CLOCKS)) {
  it(`row 62: ${clock} in place for one call of each kind`, async (t) => {
    const none = strays(t);
    const copy = { ...index, ...fs };
    for (const [name, call] of Object.entries(calls(copy))) {
      await soon(call());
      const { begun, leave } = await begin(names, (signal) => calls(copy, signal)[name]());
      // It ends rightly, or waits for a clock that does not go on: then no longer than until the next call works.
      await works(copy);
      const outcome = await Promise.race([
        begun.catch((error) => `rejected: ${shown(error)}`),
        Promise.resolve("waits"),
      ]);
      assert.ok([CHECKSUM, "waits"].includes(outcome), `${name}: ${outcome}`);
      leave();
    }
    await none();
  });

  it(`row 62: ${clock} in place while the package loads`, async (t) => {
    const none = strays(t);
    let copy;
    const { leave } = await begin(names, (signal) => {
      copy = freshPackage("index");
      return calls(copy, signal).getFunctionLink();
    });
    await works(copy);
    leave();
    await none();
  });

  it(`row 62: calls under way while ${clock} is in place go on afterwards`, async (t) => {
    const none = strays(t);
    const copy = index;
    await soon(calls(copy).getFunctionLink());
    const underWay = Array.from({ length: 5 }, () =>
      fails(copy.getFunctionLink(asks("a"), { fetch: silent, timeoutMs: 400, maxAttempts: 1 }), "TIMEOUT"),
    );
    const { leave } = await begin(names, (signal) => calls(copy, signal).getFunctionLink());
    await Promise.all(underWay);
    await works(copy);
    leave();
    await none();
  });
}
