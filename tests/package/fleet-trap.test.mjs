// A trap in the fleet entry's module, in a package built for this test: a row with the name `trap` traps. Comparisons under way end with
// it, the next ones work, and the main module is not touched.
import assert from "node:assert/strict";
import { it } from "node:test";

import { compareSnapshots } from "../trapping-package/fleet.js";
import { explainErrcode } from "../trapping-package/index.js";

import { soon } from "../support/border.mjs";
import { all, row, statuses } from "../support/snapshots.mjs";

const works = async () =>
  assert.deepEqual(await soon(statuses(compareSnapshots([row("wx/e/f", 1)], [row("wx/e/f", 2)]))), {
    "wx/e/f": "changed",
  });

it("a comparison rejects with the trap, lets its sources go, and the next ones work", async () => {
  await works();
  for (let round = 0; round < 3; round++) {
    let returned = 0;
    const trap = { next: () => ({ value: row("wx/e/trap", 1) }), return: () => (returned++, {}) };
    const reason = await soon(all(compareSnapshots({ [Symbol.iterator]: () => trap }, [])).catch((thrown) => thrown));
    assert.ok(reason instanceof WebAssembly.RuntimeError, String(reason));
    assert.equal(returned, 1);
    await works();
  }
  assert.equal((await explainErrcode(0)).name, "ok");
});

it("comparisons under way end with it", async () => {
  const rows = [row("wx/e/a", 1), row("wx/e/b", 1), row("wx/e/c", 1), row("wx/e/d", 1)];
  const waiting = compareSnapshots(rows, rows);
  assert.equal((await soon(waiting.next())).value.functionName, "a");
  const trapped = await soon(all(compareSnapshots([row("wx/e/trap", 1)], [])).catch((thrown) => thrown));
  assert.equal(await soon(all(waiting).catch((thrown) => thrown)), trapped);
  assert.ok(trapped instanceof WebAssembly.RuntimeError, String(trapped));
  await works();
});
