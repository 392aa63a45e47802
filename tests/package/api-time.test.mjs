// Faults of the API in time: time-outs, deadlines and aborts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { assertNoCanary } from "../support/calls.mjs";
import { ask, AT_ONCE_MS, elapsed, failsAfter, fine, scripted, succeedsAfter } from "../support/faults.mjs";

describe("time", () => {
  it("row 6: no headers is the attempt's time-out, tried again", async (t) => {
    const silent = () => {};
    const [error] = await Promise.all([
      failsAfter(t, "TIMEOUT", 3, [silent], { attemptTimeoutMs: 1000 }),
      succeedsAfter(t, 2, [silent, fine], { attemptTimeoutMs: 2000 }),
    ]);
    assert.match(error.message, /attemptTimeoutMs, 1000 ms/);
    assert.equal(error.retryable, true);
    assert.ok(error.took > 2850, `${error.took} ms for three attempts of 1000 ms`);
  });

  it("row 6: an attempt that timed out is aborted, and its connection closed", async (t) => {
    const closed = [];
    const hang = (response) => closed.push(new Promise((resolve) => response.on("close", resolve)));
    await failsAfter(t, "TIMEOUT", 2, [hang], { attemptTimeoutMs: 1000, maxAttempts: 2 });
    await Promise.all(closed);
    assert.equal(closed.length, 2);
  });

  it("row 7: the whole call's deadline wins where every attempt is slow", async (t) => {
    const server = await scripted(t, () => {});
    const options = { attemptTimeoutMs: 150, timeoutMs: 500, maxAttempts: 1000 };
    const call = ask(server.url, options);
    const [error, took] = await elapsed(call.catch((error) => error));
    assert.equal(error.code, "TIMEOUT");
    assertNoCanary(error);
    assert.ok(took < 500 + AT_ONCE_MS, `${took} ms`);
    assert.ok(error.attempts >= 1 && error.attempts <= 4, `${error.attempts} attempts`);
    assert.ok(server.requests.length <= error.attempts);
  });

  it("row 7: the whole call's deadline wins over an attempt's longer one", async (t) => {
    const error = await failsAfter(t, "TIMEOUT", 1, [() => {}], { timeoutMs: 200, attemptTimeoutMs: 60_000 });
    assert.match(error.message, /timeoutMs, 200 ms/);
  });

  it("row 7: a slow body counts as well", async (t) => {
    const drip = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
    };
    const error = await failsAfter(t, "TIMEOUT", 1, [drip], { timeoutMs: 300 });
    assert.match(error.message, /timeoutMs, 300 ms/);
  });
});

// Odd times, by which a test recognises the package's timers among the runtime's.
const LIMITS = { timeoutMs: 59_999, attemptTimeoutMs: 49_999 };
const BACK_OFF_S = 21;

// Runs it with the package's timers watched: each was cleared or ran, and a call had two at most, its own and its step's. `cue` is called once it backs off.
async function withTimersWatched(cue, run) {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const pending = new Set();
  // A timer is set for the rest of a time.
  const isOf = (time) => (delay) => delay > time - 1000 && delay <= time;
  const times = Object.values(LIMITS).concat(BACK_OFF_S * 1000);
  globalThis.setTimeout = (handler, delay, ...rest) => {
    const id = set(() => (pending.delete(id), handler(...rest)), delay);
    if (isOf(BACK_OFF_S * 1000)(delay)) setImmediate(cue);
    if (times.some((time) => isOf(time)(delay))) {
      pending.add(id);
      pending.most = Math.max(pending.most ?? 0, pending.size);
    }
    return id;
  };
  globalThis.clearTimeout = (id) => (pending.delete(id), clear(id));
  try {
    await run();
  } finally {
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }
  assert.equal(pending.size, 0);
  assert.ok(pending.most <= 2, `${pending.most} timers at a time`);
}

describe("cancelling", () => {
  async function measured(t, what, abortedAt) {
    const late = [];
    for (let round = 0; round < 10; round++) {
      const reason = { round };
      const controller = new AbortController();
      let start;
      const abort = () => {
        start = performance.now();
        controller.abort(reason);
      };
      await assert.rejects(abortedAt(controller.signal, abort), (error) => error === reason);
      late.push(performance.now() - start);
    }
    late.sort((a, b) => a - b);
    t.diagnostic(
      `abort ${what}, settled after it by: median ${late[5].toFixed(2)} ms, longest ${late[9].toFixed(2)} ms`,
    );
    assert.ok(late[9] < AT_ONCE_MS, `${late[9]} ms`);
  }

  it("row 8: in flight rejects at once with the signal's reason, and clears its timers", async (t) => {
    let cue;
    const server = await scripted(t, () => setImmediate(cue));
    const abortedAt = (signal, abort) => {
      cue = abort;
      return ask(server.url, { signal, ...LIMITS });
    };
    await withTimersWatched(assert.fail, () => measured(t, "in flight", abortedAt));
    assert.equal(server.requests.length, 10);
  });

  it("row 8: in back-off rejects at once with the signal's reason, and clears its timers", async (t) => {
    let cue;
    const server = await scripted(t, { status: 503, headers: { "retry-after": String(BACK_OFF_S) } });
    const abortedAt = (signal, abort) => {
      cue = abort;
      return ask(server.url, { signal, ...LIMITS });
    };
    await withTimersWatched(
      () => cue(),
      () => measured(t, "in back-off", abortedAt),
    );
    assert.equal(server.requests.length, 10);
  });
});
