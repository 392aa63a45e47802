// A Redis that was started again without what it had confirmed: its default persistence may lose a second, a replica that takes over more.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { checkArchive, startFleet } from "./fleets.mjs";

// Ends Redis between the last command of a job and the one that completes it. `ends` says which job; `begins`, with which request it has
// begun: what Redis confirmed since then is lost, and the worker knows nothing of that.
async function disturbed(t, { begins, ends, platform }) {
  const fleet = await startFleet(t, { platform, appendOnly: true });
  let bytes;
  let restarting;
  const made = fleet.fleet({
    fetch(url, init) {
      if (begins(new URL(url))) bytes ??= fleet.redis.appended();
      return fetch(url, init);
    },
    onEvent({ type, operation, ...job }) {
      if (type === "end" && operation === "job" && ends(job)) restarting ??= fleet.redis.lose(bytes);
    },
  });
  await made.worker({ concurrency: 1, lockDuration: 2000, stalledInterval: 1000 });
  const { id, finished } = await made.schedule();
  const summary = await finished();
  assert.ok(restarting, "Redis was ended");
  await restarting;
  assert.equal(summary.failures, 0);
  assert.equal(fleet.snapshot(id), await fleet.undisturbed(id));
  checkArchive(fleet.archiveFolder);
}

describe("what Redis had confirmed and lost", { timeout: 600_000 }, () => {
  it("are the jobs of a merchant's environments", async (t) => {
    await disturbed(t, {
      platform: { merchants: 3, environments: 2, functions: 2 },
      begins: ({ pathname }) => pathname === "/tcb/getenvinfo",
      ends: ({ authorizerAppid, env }) => authorizerAppid !== undefined && env === undefined,
    });
  });
});
