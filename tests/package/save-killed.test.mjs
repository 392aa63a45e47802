// A program that is killed while it saves. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as after } from "node:timers/promises";

import { bytesOf, folderOf, MIB, PARTIAL, platform, savingChild } from "../support/saving.mjs";
import { isSoak, soak } from "../support/soak.mjs";

const KILLS = soak(100, 6);
const AT_ONCE = 2;
const OLD = bytesOf(300_000);
const NEW = bytesOf(2 * MIB + 1);
const NAME = "login.zip";

it(`row 46: ${KILLS} kills leave the old file or the new one, never anything else`, async (t) => {
  const { url } = await platform(t, { login: NEW });
  const seen = { before: 0, "in the middle": 0, after: 0 };
  const started = async (folder) => {
    writeFileSync(join(folder, NAME), OLD);
    const child = savingChild(t, { url, functionName: "login", path: join(folder, NAME) });
    assert.equal(await child.line(), "ready");
    return child;
  };
  const looked = (folder) => {
    const found = readFileSync(join(folder, NAME));
    const replaced = found.equals(NEW);
    assert.ok(replaced || found.equals(OLD), `${found.length} bytes that are neither file`);
    const partial = readdirSync(folder).filter((name) => name !== NAME);
    for (const name of partial) {
      assert.match(name, PARTIAL);
      rmSync(join(folder, name));
    }
    assert.ok(!replaced || partial.length === 0, "the new file is there and a partial one as well");
    return replaced ? "after" : partial.length > 0 ? "in the middle" : "before";
  };

  // Measures a save's time. It succeeds without a kill.
  const measured = async (folder) => {
    const child = await started(folder);
    const begun = performance.now();
    child.go();
    assert.equal(await child.line(), "saved");
    const duration = performance.now() - begun;
    await child.end();
    assert.equal(looked(folder), "after");
    return duration;
  };
  const folders = Array.from({ length: AT_ONCE }, () => folderOf(t));
  const durations = (await Promise.all([...folders, folderOf(t)].map(measured))).sort((a, b) => a - b);
  const duration = durations[durations.length >> 1];

  // Half of the kills have to follow the rename, at any speed of the machine.
  let longest = duration;
  let left = KILLS;
  await Promise.all(
    folders.map(async (folder) => {
      while (left-- > 0) {
        const child = await started(folder);
        const instant = Math.random() * longest;
        child.go();
        await after(instant);
        await child.kill();
        const when = looked(folder);
        seen[when]++;
        longest *= when === "after" ? 0.9 : 1 / 0.9;
      }
    }),
  );
  t.diagnostic(
    `a save took ${duration.toFixed(0)} ms; killed ${seen.before} times before it wrote, ${seen["in the middle"]} in ` +
      `the middle, ${seen.after} after the rename`,
  );
  assert.equal(seen.before + seen["in the middle"] + seen.after, KILLS);
  // A few kills may all be too early or too late.
  if (!isSoak) return;
  for (const [when, count] of Object.entries(seen)) assert.ok(when === "before" || count > 0, `never killed ${when}`);
});
