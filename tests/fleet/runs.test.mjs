// Runs of a fleet: which jobs there are, what a known id means, what is compared, what fails.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { Queue } from "bullmq";

import { checkArchive, startFleet } from "./fleets.mjs";

const LISTS = "wechat-function-link";
const PACKAGES = `${LISTS}-packages`;
const wx = (number) => `wx${String(number).padStart(16, "0")}`;

async function jobsIn(fleet, name) {
  const queue = new Queue(name, { connection: { path: fleet.redis.path } });
  const jobs = await queue.getJobs(["completed", "failed", "waiting", "active", "delayed", "waiting-children"]);
  await queue.close();
  return jobs;
}

// Runs the fleet in this process, and compares the snapshot with takeSnapshot's.
async function compared(t, given, more = {}) {
  const fleet = await startFleet(t, given);
  const made = fleet.fleet(more);
  await made.worker();
  const { id, finished } = await made.schedule(given.run);
  const summary = await finished();
  const options = { ...more, ...(more.targets && { targets: more.targets() }) };
  assert.equal(fleet.snapshot(id), await fleet.undisturbed(id, options));
  checkArchive(fleet.archiveFolder);
  return { fleet, made, id, summary };
}

describe("the jobs of a run", () => {
  it("are a plan, one for each merchant and environment, and one for each missing package", async (t) => {
    const { fleet, id } = await compared(t, { platform: { merchants: 3, environments: 2, functions: 4 } });
    const lists = await jobsIn(fleet, LISTS);
    const names = lists.map(({ name }) => name).sort();
    assert.deepEqual(names, [...Array(6).fill("environment"), ...Array(3).fill("environments"), "plan"]);
    const environments = lists.filter(({ name }) => name === "environment");
    assert.deepEqual(
      environments.map(({ data }) => `${data.authorizerAppid}/${data.env}`).sort(),
      [1, 2, 3].flatMap((number) => [`${wx(number)}/prod-1`, `${wx(number)}/prod-2`]),
    );
    assert.ok(lists.every((job) => job.id.startsWith(`${id}/`)));
    const packages = await jobsIn(fleet, PACKAGES);
    assert.deepEqual(packages.map((job) => job.id).sort(), checkArchive(fleet.archiveFolder));
    assert.ok(packages.every(({ returnvalue, id: job }) => returnvalue.checksum === job && returnvalue.size > 0));
  });

  it("go on while one of them waits for its package, though one request at once may be sent", {
    timeout: 60_000,
  }, async (t) => {
    let lists = 0;
    let open;
    const both = new Promise((resolve) => (open = resolve));
    // The first package arrives once the functions of both merchants were asked for.
    const gated = async (url, init) => {
      if (init.method !== "POST") await both;
      else if (new URL(url).pathname.endsWith("/listfunctions") && ++lists === 2) open();
      return fetch(url, init);
    };
    const { summary } = await compared(t, { platform: { merchants: 2 } }, { concurrency: 1, fetch: gated });
    assert.deepEqual([summary.merchants, summary.failures, lists > 1], [2, 0, true]);
  });

  it("leave nothing of the run in Redis beside BullMQ's own keys once it is over, but the places", async (t) => {
    const { fleet } = await compared(t, { platform: { merchants: 2 }, options: { rate: 100 } });
    const queue = new Queue(LISTS, { connection: { path: fleet.redis.path } });
    const { client: connecting } = queue.getBackend();
    const client = await connecting;
    let [cursor, found] = ["0", []];
    do {
      const [next, keys] = await client.scan(cursor, { MATCH: "*:fleet:*", COUNT: 1000 });
      [cursor, found] = [next, [...found, ...keys]];
    } while (cursor !== "0");
    await queue.close();
    const names = found.map((key) => key.split(":fleet:")[1]).filter((name) => name !== "places");
    assert.deepEqual(names, ["places-since"]);
  });
});

describe("targets", () => {
  it("that overlap give one row each, as in takeSnapshot", async (t) => {
    const targets = () => [
      { authorizerAppid: wx(1) },
      { authorizerAppid: wx(1), env: "prod-1" },
      { authorizerAppid: wx(2), env: "prod-1", functionName: "function-01" },
      { authorizerAppid: wx(2), env: "prod-1" },
      { authorizerAppid: wx(2), env: "prod-1", functionName: "function-02" },
      { authorizerAppid: wx(3), env: "prod-2", functionName: "function-01" },
      { authorizerAppid: wx(3), env: "prod-2", functionName: "function-01" },
      { authorizerAppid: wx(3) },
      { authorizerAppid: "wx-unknown" },
      { authorizerAppid: wx(1), env: "nowhere" },
    ];
    const { summary } = await compared(t, { platform: { merchants: 3, environments: 2 } }, { targets });
    assert.deepEqual([summary.targets, summary.merchants], [10, 4]);
  });

  it("none: an empty snapshot", async (t) => {
    const { summary } = await compared(t, { platform: { merchants: 1 } }, { targets: () => [] });
    assert.deepEqual([summary.targets, summary.functions], [0, 0]);
  });

  it("come from an async generator, read once", async (t) => {
    let begun = 0;
    const targets = () => {
      begun++;
      return (async function* () {
        for (const number of [1, 2]) yield { authorizerAppid: wx(number) };
      })();
    };
    await compared(t, { platform: { merchants: 2 } }, { targets });
    assert.equal(begun, 2, "by the fleet, and by takeSnapshot");
  });
});

describe("a run", () => {
  it("of a known id is the same run, and a finished one asks for nothing", async (t) => {
    const { fleet, made, id, summary } = await compared(t, { platform: { merchants: 3 }, run: { id: "tonight" } });
    assert.equal(id, "tonight");
    fleet.platform.arrivals.length = 0;
    for (const each of [made, fleet.fleet()]) {
      const again = await each.schedule({ id: "tonight" });
      assert.deepEqual([again.id, await again.finished()], ["tonight", summary]);
    }
    // Redis may have forgotten it.
    await fleet.redis.kill();
    await fleet.redis.start();
    const later = await made.schedule({ id: "tonight" });
    assert.deepEqual(await later.finished(), summary);
    assert.equal(fleet.platform.arrivals.length, 0);
  });

  it("is compared with the newest one, and reuses what did not change", async (t) => {
    const modified = { modTime: "2026-01-01 00:00:00" };
    let isChanged = false;
    const change = (merchant, index) =>
      isChanged && index === 1
        ? {
            ...merchant,
            functions: merchant.functions.map((given) => ({
              ...given,
              files: { "index.js": "2" },
              modTime: "2026-02-02 00:00:00",
            })),
          }
        : { ...merchant, functions: merchant.functions.map((given) => ({ ...given, ...modified })) };
    const fleet = await startFleet(t, { platform: { merchants: 3, functions: 4, change } });
    const made = fleet.fleet();
    await made.worker();
    const first = await made.schedule({ id: "first" });
    await first.finished();
    await fleet.undisturbed("first");
    isChanged = true;
    fleet.platform.arrivals.length = 0;
    const second = await made.schedule({ id: "second" });
    const summary = await second.finished();
    assert.deepEqual([summary.previous, summary.reused, summary.drift.changed], ["first", 8, 4]);
    assert.equal(fleet.platform.arrivals.length, 3 + 3 + 4 + 1, "lists, links of what changed, one package");
    assert.equal(fleet.snapshot("second"), await fleet.undisturbed("second"));
    const full = await made.schedule({ id: "full", full: true, previous: null });
    const { previous, reused } = await full.finished();
    assert.deepEqual([previous, reused], [undefined, 0]);
  });

  it("fetches a package that one merchant cannot deliver through another", async (t) => {
    const shared = { "index.js": "exports.main = () => 'shared';" };
    const change = (merchant, index) => ({
      ...merchant,
      functions: [{ ...merchant.functions[0], files: shared, ...(index < 3 && { download: "not-found" }) }],
    });
    const { summary } = await compared(t, { platform: { merchants: 5, change } });
    assert.deepEqual([summary.failures, summary.packages.stored], [0, 1]);
  });

  it("has the error of each merchant where none can deliver a package", async (t) => {
    const change = (merchant) => ({ ...merchant, functions: [{ ...merchant.functions[0], download: "not-found" }] });
    const { fleet, summary } = await compared(t, { platform: { merchants: 4, change } });
    assert.equal(summary.failures, 4);
    const packages = await jobsIn(fleet, PACKAGES);
    assert.ok(
      packages.every(({ attemptsMade, failedReason }) => attemptsMade === 1 && /^HTTP_STATUS: /.test(failedReason)),
    );
  });

  it("stores a package again that was removed from the archive", async (t) => {
    const { fleet, made } = await compared(t, { platform: { merchants: 2 }, run: { id: "first" } });
    const blobs = checkArchive(fleet.archiveFolder);
    rmSync(join(fleet.archiveFolder, "blobs"), { recursive: true });
    const { finished } = await made.schedule({ id: "second" });
    assert.equal((await finished()).packages.stored, blobs.length);
    assert.deepEqual(checkArchive(fleet.archiveFolder), blobs);
  });
});

describe("observers", () => {
  it("of a worker see its jobs, calls and rows, and where onEvent throws the run fails", async (t) => {
    const events = [];
    const onEvent = (event) => events.push(event);
    const fleet = await startFleet(t, { platform: { merchants: 2, functions: 3 } });
    const made = fleet.fleet({ onEvent });
    await made.worker();
    const { finished } = await made.schedule();
    await finished();
    const count = (wanted) =>
      events.filter((event) => Object.entries(wanted).every(([name, value]) => event[name] === value)).length;
    // The plan twice: before and after its jobs.
    for (const type of ["start", "end"]) assert.equal(count({ operation: "job", type }), 2 + 2 + 2 + 3, type);
    assert.equal(count({ operation: "job", type: "error" }), 0);
    assert.equal(count({ operation: "list", type: "end" }), 4);
    assert.equal(count({ operation: "link", type: "end" }), 6);
    assert.equal(count({ operation: "download", type: "end" }), 3);
    assert.equal(count({ type: "row" }), 6);
    const packages = events.filter(({ operation, type, bytes }) => operation === "job" && type === "end" && bytes > 0);
    assert.equal(packages.length, 3);

    const throwing = await startFleet(t, { platform: { merchants: 2, functions: 3 } });
    const broken = throwing.fleet({
      onEvent: ({ operation }) => {
        if (operation === "job") throw new Error("mine");
      },
    });
    await broken.worker();
    const failing = await broken.schedule();
    await assert.rejects(failing.finished(), { code: "CALLBACK_FAILED", message: /options\.onEvent failed/ });
    assert.ok(throwing.errors.some(({ error }) => error.cause?.message === "mine"));
  });
});

describe("a run that fails", () => {
  it("by a malformed target: INVALID_ARGUMENT, at once; it goes on once the targets are sound", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 2 } });
    let targets = [{ authorizerAppid: wx(1) }, { authorizerAppid: "" }];
    const made = fleet.fleet({ targets: () => targets });
    await made.worker();
    const { finished } = await made.schedule({ id: "one" });
    await assert.rejects(finished(), { name: "FunctionLinkError", code: "INVALID_ARGUMENT", message: /target 2/ });
    const [plan] = (await jobsIn(fleet, LISTS)).filter(({ name }) => name === "plan");
    assert.deepEqual([plan.attemptsMade, await plan.isFailed().catch(() => true)], [1, true], "not tried again");
    assert.equal(fleet.errors.at(-1).error.code, "INVALID_ARGUMENT");

    targets = [{ authorizerAppid: wx(1) }, { authorizerAppid: wx(2) }];
    const again = await made.schedule({ id: "one" });
    assert.equal((await again.finished()).merchants, 2);
    assert.equal(fleet.snapshot("one"), await fleet.undisturbed("one"));
  });

  it("by an archive that writes nothing: WRITE_FAILED, after some attempts; it goes on once the archive is sound", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 2 } });
    const { FunctionLinkError } = await import("wechat-function-link");
    let isBroken = true;
    const archive = new Proxy(fleet.archive, {
      get: (target, name) => (name === "writePart" && isBroken ? failing : target[name].bind(target)),
    });
    const failing = async (id, part) => {
      if (part.startsWith("start-")) return fleet.archive.writePart(id, part, []);
      throw new FunctionLinkError("the disk is full", { code: "WRITE_FAILED", retryable: false, advice: "Make room." });
    };
    const made = fleet.fleet({ archive });
    await made.worker();
    const { finished } = await made.schedule({ id: "one" });
    await assert.rejects(finished(), { code: "WRITE_FAILED", message: "the disk is full", advice: "Make room." });
    isBroken = false;
    const again = await made.schedule({ id: "one" });
    await again.finished();
    assert.equal(fleet.snapshot("one"), await fleet.undisturbed("one"));
  });

  it("is unknown: finished rejects", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 1 } });
    const made = fleet.fleet();
    const { id, finished } = await made.schedule();
    await fleet.redis.kill();
    await fleet.redis.start();
    await assert.rejects(finished(), { message: `neither Redis nor the archive knows the run ${id}` });
  });
});
