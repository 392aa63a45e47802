// What a fleet needs, refuses, leaves open and ends: options, peers, connections, schedules, closing, a dead worker's jobs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { createFleet } from "wechat-function-link/bullmq";
import { fileArchive } from "wechat-function-link/fleet";

import { isSoak } from "../support/soak.mjs";
import { startFleet } from "./fleets.mjs";

async function run(parameters, options = {}) {
  const child = spawn(process.execPath, parameters, options);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  return output.trim();
}

describe("options", () => {
  const sound = {
    connection: { path: "/nowhere" },
    targets: () => [],
    accessToken: "t",
    archive: fileArchive(join(tmpdir(), "wfl-unused")),
  };
  for (const [name, options, message] of [
    ["none", undefined, /options must be an object/],
    ["no connection", { ...sound, connection: undefined }, /options\.connection must be given/],
    ["a connection that is an address", { ...sound, connection: "redis://127.0.0.1" }, /options\.connection must be/],
    ["no targets", { ...sound, targets: undefined }, /options\.targets must be a function/],
    ["targets that are a list", { ...sound, targets: [] }, /options\.targets must be a function/],
    ["no token", { ...sound, accessToken: undefined }, /options\.accessToken must be given/],
    ["no archive", { ...sound, archive: undefined }, /options\.archive must be given/],
    ["a name with a colon", { ...sound, name: "a:b" }, /options\.name must be/],
    ["a rate of nothing", { ...sound, rate: 0 }, /options\.rate must be/],
    ["half a call at once", { ...sound, concurrency: 0.5 }, /options\.concurrency must be/],
    ["onError that is no function", { ...sound, onError: {} }, /options\.onError must be/],
  ]) {
    it(`${name}: INVALID_ARGUMENT, at once`, () => {
      assert.throws(() => createFleet(options), { name: "FunctionLinkError", code: "INVALID_ARGUMENT", message });
    });
  }

  for (const [method, given, message] of [
    ["schedule", "tonight", /run must be an object/],
    ["schedule", { id: "to night" }, /run\.id must be/],
    ["schedule", { id: "x".repeat(60), every: 1000 }, /run\.id of a schedule must be shorter/],
    ["schedule", { every: 0 }, /run\.every must be/],
    ["schedule", { every: 1000, pattern: "* * * * *" }, /must not be given together/],
    ["schedule", { previous: "" }, /run\.previous must be/],
    ["worker", { concurrency: 0 }, /options\.concurrency must be/],
  ]) {
    it(`${method}(${JSON.stringify(given)}): INVALID_ARGUMENT, before anything is connected`, async () => {
      await assert.rejects(createFleet(sound)[method](given), { code: "INVALID_ARGUMENT", message });
    });
  }

  it("what every call would refuse, a worker refuses", async () => {
    const fleet = createFleet({ ...sound, baseUrl: "ftp://127.0.0.1" });
    await assert.rejects(fleet.worker(), { code: "INVALID_ARGUMENT", message: /baseUrl/ });
    await fleet.close();
  });

  it("are read at the call", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 1 } });
    const options = { name: "given" };
    const made = fleet.fleet(options);
    options.name = "changed";
    const run_ = { id: "given" };
    const scheduling = made.schedule(run_);
    run_.id = "changed";
    assert.equal((await scheduling).id, "given");
  });
});

describe("the peers", () => {
  // The package alone, in a folder without them.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wfl-alone-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  const installed = realpathSync(fileURLToPath(new URL("../node_modules/wechat-function-link", import.meta.url)));
  cpSync(installed, join(folder, "node_modules/wechat-function-link"), { recursive: true });
  const rest = `
    const fleet = createFleet({ connection: {}, targets: () => [], accessToken: "t", archive: fileArchive("a") });
    for (const method of ["schedule", "worker"])
      fleet[method]().catch(({ name, code, advice }) => console.log([name, code, advice].join(" ")));`;
  const shown =
    "FunctionLinkError UNSUPPORTED_RUNTIME Install BullMQ 6 and ioredis beside this package: npm i bullmq ioredis";

  for (const [form, file, begin] of [
    [
      "import",
      "alone.mjs",
      'import { createFleet } from "wechat-function-link/bullmq"; import { fileArchive } from "wechat-function-link/fleet";',
    ],
    [
      "require",
      "alone.cjs",
      'const { createFleet } = require("wechat-function-link/bullmq"); const { fileArchive } = require("wechat-function-link/fleet");',
    ],
  ]) {
    it(`that are missing are named by the first call, with ${form}`, async () => {
      writeFileSync(join(folder, file), begin + rest);
      assert.equal(await run([file], { cwd: folder }), `${shown}\n${shown}`);
    });
  }

  it("are both needed: without ioredis the first call says so, too", async (t) => {
    const bullmq = join(folder, "node_modules/bullmq");
    symlinkSync(realpathSync(fileURLToPath(new URL("../node_modules/bullmq", import.meta.url))), bullmq);
    t.after(() => rmSync(bullmq));
    assert.equal(await run(["alone.mjs"], { cwd: folder }), `${shown}\n${shown}`);
  });

  it("are loaded by no other entry, nor by this one before its first call", async () => {
    const entries = ["", "/fs", "/relay", "/sandbox", "/package", "/fleet", "/bullmq"];
    const names = JSON.stringify(entries.map((entry) => `wechat-function-link${entry}`));
    const loaded = `
      for (const name of ${names}) await import(name);
      const { default: { _cache } } = await import("node:module");
      console.log(Object.keys(_cache).some((file) => /node_modules.(bullmq|ioredis)/.test(file)));`;
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    assert.equal(await run(["--input-type=module", "--eval", loaded], { cwd }), "false");
  });
});

describe("closing", () => {
  it("puts the jobs under way back, and another worker takes them at once", { timeout: 60_000 }, async (t) => {
    // Every reply takes a second: the jobs are under way when the first worker is closed.
    const fleet = await startFleet(t, { platform: { merchants: 4, functions: 2, latencyMs: 1000 }, worker: undefined });
    const first = await fleet.fleet().worker();
    const { id, finished } = await fleet.fleet().schedule();
    await fleet.platform.arrived(4);
    await first.close();
    const start = performance.now();
    await fleet.fleet().worker();
    await finished();
    assert.ok(performance.now() - start < 15_000, "sooner than a lock ends");
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
  });

  it("ends finished, and nothing keeps the process alive", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 1 } });
    const made = fleet.fleet();
    const { finished } = await made.schedule();
    const waiting = finished();
    await made.close();
    await assert.rejects(waiting, { message: "the fleet is closed" });
    await assert.rejects(made.schedule(), { message: "the fleet is closed" });
    await made.close();
    const worker = await fleet.child();
    await worker.stop();
  });

  it("leaves a client of the caller's open", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 2 } });
    const connection = new Redis({ path: fleet.redis.path, maxRetriesPerRequest: null });
    t.after(() => connection.disconnect());
    const made = fleet.fleet({ connection });
    await made.worker();
    const { id, finished } = await made.schedule();
    await finished();
    await made.close();
    assert.equal(await connection.ping(), "PONG");
    connection.disconnect();
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
  });
});

describe("a schedule", () => {
  it("begins a run each time, whose id is the schedule's and the time; it stays in Redis", {
    timeout: 60_000,
  }, async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 2 } });
    const made = fleet.fleet();
    await made.worker();
    const { id, finished } = await made.schedule({ id: "often", every: 2000 });
    assert.match(id, /^often-\d{8}T\d{6}Z$/);
    const first = await finished();
    assert.equal(first.id, id);
    const ids = async () => {
      const found = [];
      for await (const summary of fleet.archive.snapshots()) found.push(summary);
      return found;
    };
    // On a busy machine the second may begin before the first has ended: it has none to compare with.
    let [found, later] = [[], undefined];
    while (later === undefined) {
      found = await ids();
      later = found.find(({ previous }) => previous !== undefined);
    }
    assert.match(later.id, /^often-\d{8}T\d{6}Z$/);
    assert.ok(later.previous < later.id && found.some((summary) => summary.id === later.previous), later.previous);
    await made.close();
    const queue = new Queue("wechat-function-link", { connection: { path: fleet.redis.path } });
    const schedulers = await queue.getJobSchedulers();
    assert.deepEqual(
      schedulers.map(({ key, every }) => [key, Number(every)]),
      [["often", 2000]],
    );
    await queue.close();
  });

  it("by a pattern: finished waits for the next run", async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 1 } });
    const made = fleet.fleet();
    await made.worker();
    const { id, finished } = await made.schedule({ pattern: "* * * * * *", full: true });
    assert.match(id, /^scheduled-\d{8}T\d{6}Z$/);
    assert.equal((await finished()).id, id);
  });
});

describe("a dead worker", () => {
  it("with the usual times: its jobs are taken over within a minute", {
    timeout: 300_000,
    skip: !isSoak && "heavy",
  }, async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 4, functions: 2, latencyMs: 1000 }, worker: {} });
    const dying = await fleet.child();
    const { id, finished } = await fleet.fleet().schedule();
    await fleet.platform.arrived(4);
    const start = performance.now();
    await dying.kill();
    await fleet.child();
    await finished();
    const took = performance.now() - start;
    t.diagnostic(`${(took / 1000).toFixed(1)} s to the end of the run`);
    assert.ok(took < 60_000 + 10_000, `${took} ms, of which the rest of the run takes some`);
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
  });
});
