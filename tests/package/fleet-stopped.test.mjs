// A snapshot that ends before its end, and one that goes on.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, it } from "node:test";

import { FunctionLinkError } from "wechat-function-link";

import { arrayOf, assertTidy, filesIn } from "../support/archives.mjs";
import { assertNoCanary, rejection } from "../support/calls.mjs";
import { fleetOf, LISTS, merchantOf, nameOf } from "../support/fleets.mjs";

const MERCHANTS = Object.fromEntries(
  Array.from({ length: 20 }, (_, n) => [`wx${String(n).padStart(2, "0")}`, merchantOf({ prod: ["a", "b"] })]),
);
const TARGETS = Object.keys(MERCHANTS).map((authorizerAppid) => ({ authorizerAppid }));

// Nothing partial, and no finished snapshot.
async function assertUnfinished({ archive, folder }) {
  assert.deepEqual(await arrayOf(archive.snapshots()), []);
  for (const path of filesIn(folder)) assert.doesNotMatch(path, /\.wfl-|\.ndjson$/);
}

describe("a snapshot is left unfinished, and goes on, where", () => {
  for (const [what, malformed, message] of [
    ["a target is no object", "wx", /target 4 must be an object/],
    ["a target has no appid", {}, /target 4\.authorizerAppid must/],
    [
      "a target's appid is too long",
      { authorizerAppid: "x".repeat(65) },
      /target 4\.authorizerAppid must have at most 64/,
    ],
    ["a target's env is no text", { authorizerAppid: "wx", env: 7 }, /target 4\.env must/],
    ["a target's env is empty", { authorizerAppid: "wx", env: "" }, /target 4\.env must/],
    ["a target's env has control characters", { authorizerAppid: "wx", env: "a\nb" }, /target 4\.env must/],
    [
      "a target has functionName without env",
      { authorizerAppid: "wx", functionName: "f" },
      /target 4\.functionName must/,
    ],
  ]) {
    it(what, async (t) => {
      const fleet = fleetOf(t, MERCHANTS);
      const targets = [...TARGETS.slice(0, 3), malformed, ...TARGETS.slice(3)];
      const error = await rejection(fleet.snapshot({ id: "one", targets }), "INVALID_ARGUMENT");
      assert.match(error.message, message);
      await assertUnfinished(fleet);
      const { functions, targets: count } = await fleet.snapshot({ id: "one" });
      assert.deepEqual([functions, count], [40, 20]);
      assertTidy(fleet.folder);
    });
  }

  it("its source of targets fails: with the source's own reason", async (t) => {
    for (const reason of [new Error("database"), undefined]) {
      const fleet = fleetOf(t, MERCHANTS);
      const targets = (async function* () {
        yield* TARGETS.slice(0, 5);
        throw reason;
      })();
      const found = await fleet.snapshot({ id: "one", targets }).then(assert.fail, (given) => ({ given }));
      assert.equal(found.given, reason);
      await assertUnfinished(fleet);
    }
  });

  it("its source answers nonsense", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    for (const targets of [{ [Symbol.iterator]: () => ({}) }, { [Symbol.iterator]: () => ({ next: () => 7 }) }])
      await rejection(fleet.snapshot({ id: "one", targets }), "INVALID_ARGUMENT");
    await assertUnfinished(fleet);
  });

  it("it is cancelled: at once, with the signal's reason", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const reason = new Error("enough");
    const controller = new AbortController();
    let left = 12;
    const aborted = [];
    const fetch = async (url, init) => {
      if (--left === 0) controller.abort(reason);
      init.signal.addEventListener("abort", () => aborted.push(url));
      return left <= 0
        ? new Promise((_, reject) => init.signal.addEventListener("abort", () => reject(init.signal.reason)))
        : fleet.sandbox.fetch(url, init);
    };
    let returned = false;
    const targets = (async function* () {
      try {
        yield* TARGETS;
        await new Promise(() => {});
      } finally {
        returned = true;
      }
    })();
    await assert.rejects(fleet.snapshot({ id: "one", targets, fetch, signal: controller.signal }), reason);
    await assertUnfinished(fleet);
    assert.ok(aborted.length > 0);
    const { functions } = await fleet.snapshot({ id: "one" });
    assert.equal(functions, 40);
    assert.equal(typeof returned, "boolean");
    const already = fleet.snapshot({ signal: AbortSignal.abort(reason) });
    await assert.rejects(already, reason);
  });

  it("a callback throws or rejects: CALLBACK_FAILED", async (t) => {
    const cause = new Error("callback");
    for (const onEvent of [
      () => {
        throw cause;
      },
      () => Promise.reject(cause),
    ]) {
      const fleet = fleetOf(t, MERCHANTS);
      const error = await rejection(fleet.snapshot({ id: "one", onEvent }), "CALLBACK_FAILED");
      assert.equal(error.cause, cause);
      assert.match(error.message, /options\.onEvent/);
      await assertUnfinished(fleet);
    }
    const fleet = fleetOf(t, MERCHANTS);
    const onStart = () => {
      throw cause;
    };
    assert.equal((await rejection(fleet.snapshot({ id: "one", onStart }), "CALLBACK_FAILED")).cause, cause);
  });

  it("its archive fails: with the archive's own reason", async (t) => {
    // Also where that is an error as functions have them.
    const reason = new FunctionLinkError("no answer", { code: "NETWORK", retryable: true, advice: "Try again." });
    for (const name of ["has", "put", "writePart", "parts", "snapshots", "finish"]) {
      const fleet = fleetOf(t, MERCHANTS);
      const broken = {};
      for (const method of ["has", "put", "get", "snapshots", "snapshot", "writePart", "parts", "finish"])
        broken[method] = (...given) => {
          if (method === name) throw reason;
          return fleet.archive[method](...given);
        };
      await assert.rejects(fleet.snapshot({ id: "one", archive: broken }), reason, name);
    }
  });

  it("a token provider fails for one merchant: that one alone has an error", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const accessToken = (asked) => {
      if (asked.authorizerAppid === "wx07") throw new Error("no token");
      return fleet.accessToken(asked);
    };
    const { failures, functions } = await fleet.snapshot({ id: "one", accessToken });
    assert.deepEqual([failures, functions], [1, 38]);
    const [failed] = (await fleet.rows("one")).filter(({ error }) => error);
    assert.deepEqual([nameOf(failed), failed.error.code], ["wx07", "TOKEN_REJECTED"]);
  });
});

describe("a snapshot that goes on", () => {
  it("asks for nothing that is there, and keeps its start and its previous", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    await fleet.snapshot({ id: "zero", targets: TARGETS.slice(0, 4) });
    const stop = new Error("stop");
    const seen = [];
    const onEvent = (event) => {
      if (event.type !== "row") return;
      seen.push(event.row.authorizerAppid);
      if (seen.length === 16) throw stop;
    };
    await rejection(fleet.snapshot({ id: "one", onEvent, concurrency: 1 }), "CALLBACK_FAILED");
    const began = new Date();
    await fleet.snapshot({ id: "other", targets: TARGETS.slice(0, 2) });
    fleet.asked.clear();
    const again = [];
    const summary = await fleet.snapshot({
      id: "one",
      onEvent: ({ type, row }) => type === "row" && again.push(row.authorizerAppid),
    });
    assert.equal(summary.previous, "zero", "not the newest");
    assert.ok(new Date(summary.startedAt) < began);
    assert.deepEqual([summary.targets, summary.merchants, summary.functions], [20, 20, 40]);
    assert.deepEqual([...new Set([...seen, ...again])].length, 20);
    const first = new Set(seen.slice(0, -2));
    for (const { authorizerAppid } of fleet.asked.requests) assert.ok(!first.has(authorizerAppid), authorizerAppid);
    assert.ok(fleet.asked.count(LISTS[0]) <= 20 - first.size);
  });

  it("that is finished resolves with its stored summary, and asks and reads nothing", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const summary = await fleet.snapshot({ id: "one" });
    fleet.asked.clear();
    const targets = { [Symbol.iterator]: () => assert.fail("targets are read") };
    assert.deepEqual(await fleet.snapshot({ id: "one", targets }), summary);
    assert.deepEqual(fleet.asked.requests, []);
  });

  it("may be two runs at once: both resolve with the same summary", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const [one, other] = await Promise.all([fleet.snapshot({ id: "one" }), fleet.snapshot({ id: "one" })]);
    assert.deepEqual(one, other);
    assert.deepEqual([one.functions, one.partial], [40, false]);
    assert.equal((await fleet.rows("one")).length, 40);
    assertTidy(fleet.folder);
  });

  it("and others, of other ids, do not meet in one archive", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const ids = ["a", "b", "c", "d"];
    const summaries = await Promise.all(ids.map((id) => fleet.snapshot({ id })));
    assert.deepEqual(
      summaries.map(({ id }) => id),
      ids,
    );
    for (const id of ids) assert.deepEqual(fleet.lines(id), fleet.lines("a"));
    assertTidy(fleet.folder);
  });
});

describe("targets", () => {
  it("are read lazily: a few ahead of what is under way", async (t) => {
    const fleet = fleetOf(t, { merchant: () => merchantOf({ prod: [] }), targets: () => [] });
    let [read, begun] = [0, 0];
    let most = 0;
    const targets = (function* () {
      for (let n = 0; n < 400; n++) {
        read++;
        most = Math.max(most, read - begun);
        yield { authorizerAppid: `wx${n}` };
      }
    })();
    const fetch = async (url, init) => {
      if (url.includes(LISTS[0])) begun++;
      return fleet.sandbox.fetch(url, init);
    };
    await fleet.snapshot({ targets, fetch, concurrency: 4 });
    assert.equal(read, 400);
    assert.ok(most < 150, `${most} ahead`);
  });

  it("are read, and callbacks called, in the async context of the call", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const storage = new AsyncLocalStorage();
    const seen = new Set();
    const note = (what) => seen.add(`${what} ${storage.getStore()}`);
    const taken = ["one", "two"].map((name) =>
      storage.run(name, () =>
        fleet.snapshot({
          targets: (async function* () {
            for (const target of TARGETS) {
              note("target");
              yield target;
            }
          })(),
          accessToken: (asked) => (note("token"), fleet.accessToken(asked)),
          fetch: (...given) => (note("fetch"), fleet.sandbox.fetch(...given)),
          onEvent: () => note("event"),
        }),
      ),
    );
    await Promise.all(taken);
    const names = ["one", "two"].flatMap((name) =>
      ["event", "fetch", "target", "token"].map((what) => `${what} ${name}`),
    );
    assert.deepEqual([...seen].sort(), names.sort());
  });
});

describe("events", () => {
  it("report each row once, as it is in the archive", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const rows = [];
    await fleet.snapshot({ id: "one", onEvent: (event) => event.type === "row" && rows.push(event.row) });
    const sorted = rows.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    assert.deepEqual(sorted, await fleet.rows("one"));
    assertNoCanary(rows);
  });
});
