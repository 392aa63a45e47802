// Many merchants: each function has exactly one row, and a poisoned merchant fails alone.
import assert from "node:assert/strict";
import { it } from "node:test";

import { sandboxMerchants } from "wechat-function-link/sandbox";

import { fleetOf } from "../support/fleets.mjs";
import { fetchServer } from "../support/server.mjs";
import { soak } from "../support/soak.mjs";

const MERCHANTS = soak(10_000, 300);
const ON_SOCKETS = soak(500, 40);
const FUNCTIONS = 20;
// One merchant in so many is poisoned, each in another way.
const POISONED = soak(1000, 60);

/** @type {((made: import("wechat-function-link/sandbox").SandboxMerchant) => import("wechat-function-link/sandbox").SandboxMerchant)[]} */
const POISONS = [
  (made) => ({ ...made, errcode: 48001 }),
  (made) => ({ ...made, errcode: 45009 }),
  (made) => ({ ...made, errcode: 45011 }),
  (made) => ({ ...made, environmentsReply: "html" }),
];
// What a poisoned merchant's rows are: one without a function, with this errcode.
const ERRCODES = [48001, 45009, 45011, undefined];

const isPoisoned = (index, every) => index % every === 7;

async function taken(t, count, every, options) {
  const merchants = sandboxMerchants(count, {
    functions: FUNCTIONS,
    change: (made, index) =>
      isPoisoned(index, every) ? POISONS[Math.floor(index / every) % POISONS.length](made) : made,
  });
  const fleet = fleetOf(t, merchants);
  const { accessToken, targets } = merchants;
  const summary = await fleet.snapshot({ id: "one", accessToken, targets: targets(), ...(await options?.(fleet)) });
  let index = 0;
  let poisoned = 0;
  const rows = fleet.archive.snapshot("one")[Symbol.asyncIterator]();
  for (const { authorizerAppid } of targets()) {
    if (isPoisoned(index, every)) {
      const { value } = await rows.next();
      assert.deepEqual([value.authorizerAppid, value.functionName], [authorizerAppid, undefined]);
      const kind = Math.floor(index / every) % POISONS.length;
      assert.equal(value.error.errcode, ERRCODES[kind], `${authorizerAppid}: ${value.error.message}`);
      poisoned++;
    } else {
      for (let n = 1; n <= FUNCTIONS; n++) {
        const { value } = await rows.next();
        const name = `function-${String(n).padStart(2, "0")}`;
        assert.deepEqual([value.authorizerAppid, value.functionName, value.error], [authorizerAppid, name, undefined]);
        assert.ok(value.checksum && value.size > 0 && value.contentDigest);
      }
    }
    index++;
  }
  assert.equal((await rows.next()).done, true);
  assert.deepEqual([summary.failures, summary.functions], [poisoned, (count - poisoned) * FUNCTIONS]);
  assert.deepEqual([summary.targets, summary.merchants], [count, count]);
  return { fleet, summary, poisoned };
}

it(`${MERCHANTS} merchants of ${FUNCTIONS} functions, in process`, async (t) => {
  const begun = performance.now();
  const { fleet, poisoned } = await taken(t, MERCHANTS, POISONED);
  assert.ok(poisoned >= 4, String(poisoned));
  t.diagnostic(`${poisoned} poisoned; ${Math.round((performance.now() - begun) / 100) / 10} s`);
  // All of them once more: nothing but lists.
  fleet.asked.clear();
  const { reused, drift, functions } = await fleet.snapshot({
    id: "two",
    targets: sandboxMerchants(MERCHANTS).targets(),
  });
  assert.deepEqual([reused, drift.unchanged], [functions, functions]);
});

it(`${ON_SOCKETS} merchants, on sockets`, async (t) => {
  await taken(t, ON_SOCKETS, soak(100, 10), async ({ sandbox }) => {
    const { url } = await fetchServer(t, sandbox.fetch);
    return { fetch: undefined, baseUrl: url, allowedHosts: ["127.0.0.1"] };
  });
});
