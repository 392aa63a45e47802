// What a snapshot holds, and what is asked for it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { takeSnapshot } from "wechat-function-link/fleet";
import { inspectPackage } from "wechat-function-link/package";

import { arrayOf, assertTidy, bytesIn, digestOf, filesIn } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { fleetOf, LINK, LISTS, merchantOf, nameOf } from "../support/fleets.mjs";

const TWO = {
  wx1: merchantOf({ prod: ["login", "pay"], test: ["login"], empty: [] }),
  wx2: merchantOf({ prod: ["login"] }),
};
// The sandbox draws one for each reply.
const withoutRid = (line) => line.replace(/[0-9a-f]{8}(-[0-9a-f]{8}){2}/g, "rid");
const _packages = (folder) => filesIn(folder).filter((path) => path.startsWith("blobs/"));

describe("a snapshot", () => {
  it("has one row a function, with what the list says and what the package is", async (t) => {
    const { archive, folder, rows, snapshot, asked } = fleetOf(t, TWO);
    const summary = await snapshot({ id: "one" });
    const found = await rows("one");
    assert.deepEqual(found.map(nameOf), ["wx1/prod/login", "wx1/prod/pay", "wx1/test/login", "wx2/prod/login"]);
    for (const { checksum, size, contentDigest, status, modTime, addTime, runtime, error } of found) {
      const bytes = await bytesIn(await archive.get(checksum));
      assert.equal(digestOf(bytes), checksum);
      assert.equal(bytes.length, size);
      assert.equal((await inspectPackage(bytes)).contentDigest, contentDigest);
      assert.ok(contentDigest && status === "Active" && modTime && addTime && runtime && error === undefined);
    }
    const { startedAt, endedAt, ...rest } = summary;
    const sizes = Object.fromEntries(found.map(({ checksum, size }) => [checksum, size]));
    const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    const stored = Object.keys(sizes).length;
    const counts = { targets: 2, merchants: 2, functions: 4, failures: 0, reused: 0 };
    assert.deepEqual(rest, { id: "one", partial: false, ...counts, packages: { stored, bytes } });
    assert.ok(new Date(startedAt).toISOString() === startedAt && new Date(endedAt).toISOString() === endedAt);
    assert.ok(startedAt <= endedAt);
    assert.deepEqual(await archive.snapshot("one").summary(), summary);
    assert.equal(asked.count(LISTS[0]), 2);
    assert.equal(asked.count(LISTS[1]), 4);
    assert.equal(asked.count(LINK), 4 + stored, "a link for each function, and one more for each stored package");
    assert.equal(asked.stored, stored);
    assertTidy(folder);
  });

  it("without an id has a fresh one each time", async (t) => {
    const { snapshot, archive } = fleetOf(t, TWO);
    const ids = (await Promise.all([snapshot(), snapshot(), snapshot()])).map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    assert.equal((await arrayOf(archive.snapshots())).length, 3);
  });

  it("of no targets is one", async (t) => {
    const { snapshot, rows, asked } = fleetOf(t, TWO);
    const { targets, functions, partial } = await snapshot({ id: "none", targets: [] });
    assert.deepEqual([targets, functions, partial, await rows("none"), asked.requests], [0, 0, false, [], []]);
  });

  it("lists what a target leaves out", async (t) => {
    const { snapshot, rows, asked } = fleetOf(t, TWO);
    const targets = [
      { authorizerAppid: "wx1", env: "test" },
      { authorizerAppid: "wx2", env: "prod", functionName: "login" },
    ];
    const summary = await snapshot({ id: "one", targets });
    assert.deepEqual((await rows("one")).map(nameOf), ["wx1/test/login", "wx2/prod/login"]);
    assert.deepEqual([asked.count(LISTS[0]), asked.count(LISTS[1])], [0, 1]);
    assert.deepEqual([summary.targets, summary.merchants, summary.functions], [2, 2, 2]);
  });

  it("asks for each function once, however often and in whatever order targets name it", async (t) => {
    const targets = [
      { authorizerAppid: "wx1", env: "prod", functionName: "pay" },
      { authorizerAppid: "wx1", env: "prod", functionName: "pay" },
      { authorizerAppid: "wx1" },
      { authorizerAppid: "wx1" },
      { authorizerAppid: "wx1", env: "prod" },
      { authorizerAppid: "wx1", env: "prod", functionName: "login" },
      { authorizerAppid: "wx1", env: "test", functionName: "login" },
      { authorizerAppid: "wx1", env: "test" },
      { authorizerAppid: "wx2", env: "prod" },
      { authorizerAppid: "wx2", env: "prod" },
      { authorizerAppid: "wx2" },
    ];
    for (const given of [targets, [...targets].reverse()]) {
      const { snapshot, rows, asked } = fleetOf(t, TWO);
      const { packages, ...summary } = await snapshot({ id: "one", targets: given });
      const names = ["wx1/prod/login", "wx1/prod/pay", "wx1/test/login", "wx2/prod/login"];
      assert.deepEqual((await rows("one")).map(nameOf), names);
      assert.equal(asked.count(LINK), 4 + packages.stored);
      assert.deepEqual([summary.targets, summary.merchants, summary.functions], [targets.length, 2, 4]);
    }
  });

  it("is the same bytes whatever the order of its targets and the number of calls at once", async (t) => {
    const fleet = fleetOf(t, { ...TWO, wx3: merchantOf({ prod: ["x", { functionName: "y", errcode: 48001 }] }) });
    const targets = ["wx3", "wx1", "wx2"].map((authorizerAppid) => ({ authorizerAppid }));
    await fleet.snapshot({ id: "one" });
    await fleet.snapshot({ id: "two", targets, concurrency: 1, perMerchant: 1, previous: null });
    assert.deepEqual(fleet.lines("two").map(withoutRid), fleet.lines("one").map(withoutRid));
  });

  it("has one row for what could not be listed", async (t) => {
    const merchants = {
      wx1: merchantOf({ prod: ["login"] }, { errcode: 48001 }),
      wx2: {
        ...merchantOf({ prod: ["login"], test: ["pay"] }),
        environments: [{ env: "prod", reply: "html" }, { env: "test" }],
      },
      wx3: merchantOf({ prod: [{ functionName: "bad", errcode: -501009 }, "good"] }),
    };
    const { snapshot, rows } = fleetOf(t, merchants);
    const summary = await snapshot({ id: "one", maxAttempts: 1 });
    const found = await rows("one");
    const shown = found.map((row) => [nameOf(row), row.error?.code, row.error?.errcode]);
    assert.deepEqual(shown, [
      ["wx1", "PERMISSION_DENIED", 48001],
      ["wx2/prod", "PROTOCOL", undefined],
      ["wx2/test/pay", undefined, undefined],
      ["wx3/prod/bad", "REJECTED", -501009],
      ["wx3/prod/good", undefined, undefined],
    ]);
    for (const { error } of found.filter((row) => row.error))
      assert.ok(error.message && error.advice && typeof error.retryable === "boolean");
    assert.deepEqual([summary.partial, summary.functions, summary.failures], [true, 3, 3]);
  });

  it("says the status of a function that cannot run", async (t) => {
    const statusReason = [{ errcode: -1, errmsg: "ResourceNotFound.File" }];
    const login = { functionName: "login", status: "CreateFailed", statusReason };
    const { snapshot, rows } = fleetOf(t, { wx1: merchantOf({ prod: [login] }) });
    await snapshot({ id: "one" });
    const [row] = await rows("one");
    assert.deepEqual([row.status, row.statusReason], ["CreateFailed", statusReason]);
  });
});

describe("an archive of the caller's own", () => {
  it("needs no more than the interface", async (t) => {
    const fleet = fleetOf(t, TWO);
    const blobs = new Map();
    const parts = new Map();
    const finished = new Map();
    const archive = {
      has: async (checksum) => blobs.has(checksum),
      async put(checksum, source) {
        const chunks = [];
        for await (const chunk of source) chunks.push(chunk.slice());
        blobs.set(checksum, Buffer.concat(chunks));
        return { size: blobs.get(checksum).length, stored: true };
      },
      get: async (checksum) => (blobs.has(checksum) ? new Blob([blobs.get(checksum)]).stream() : undefined),
      async *snapshots() {
        for (const { summary } of [...finished.values()].reverse()) yield summary;
      },
      snapshot: (id) => ({
        id,
        async summary() {
          return finished.has(id) ? finished.get(id).summary : fleet.archive.snapshot("unknown").summary();
        },
        async *[Symbol.asyncIterator]() {
          yield* finished.get(id).rows;
        },
      }),
      async writePart(id, part, rows) {
        parts.set(`${id} ${part}`, structuredClone(rows));
      },
      async *parts(id) {
        for (const key of parts.keys()) if (key.startsWith(`${id} `)) yield key.slice(id.length + 1);
      },
      async finish(id, summarise) {
        const rows = [...parts].filter(([key]) => key.startsWith(`${id} `)).flatMap(([, rows]) => rows);
        rows.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
        const summary = await summarise(
          (async function* () {
            yield* rows;
          })(),
        );
        finished.set(id, { rows, summary });
        return summary;
      },
    };
    await fleet.snapshot({ id: "one", archive });
    const { drift, reused } = await fleet.snapshot({ id: "two", archive });
    assert.deepEqual([drift.unchanged, reused], [4, 4]);
    await fleet.snapshot({ id: "one" });
    assert.deepEqual(finished.get("one").rows, await fleet.rows("one"));
  });
});

describe("arguments", () => {
  it("are refused before anything is asked, and before anything is written", async (t) => {
    const { snapshot, asked, archive, accessToken, folder } = fleetOf(t, TWO);
    const malformed = {
      targets: [undefined, null, 7, "wx1", {}],
      accessToken: [undefined, null, "", 7, {}, "a\nb"],
      archive: [undefined, null, {}, { has() {} }],
      id: ["", "-a", "a/b", "x".repeat(65), 7, null],
      previous: ["", "a b", 7],
      full: ["yes", 1],
      concurrency: [0, -1, 1.5, "4", Number.NaN],
      perMerchant: [0, 1.5],
      rate: [0, -1, Number.NaN, "4"],
      pauseMs: [0, -1, "4"],
      onEvent: [7, {}],
      signal: [{}, 7],
      fetch: [7, {}],
      baseUrl: ["http://a.example", "text", 7],
      timeoutMs: [0, "1"],
      attemptTimeoutMs: [-1],
      maxAttempts: [0, 1.5],
      allowedHosts: ["a.example", ["https://a.example"]],
      maxBytes: [-1, "1"],
      idleTimeoutMs: [0],
      engine: ["fast"],
      onStart: [7],
    };
    for (const [name, values] of Object.entries(malformed)) {
      for (const value of values) {
        const error = await rejection(snapshot({ [name]: value }), "INVALID_ARGUMENT");
        assert.match(error.message, new RegExp(name), `${name}: ${String(value)}`);
      }
    }
    for (const options of [undefined, null, 7, []]) await rejection(takeSnapshot(options), "INVALID_ARGUMENT");
    await rejection(snapshot({ previous: "unknown" }), "INVALID_ARGUMENT");
    await rejection(snapshot({ id: "one", previous: "unknown" }), "INVALID_ARGUMENT");
    assert.deepEqual(asked.requests, []);
    assert.throws(() => filesIn(folder));
    assert.ok(archive && accessToken);
  });

  it("are read once, at the call", async (t) => {
    const { archive, accessToken, sandbox, rows } = fleetOf(t, TWO);
    const targets = [{ authorizerAppid: "wx2" }];
    const reads = {};
    const options = { targets, accessToken, archive, fetch: sandbox.fetch, id: "one", concurrency: 3 };
    const watched = new Proxy(Object.create(options), {
      get(target, name) {
        if (typeof name === "string") reads[name] = (reads[name] ?? 0) + 1;
        return Reflect.get(target, name);
      },
    });
    const taking = takeSnapshot(watched);
    const before = { ...reads };
    for (const name of Object.keys(options)) options[name] = undefined;
    assert.equal((await taking).id, "one");
    assert.deepEqual(reads, before, "nothing is read later");
    assert.ok(
      Object.values(reads).every((count) => count === 1),
      JSON.stringify(reads),
    );
    assert.equal((await rows("one")).length, 1);
  });
});
