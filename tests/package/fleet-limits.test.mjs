// How fast a snapshot asks: at once, in a second, and of a merchant whose quota is used up.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { fleetOf, LINK, LISTS, merchantOf, nameOf } from "../support/fleets.mjs";
import { fetchServer } from "../support/server.mjs";
import { bytesOf } from "../support/saving.mjs";
import { soak } from "../support/soak.mjs";

const manyOf = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`wx${n + 1}`, make(n)]));
const isApi = (url) => new URL(url).pathname.startsWith("/tcb/");

// A fetch that knows how many API calls are under way, of one merchant, too, and lasts a while.
function counted(fetch, milliseconds = 5) {
  const seen = { most: 0, mostOfOne: 0, downloads: 0 };
  const underWay = new Map();
  let [calls, downloads] = [0, 0];
  const counting = async (url, init) => {
    const token = new URL(url).searchParams.get("access_token");
    const ofOne = underWay.get(token) ?? 0;
    if (token) {
      underWay.set(token, ofOne + 1);
      seen.most = Math.max(seen.most, ++calls);
      seen.mostOfOne = Math.max(seen.mostOfOne, ofOne + 1);
    } else seen.downloads = Math.max(seen.downloads, ++downloads);
    try {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return await fetch(url, init);
    } finally {
      if (token) {
        calls--;
        underWay.set(token, underWay.get(token) - 1);
      } else downloads--;
    }
  };
  return { seen, fetch: counting };
}

// The most requests in any second, by their times of arrival.
function mostInASecond(times) {
  const sorted = [...times].sort((a, b) => a - b);
  let [most, from] = [0, 0];
  for (const [index, time] of sorted.entries()) {
    while (time - sorted[from] >= 1000) from++;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

describe("calls at once", () => {
  it("are 16, and 2 of a merchant, unless something else is said", async (t) => {
    const fleet = fleetOf(
      t,
      manyOf(40, () => merchantOf({ prod: ["a", "b", "c", "d", "e"], test: ["f", "g"] })),
    );
    const { seen, fetch } = counted(fleet.sandbox.fetch);
    const { functions, failures } = await fleet.snapshot({ fetch });
    assert.deepEqual([functions, failures], [280, 0]);
    assert.deepEqual([seen.most, seen.mostOfOne], [16, 2]);
  });

  it("are as many as concurrency and perMerchant say", async (t) => {
    const fleet = fleetOf(
      t,
      manyOf(12, () => merchantOf({ prod: ["a", "b", "c", "d", "e"] })),
    );
    for (const [concurrency, perMerchant] of [
      [1, 1],
      [3, 5],
      [5, 3],
    ]) {
      const { seen, fetch } = counted(fleet.sandbox.fetch, 2);
      await fleet.snapshot({ fetch, concurrency, perMerchant, previous: null });
      assert.deepEqual([seen.most, seen.mostOfOne], [concurrency, Math.min(concurrency, perMerchant)]);
    }
  });

  it("are used up also where targets name one function each", async (t) => {
    const functions = Array.from({ length: 20 }, (_, n) => `f${n}`);
    const merchants = manyOf(10, () => merchantOf({ prod: functions }));
    const fleet = fleetOf(t, merchants);
    const targets = Object.keys(merchants).flatMap((authorizerAppid) =>
      functions.map((functionName) => ({ authorizerAppid, env: "prod", functionName })),
    );
    const { seen, fetch } = counted(fleet.sandbox.fetch);
    const summary = await fleet.snapshot({ targets, fetch });
    assert.deepEqual([summary.functions, summary.failures], [200, 0]);
    assert.deepEqual([seen.most, seen.mostOfOne], [16, 2]);
  });

  it("do not include downloads", async (t) => {
    const functions = Array.from({ length: 30 }, (_, n) => ({ functionName: `f${n}`, package: bytesOf(100 + n) }));
    const fleet = fleetOf(t, { wx1: merchantOf({ prod: functions }) });
    let [longest, under] = [0, 0];
    const fetch = async (url, init) => {
      if (!isApi(url)) {
        longest = Math.max(longest, ++under);
        await new Promise((resolve) => setTimeout(resolve, 30));
        under--;
      }
      return fleet.sandbox.fetch(url, init);
    };
    const { failures } = await fleet.snapshot({ fetch, concurrency: 1, perMerchant: 30 });
    assert.equal(failures, 0);
    assert.ok(longest > 1, "one call at once, and several downloads");
  });
});

describe("rate", () => {
  it("is never passed in any second: not by lists and links, nor by attempts and pages", async (t) => {
    const functions = ["a", { functionName: "b", reply: "busy-twice" }, "c"];
    const merchants = manyOf(6, () => ({
      ...merchantOf({ prod: functions }),
      environments: [{ env: "prod", reply: "short-pages" }],
    }));
    const fleet = fleetOf(t, merchants);
    const rate = 20;
    const { failures } = await fleet.snapshot({ rate });
    assert.equal(failures, 0);
    const times = fleet.asked.requests.filter(({ to }) => to === "platform").map(({ at }) => at);
    assert.ok(times.length > 2 * rate, String(times.length));
    assert.ok(mostInASecond(times) <= rate, `${mostInASecond(times)} in a second`);
  });

  it("is that of the platform's own clock, however long requests take to arrive", async (t) => {
    const fleet = fleetOf(
      t,
      manyOf(8, () => merchantOf({ prod: ["a", "b"] })),
    );
    const times = [];
    const { url } = await fetchServer(t, (request) => {
      if (isApi(request.url)) times.push(performance.now());
      return fleet.sandbox.fetch(request);
    });
    let number = 0;
    const late = async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, (number++ * 37) % 300));
      return fetch(...given);
    };
    const rate = 10;
    const more = { baseUrl: url, allowedHosts: ["127.0.0.1"], fetch: late };
    const { failures, functions } = await fleet.snapshot({ rate, ...more });
    assert.deepEqual([functions, failures], [16, 0]);
    assert.ok(mostInASecond(times) <= rate, `${mostInASecond(times)} in a second`);
  });

  it("may be less than one a second", async (t) => {
    const fleet = fleetOf(t, { wx1: merchantOf({ prod: [] }) });
    await fleet.snapshot({ rate: 0.8 });
    const [first, second] = fleet.asked.requests.map(({ at }) => at);
    assert.ok(second - first >= 1250, `${second - first} ms`);
  });

  it("makes calls wait outside of their time limits", async (t) => {
    const fleet = fleetOf(
      t,
      manyOf(4, () => merchantOf({ prod: ["a", "b", "c"] })),
    );
    const { failures } = await fleet.snapshot({ rate: 8, timeoutMs: 1500, attemptTimeoutMs: 1400 });
    assert.equal(failures, 0);
  });
});

describe("errcode 45011", () => {
  it("pauses its merchant, which goes on then, and no other", async (t) => {
    const calls = {};
    const sound = merchantOf({ prod: ["a", "b"] });
    const merchant = (appid) => {
      calls[appid] = (calls[appid] ?? 0) + 1;
      return appid === "wx1" && [2, 3].includes(calls[appid]) ? { ...sound, errcode: 45011 } : sound;
    };
    const targets = ["wx1", "wx2", "wx3"].map((authorizerAppid) => ({ authorizerAppid }));
    const fleet = fleetOf(t, { merchant, targets: () => targets });
    const events = [];
    const pauseMs = 1000;
    const summary = await fleet.snapshot({ id: "one", pauseMs, onEvent: (event) => events.push(event) });
    assert.deepEqual([summary.functions, summary.failures], [6, 0]);
    const paused = events.filter(({ type }) => type === "paused");
    const expected = { type: "paused", authorizerAppid: "wx1", errcode: 45011, milliseconds: pauseMs };
    assert.deepEqual(paused, [expected, expected]);
    assert.ok(!events.some(({ type }) => type === "parked"));
    const times = fleet.asked.requests.filter(({ authorizerAppid }) => authorizerAppid === "wx1");
    const refused = times.filter(({ errcode }) => errcode === 45011);
    assert.equal(refused.length, 2);
    for (const { at } of refused) {
      const next = times.find((request) => request.at > at);
      assert.ok(next.at - at >= pauseMs - 2, `asked again after ${next.at - at} ms`);
    }
    const last = (isIt) => fleet.asked.requests.findLastIndex(({ authorizerAppid }) => isIt(authorizerAppid === "wx1"));
    assert.ok(last((isIt) => !isIt) < last((isIt) => isIt), "the others do not wait for it");
  });

  it("five times in a row parks its merchant", async (t) => {
    const fleet = fleetOf(t, {
      wx1: merchantOf({ prod: ["a"] }, { errcode: 45011 }),
      wx2: merchantOf({ prod: ["a"] }),
    });
    const events = [];
    const onEvent = (event) => events.push(event);
    const targets = [{ authorizerAppid: "wx1" }, { authorizerAppid: "wx2" }, { authorizerAppid: "wx1", env: "prod" }];
    const summary = await fleet.snapshot({ id: "one", targets, onEvent });
    assert.equal(fleet.asked.count(LISTS[0], { authorizerAppid: "wx1" }), 5);
    assert.equal(fleet.asked.requests.filter(({ authorizerAppid }) => authorizerAppid === "wx1").length, 5);
    assert.equal(events.filter(({ type }) => type === "paused").length, 4);
    assert.deepEqual(
      events.filter(({ type }) => type === "parked"),
      [{ type: "parked", authorizerAppid: "wx1", errcode: 45011 }],
    );
    const rows = await fleet.rows("one");
    assert.deepEqual(rows.map(nameOf), ["wx1", "wx1/prod", "wx2/prod/a"]);
    assert.deepEqual(
      rows.map(({ error }) => [error?.code, error?.errcode]),
      [
        ["QUOTA_EXCEEDED", 45011],
        ["QUOTA_EXCEEDED", 45011],
        [undefined, undefined],
      ],
    );
    assert.deepEqual([summary.partial, summary.failures], [true, 2]);
  });

  it("counts anew after a success", async (t) => {
    let calls = 0;
    const sound = merchantOf({ prod: ["a", "b", "c", "d"] });
    // Every third call is sound: never five in a row.
    const merchant = () => (++calls % 3 === 0 ? sound : { ...sound, errcode: 45011 });
    const fleet = fleetOf(t, { merchant, targets: () => [{ authorizerAppid: "wx1" }] });
    const { functions, failures } = await fleet.snapshot({ pauseMs: 5, perMerchant: 1 });
    assert.deepEqual([functions, failures], [4, 0]);
  });

  it("from everywhere slows everything down, and ends", async (t) => {
    const sound = merchantOf({ prod: ["a", "b"] });
    const calls = new Map();
    const merchant = (appid) => {
      calls.set(appid, (calls.get(appid) ?? 0) + 1);
      return calls.get(appid) <= 3 ? { ...sound, errcode: 45011 } : sound;
    };
    const targets = Array.from({ length: soak(1000, 60) }, (_, n) => ({ authorizerAppid: `wx${n}` }));
    const fleet = fleetOf(t, { merchant, targets: () => targets });
    let paused = 0;
    const { functions, failures } = await fleet.snapshot({
      pauseMs: 300,
      onEvent: ({ type }) => type === "paused" && paused++,
    });
    assert.deepEqual([functions, failures], [2 * targets.length, 0]);
    assert.equal(paused, 3 * targets.length, "three of each merchant");
    // The first requests are all refused: from the 16 at once on, 10 ms between two is the most with this pause.
    const first = fleet.asked.requests.slice(20, 58).map(({ at }) => at);
    const gaps = first.slice(1).map((at, index) => at - first[index]);
    const [middle] = gaps.sort((a, b) => a - b).slice(gaps.length >> 1);
    assert.ok(middle >= 8, `${middle} ms between two requests`);
  });
});

describe("errcode 45009", () => {
  it("parks its merchant at once: functions that are listed have a row with it, and nothing more is asked", async (t) => {
    const functions = ["a", "b", { functionName: "c", errcode: 45009 }, "d", "e", "f"];
    const fleet = fleetOf(t, { wx1: merchantOf({ prod: functions }), wx2: merchantOf({ prod: ["a"] }) });
    const events = [];
    let parked;
    const isParked = new Promise((resolve) => (parked = resolve));
    const targets = async function* () {
      yield { authorizerAppid: "wx1", env: "prod" };
      yield { authorizerAppid: "wx2" };
      await isParked;
      for (const functionName of ["x", "y", "z"]) yield { authorizerAppid: "wx1", env: "late", functionName };
    };
    const onEvent = (event) => {
      events.push(event);
      if (event.type === "parked") parked();
    };
    await fleet.snapshot({ id: "one", targets: targets(), perMerchant: 1, concurrency: 1, onEvent });
    const rows = await fleet.rows("one");
    const failed = rows.filter(({ error }) => error);
    const names = ["wx1/late/x", "wx1/late/y", "wx1/late/z", "wx1/prod/c", "wx1/prod/d", "wx1/prod/e", "wx1/prod/f"];
    assert.deepEqual(failed.map(nameOf), names);
    for (const { error, functionName, env } of failed) {
      assert.deepEqual([error.code, error.errcode, error.retryable], ["QUOTA_EXCEEDED", 45009, false]);
      assert.ok(error.message.endsWith(`(function "${functionName}" in environment "${env}")`), error.message);
    }
    assert.deepEqual(rows.filter(({ error }) => !error).map(nameOf), ["wx1/prod/a", "wx1/prod/b", "wx2/prod/a"]);
    assert.deepEqual(
      events.filter(({ type }) => type === "parked" || type === "paused"),
      [{ type: "parked", authorizerAppid: "wx1", errcode: 45009 }],
    );
    const refused = fleet.asked.requests.findIndex(({ errcode }) => errcode === 45009);
    const later = fleet.asked.requests
      .slice(refused + 1)
      .filter(({ to, authorizerAppid }) => to === "platform" && authorizerAppid === "wx1");
    assert.deepEqual(later, []);
    assert.ok(fleet.asked.count(LINK) > 0);
  });
});
