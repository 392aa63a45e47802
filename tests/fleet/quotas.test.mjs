// Merchants' quotas over several workers: 45011 makes a merchant rest and slows all, 45009 and too many rests park it for the run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { Queue } from "bullmq";

import { arrayOf } from "../support/archives.mjs";
import { soak } from "../support/soak.mjs";
import { startFleet } from "./fleets.mjs";

const LINK = "/tcb/downloadfunction";
// BullMQ's count of jobs is beyond this only where the queue is limited by errcode 45011.
const MORE_THAN_JOBS = 1_000_000;

describe("45011", () => {
  it("a storm of it ends: every function has its row, and none is asked for twice in vain", {
    timeout: 600_000,
  }, async (t) => {
    // Each merchant may ask for one link a second.
    const change = (merchant) => ({
      ...merchant,
      quotas: { [LINK]: { rateLimit: { callCount: 1, refreshSeconds: 1 } } },
    });
    const refused = [];
    const merchants = soak(200, 15);
    const fleet = await startFleet(t, {
      platform: {
        merchants,
        functions: 5,
        change,
        onRequest: (request) => request.errcode === 45011 && refused.push(request),
      },
      options: { pauseMs: 1100 },
    });
    const workers = await Promise.all([fleet.child(), fleet.child(), fleet.child()]);
    const { id, finished } = await fleet.fleet().schedule();
    const summary = await finished();
    assert.deepEqual([summary.functions, summary.failures], [merchants * 5, 0]);
    for (const worker of workers) await worker.stop();
    assert.ok(refused.length >= merchants, `${refused.length} refused`);
    // Environments, functions and five links of each merchant, and a link for each package.
    assert.equal(fleet.platform.arrivals.length - refused.length, merchants * (2 + 5) + 5);
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
  });

  it("without a success parks the merchant after five: its functions have that error", {
    timeout: 120_000,
  }, async (t) => {
    const change = (merchant, index) => (index === 0 ? { ...merchant, errcode: 45011 } : merchant);
    const events = [];
    const fleet = await startFleet(t, { platform: { merchants: 3, change }, options: { pauseMs: 60 } });
    const made = fleet.fleet({ onEvent: (event) => events.push(event) });
    await made.worker();
    const { id, finished } = await made.schedule();
    const summary = await finished();
    assert.equal(summary.failures, 1);
    const types = events
      .map(({ type }) => type)
      .filter((type) => type !== "row" && !["start", "end", "error"].includes(type));
    assert.deepEqual(types, [...Array(4).fill("paused"), "parked"]);
    assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
  });
});

describe("45009", () => {
  it("parks the merchant at once, in every worker, for this run alone", { timeout: 120_000 }, async (t) => {
    // A merchant has 12 links a day: two of its three environments, and a part of the third.
    let isLimited = true;
    const change = (merchant, index) =>
      index === 0 && isLimited ? { ...merchant, quotas: { [LINK]: { dailyLimit: 12 } } } : merchant;
    const fleet = await startFleet(t, { platform: { merchants: 2, environments: 3, functions: 5, change } });
    const workers = [await fleet.child(), await fleet.child()];
    const { id, finished } = await fleet.fleet().schedule({ previous: null });
    const summary = await finished();
    const rows = await arrayOf(fleet.archive.snapshot(id));
    const parked = rows.filter(({ error }) => error?.errcode === 45009);
    assert.ok(summary.failures >= 3 && summary.failures <= 10, String(summary.failures));
    assert.equal(parked.length, summary.failures);
    assert.ok(
      rows.filter(({ error }) => error).every(({ authorizerAppid }) => authorizerAppid === rows[0].authorizerAppid),
    );
    // Once it refused the merchant, the platform is asked for what was under way, and no more.
    const [{ error: first }] = parked;
    assert.ok(parked.every(({ error }) => error.code === "QUOTA_EXCEEDED" && error.errcode === first.errcode));

    isLimited = false;
    const again = await fleet.fleet().schedule({ previous: null });
    assert.equal((await again.finished()).failures, 0);
    for (const worker of workers) await worker.stop();
  });
});

it("BullMQ's own means show it: a queue that is limited, jobs that are delayed", { timeout: 120_000 }, async (t) => {
  const change = (merchant) => ({
    ...merchant,
    quotas: { [LINK]: { rateLimit: { callCount: 1, refreshSeconds: 60 } } },
  });
  // Each merchant is refused once and rests to the test's end. Each refusal doubles the gap, from 20 ms to 2 seconds, so that a look at
  // the queue meets it on a busy machine, too.
  const fleet = await startFleet(t, {
    platform: { merchants: 12, functions: 3, change },
    options: { pauseMs: 60_000 },
  });
  const made = fleet.fleet();
  await made.worker();
  const queue = new Queue("wechat-function-link", { connection: { path: fleet.redis.path } });
  t.after(() => queue.close());
  await made.schedule();
  let [limited, delayed] = [0, 0];
  while (limited === 0 || delayed === 0) {
    limited = Math.max(limited, await queue.getRateLimitTtl(MORE_THAN_JOBS));
    delayed = Math.max(delayed, await queue.getDelayedCount());
  }
  assert.ok(limited > 0 && limited <= 2000, String(limited));
});
