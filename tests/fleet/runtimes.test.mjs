// A fleet in Deno and in Bun, over a real Redis: alone, and with workers in Node. DENO and BUN are the programs.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { checkArchive, snapshotIn, startFleet } from "./fleets.mjs";

const { DENO, BUN } = process.env;
assert.ok(DENO && BUN, "run this by cargo xtask test");
const CHILD = fileURLToPath(new URL("fleet-child.mjs", import.meta.url));
const RUNTIMES = {
  Deno: [DENO, "run", "--no-check", "--allow-all", "--node-modules-dir=manual"],
  Bun: [BUN],
};

// Each merchant has a package of its own.
const change = (merchant, index) => ({
  ...merchant,
  functions: [
    ...merchant.functions,
    { env: merchant.functions[0].env, functionName: "own", files: { "index.js": `exports.main = () => ${index};` } },
  ],
});

// What a fleet and a bucket say in a folder without their packages.
const ALONE = `
  import { createFleet } from "wechat-function-link/bullmq";
  import { fileArchive, s3Archive } from "wechat-function-link/fleet";
  const fleet = createFleet({ connection: {}, targets: () => [], accessToken: "t", archive: fileArchive("a") });
  const bucket = { endpoint: "http://127.0.0.1:1", bucket: "functions", accessKeyId: "a", secretAccessKey: "b" };
  const says = ({ code, advice }) => console.log(code, advice);
  await fleet.schedule().catch(says);
  await s3Archive(bucket).has("0".repeat(64)).catch(says);`;

for (const [runtime, program] of Object.entries(RUNTIMES)) {
  describe(runtime, () => {
    it("plans, works, waits and closes; takeSnapshot has the same rows", { timeout: 120_000 }, async (t) => {
      const rate = 200;
      const fleet = await startFleet(t, { platform: { merchants: 6, functions: 3, change }, options: { rate } });
      const beside = join(fleet.folder, "of-the-runtime");
      const given = { redis: fleet.redis.path, archive: fleet.archiveFolder, beside, merchants: 6 };
      const options = { baseUrl: fleet.platform.url, rate };
      const child = spawn(program[0], [...program.slice(1), CHILD, JSON.stringify({ ...given, options })]);
      t.after(() => child.kill("SIGKILL"));
      let [output, errors] = ["", ""];
      child.stdout.on("data", (data) => (output += data));
      child.stderr.on("data", (data) => (errors += data));
      const [code] = await once(child, "close");
      assert.deepEqual([code, errors], [0, ""], output);
      const { byFleet, alone } = JSON.parse(output);
      for (const { functions, failures, packages } of [byFleet, alone])
        assert.deepEqual([functions, failures, packages.stored], [24, 0, 9]);
      const expected = await fleet.undisturbed("one");
      assert.equal(fleet.snapshot("one"), expected);
      assert.equal(snapshotIn(beside, "one"), expected);
      assert.deepEqual(checkArchive(beside), checkArchive(fleet.archiveFolder));
      assert.ok(fleet.platform.most() <= rate, `${fleet.platform.most()} in a second`);
    });

    it("without BullMQ and aws4fetch the first call says what to install", async (t) => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), "wfl-alone-")));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const installed = dirname(fileURLToPath(import.meta.resolve("wechat-function-link/fleet")));
      cpSync(installed, join(folder, "node_modules/wechat-function-link"), { recursive: true });
      writeFileSync(join(folder, "alone.mjs"), ALONE);
      const { stdout } = await promisify(execFile)(program[0], [...program.slice(1), "alone.mjs"], { cwd: folder });
      assert.equal(
        stdout,
        "UNSUPPORTED_RUNTIME Install BullMQ 6 and ioredis beside this package: npm i bullmq ioredis\n" +
          "UNSUPPORTED_RUNTIME Install aws4fetch 1 beside this package: npm i aws4fetch\n",
      );
    });

    it("workers beside one in Node, one of which is killed", { timeout: 300_000 }, async (t) => {
      const rate = 100;
      const platform = { merchants: 30, functions: 5, change, latencyMs: 20 };
      const fleet = await startFleet(t, { platform, options: { rate } });
      const [killed, ...workers] = await Promise.all([
        fleet.child({}, program),
        fleet.child({}, program),
        fleet.child(),
      ]);
      const { id, finished } = await fleet.fleet().schedule();
      await fleet.platform.arrived(60);
      await killed.kill();
      const summary = await finished();
      assert.deepEqual([summary.functions, summary.failures], [180, 0]);
      for (const { calls } of await Promise.all(workers.map((worker) => worker.stop()))) assert.ok(calls > 20, calls);
      assert.ok(fleet.platform.most() <= rate, `${fleet.platform.most()} in a second`);
      assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
      assert.equal(checkArchive(fleet.archiveFolder).length, summary.packages.stored);
    });
  });
}
