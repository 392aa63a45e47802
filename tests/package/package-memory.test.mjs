// Memory: a large package takes its own size and little more, and what a large report made the module grow to is given back.
import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { it } from "node:test";

import { printed } from "../support/child.mjs";
import { deferred } from "../support/faults.mjs";
import { bytesOf, SAMPLE, zipOf } from "../support/package-calls.mjs";
import { folderOf, MIB } from "../support/saving.mjs";
import { soak } from "../support/soak.mjs";

const SIZE = soak(200, 96) * MIB;

// Every instance that is made, by its memory.
const memories = [];
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, parameters) {
    const instance = Reflect.construct(target, parameters);
    memories.push(instance.exports.memory);
    return instance;
  },
});

it(`${SIZE / MIB} MiB are inspected with at most their own size and 32 MiB more`, async (t) => {
  if (process.platform !== "linux") return t.skip("the peak is read from /proc");
  const path = join(folderOf(t), "large.zip");
  await printed(t, "large-package-child.mjs", path, String(SIZE));
  // A Blob's slices are garbage, which the runtime collects when it likes. Deno's Blob of a file is in memory itself.
  for (const [source, most] of [
    ["bytes", 32 * MIB],
    ["blob", 64 * MIB + (globalThis.Deno ? 2 * SIZE : 0)],
  ]) {
    const { entries, unpackedSize, grown } = JSON.parse(await printed(t, "inspected-child.mjs", path, source));
    t.diagnostic(`${source}: ${entries} entries, ${unpackedSize / MIB} MiB unpacked: ${(grown / MIB).toFixed(1)} MiB`);
    assert.ok(unpackedSize > SIZE);
    assert.ok(grown <= SIZE + most, `${source} took ${grown} bytes`);
  }
});

// As many names of 30 KB as a package may have, 64 MiB.
const LONG = `${"d".repeat(249)}/`.repeat(120);
const longNames = () => Array.from({ length: 2230 }, (_, at) => ({ path: `${LONG}${at}`, bytes: new Uint8Array(0) }));

it("what a package made the module's memory grow to is given back", async (t) => {
  const { inspectPackage } = await import("wechat-function-link/package");
  const { entries, contentDigest } = await inspectPackage({ files: longNames() });
  assert.equal(entries.length, 2230);
  assert.match(contentDigest, /^tree1:/);
  const [grown] = memories;
  t.diagnostic(`the module's memory grew to ${grown.buffer.byteLength / MIB} MiB`);
  assert.ok(grown.buffer.byteLength > 64 * MIB, "the test has to make it grow");
  assert.equal(memories.length, 2, "a fresh instance");
  assert.equal((await inspectPackage(zipOf(SAMPLE))).entries.length, 2);
  assert.ok(memories[1].buffer.byteLength < 8 * MIB);
});

it("calls under way keep the instance that grew until the last of them has ended", async () => {
  const { inspectPackage } = await import("wechat-function-link/package");
  const before = memories.length;
  const held = deferred();
  const waiting = inspectPackage({
    files: (async function* () {
      yield { path: "index.js", bytes: bytesOf("1") };
      await held.promise;
    })(),
  });
  await inspectPackage({ files: longNames() });
  assert.equal(memories.length, before);
  held.resolve();
  assert.equal((await waiting).entries.length, 1);
  assert.equal(memories.length, before + 1);
});

const COUNT = soak(100_000, 10_000);
it("a report of many entries is whole, and the event loop is yielded to", async () => {
  const { inspectPackage } = await import("wechat-function-link/package");
  const files = (async function* () {
    for (let at = 0; at < COUNT; at++) yield { path: `lib\\${at}`, bytes: bytesOf(`${at}`) };
  })();
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const { entries, findings } = await inspectPackage({ files });
  clearInterval(timer);
  assert.deepEqual(
    entries.map(({ path }) => path),
    Array.from({ length: COUNT }, (_, at) => `lib\\${at}`),
  );
  assert.equal(findings.filter(({ code }) => code === "NAME_BACKSLASH").length, COUNT);
  assert.ok(turns > 3, `${turns} turns`);
});
