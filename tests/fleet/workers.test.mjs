// Workers in processes of their own share a run's work, whatever happens to them: the snapshot is the one that takeSnapshot takes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { soak } from "../support/soak.mjs";
import { checkArchive, startFleet } from "./fleets.mjs";

// Each merchant has a package of its own beside those that all have.
const change = (merchant, index) => ({
  ...merchant,
  functions: [
    ...merchant.functions,
    { env: merchant.functions[0].env, functionName: "own", files: { "index.js": `exports.main = () => ${index};` } },
  ],
});

// Points at which something happens: numbers of API requests, at random.
const pointsIn = (count, most) =>
  Array.from({ length: count }, () => 1 + Math.floor(Math.random() * most)).sort((one, other) => one - other);

describe("workers share a run", () => {
  for (const count of [2, 4]) {
    it(`${count} of them, and no second has more API requests than the rate`, { timeout: 300_000 }, async (t) => {
      const rate = 60;
      const fleet = await startFleet(t, { platform: { merchants: 30, functions: 5, change }, options: { rate } });
      const workers = await Promise.all(Array.from({ length: count }, () => fleet.child()));
      const { id, finished } = await fleet.fleet().schedule();
      const summary = await finished();
      assert.equal(summary.functions, 180);
      assert.ok(fleet.platform.most() <= rate, `${fleet.platform.most()} in a second`);
      const counted = await Promise.all(workers.map((worker) => worker.stop()));
      for (const { calls } of counted)
        assert.ok(calls > fleet.platform.arrivals.length / count / 5, JSON.stringify(counted));
      assert.equal(
        counted.reduce((sum, { calls }) => sum + calls, 0),
        fleet.platform.arrivals.length,
      );
      assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
      assert.equal(checkArchive(fleet.archiveFolder).length, summary.packages.stored);
    });
  }
});

describe("SIGKILL", () => {
  it("of workers at random instants: the result is an undisturbed run's", { timeout: 1_200_000 }, async (t) => {
    const kills = soak(20, 3);
    const rate = 100;
    const fleet = await startFleet(t, {
      platform: { merchants: soak(200, 40), functions: 5, change, latencyMs: 20 },
      options: { rate },
    });
    const workers = [await fleet.child(), await fleet.child()];
    const { id, finished } = await fleet.fleet().schedule();
    for (const point of pointsIn(kills, soak(1200, 240))) {
      await fleet.platform.arrived(point);
      t.diagnostic(`killed at request ${point}`);
      await workers.splice(Math.floor(Math.random() * workers.length), 1)[0].kill();
      workers.push(await fleet.child());
    }
    const summary = await finished();
    assert.equal(summary.failures, 0);
    assert.ok(fleet.platform.most() <= rate, `${fleet.platform.most()} in a second`);
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
    assert.equal(checkArchive(fleet.archiveFolder).length, summary.packages.stored);
  });

  it("of Redis, which appends and is started again: the same", { timeout: 1_200_000 }, async (t) => {
    const rate = 100;
    const fleet = await startFleet(t, {
      platform: { merchants: soak(200, 40), functions: 5, change, latencyMs: 20 },
      options: { rate },
      appendOnly: true,
    });
    const workers = [await fleet.child(), await fleet.child()];
    const { id, finished } = await fleet.fleet().schedule();
    const waiting = finished();
    for (const point of pointsIn(soak(10, 2), soak(1200, 240))) {
      await fleet.platform.arrived(point);
      t.diagnostic(`killed at request ${point}`);
      await fleet.redis.kill();
      await fleet.redis.start();
    }
    const summary = await waiting;
    assert.equal(summary.failures, 0);
    assert.ok(fleet.platform.most() <= rate, `${fleet.platform.most()} in a second`);
    for (const worker of workers) await worker.stop();
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
    checkArchive(fleet.archiveFolder);
  });
});
