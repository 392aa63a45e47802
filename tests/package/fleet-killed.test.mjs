// Programs that are killed while they take a snapshot, and others that go on with it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as after } from "node:timers/promises";

import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";

import { archiveOf, arrayOf, assertTidy, bytesIn, digestOf, filesIn } from "../support/archives.mjs";
import { bytesOf, childOf, MIB } from "../support/saving.mjs";
import { fetchServer } from "../support/server.mjs";
import { soak } from "../support/soak.mjs";

const KILLS = soak(20, 2);
const MERCHANTS = soak(60, 12);
const PER_MERCHANT = 10;

// A platform on a socket: packages of many sizes, some of them shared by all merchants, some with an error of their function.
async function platform(t) {
  const own = new Map();
  const packageOf = (name, size) => own.get(name) ?? own.set(name, bytesOf(size)).get(name);
  const { merchant } = sandboxMerchants(MERCHANTS, {
    functions: PER_MERCHANT,
    change: (made, index) => ({
      ...made,
      functions: made.functions.map((given, n) => {
        if (n === 0) return given;
        if (n === 1) return { ...given, errcode: index % 5 === 0 ? -501009 : undefined };
        if (n === 2 && index % 10 === 3) return { ...given, package: packageOf(`large ${index}`, 2 * MIB + index) };
        return { ...given, package: packageOf(`${n} ${index % 7}`, 1000 + 100 * n + index) };
      }),
    }),
  });
  const asked = [];
  const sandbox = createSandbox({ merchant, onRequest: (request) => void asked.push(request) });
  return { asked, ...(await fetchServer(t, sandbox.fetch)) };
}

// A kill may come before the archive's folder is there.
const blobsIn = (folder) => (existsSync(folder) ? filesIn(folder).filter((name) => name.startsWith("blobs/")) : []);
const linesOf = (folder, id) => readFileSync(join(folder, `snapshots/${id}.ndjson`), "utf8").split("\n");
// What two equal runs may differ in: times, and the ids that the sandbox draws for each reply.
const comparable = (line) =>
  line.replace(/[0-9a-f]{8}(-[0-9a-f]{8}){2}/g, "rid").replace(/"(startedAt|endedAt)":"[^"]*"/g, '"$1":""');

it(`${KILLS} kills at any instant: the snapshot that goes on is that of an undisturbed run, byte for byte`, async (t) => {
  const { url, asked } = await platform(t);
  const started = async (folder, id) => {
    const child = childOf(t, "snapshot-child.mjs", {
      url,
      folder,
      id,
      count: MERCHANTS,
      previous: null,
      concurrency: 4,
    });
    assert.equal(await child.line(), "ready");
    return child;
  };
  const undisturbed = archiveOf(t);
  const whole = await started(undisturbed.folder, "one");
  const begun = performance.now();
  whole.go();
  const expected = JSON.parse(await whole.line());
  const duration = performance.now() - begun;
  await whole.end();
  assert.equal(expected.functions, MERCHANTS * PER_MERCHANT);
  const calls = asked.length;

  const assertSame = async ({ folder, archive }) => {
    const summary = await archive.snapshot("one").summary();
    const times = { startedAt: "", endedAt: "" };
    assert.deepEqual({ ...summary, ...times }, { ...expected, ...times });
    assert.deepEqual(linesOf(folder, "one").map(comparable), linesOf(undisturbed.folder, "one").map(comparable));
    assertTidy(folder);
    assert.deepEqual(blobsIn(folder), blobsIn(undisturbed.folder));
    for (const path of blobsIn(folder)) await bytesIn(await archive.get(path.slice(9)));
  };
  const toEnd = async (run, id = "one") => {
    asked.length = 0;
    const child = await started(run.folder, id);
    child.go();
    await child.line();
    await child.end();
    await assertSame(run);
    return asked.length;
  };

  let run = archiveOf(t);
  let runs = 1;
  for (let kills = 0; kills < KILLS; kills++) {
    const child = await started(run.folder, "one");
    child.go();
    await after(Math.random() * duration * 0.5);
    await child.kill();
    // At every instant each package is whole.
    for (const path of blobsIn(run.folder)) assert.equal(digestOf(readFileSync(join(run.folder, path))), path.slice(9));
    if ((await arrayOf(run.archive.snapshots())).length === 0) continue;
    // Killed once it was finished, perhaps before it had cleared away: the next snapshot does that.
    await toEnd(run, "two");
    run = archiveOf(t);
    runs++;
  }
  const left = await toEnd(run);
  t.diagnostic(`${runs} runs; ${left} calls of ${calls} were left to the last`);
  assertTidy(undisturbed.folder);
});

it("nothing keeps a program alive once its snapshot is taken", async (t) => {
  const { url } = await platform(t);
  const { folder } = archiveOf(t);
  const child = childOf(t, "snapshot-child.mjs", { url, folder, count: 3 });
  assert.equal(await child.line(), "ready");
  child.go();
  assert.equal(JSON.parse(await child.line()).targets, 3);
  await child.end(); // its input ends, and so does it
});
