// Many merchants: each function has exactly one row, and a poisoned merchant fails alone.
import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";

import { sandboxMerchants } from "wechat-function-link/sandbox";

import { fleetOf } from "../support/fleets.mjs";
import { fetchServer } from "../support/server.mjs";
import { soak } from "../support/soak.mjs";

const MERCHANTS = soak(10_000, 40);
const ON_SOCKETS = soak(500, 16);
const FUNCTIONS = 20;
// One merchant in so many is poisoned, each in another way.
const POISONED = soak(1000, 10);

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
  const fleet = fleetOf(t, merchants, { onRequest: undefined });
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
  let rows = 0;
  const used = [];
  // What is alive after a tenth of the rows, and after nine tenths: the package's, the sandbox's and the test's.
  const onEvent = ({ type }) => {
    if (type !== "row") return;
    const tenths = (++rows * 10) / (MERCHANTS * FUNCTIONS);
    if (tenths !== 1 && tenths !== 9) return;
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  };
  const { fleet, poisoned } = await taken(t, MERCHANTS, POISONED, () => ({ onEvent }));
  assert.ok(poisoned >= 4, String(poisoned));
  const growth = (used[1] - used[0]) / 1e6;
  t.diagnostic(
    `${poisoned} poisoned; ${Math.round((performance.now() - begun) / 100) / 10} s; ${growth.toFixed(1)} MB`,
  );
  // In 8,000 merchants: their tokens, some numbers, and the sandbox's counts.
  if (globalThis.gc && !globalThis.Bun) assert.ok(growth < 12, `${growth.toFixed(1)} MB`);
  // All of them once more: nothing but lists.
  const { reused, drift, functions } = await fleet.snapshot({
    id: "two",
    targets: sandboxMerchants(MERCHANTS).targets(),
  });
  assert.deepEqual([reused, drift.unchanged], [functions, functions]);
});

it(`${ON_SOCKETS} merchants, on sockets`, async (t) => {
  await taken(t, ON_SOCKETS, soak(100, 4), async ({ sandbox }) => {
    const { url } = await fetchServer(t, sandbox.fetch);
    return { fetch: undefined, baseUrl: url, allowedHosts: ["127.0.0.1"] };
  });
});
