// A snapshot of 200,000 functions of 10,000 merchants: all unchanged, so that lists alone are asked for, and one in a hundred changed.
// `node --expose-gc benchmarks/snapshot.mjs [--quick] [--json]`, in a fresh process: calls, calls a second, and memory at the start and at most.
// The platform is another process on this machine, so that both share its cores.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const { fileArchive, takeSnapshot } = await import("../pkg/fleet.js");
const { sandboxMerchants } = await import("../pkg/sandbox.js");

const MERCHANTS = process.argv.includes("--quick") ? 200 : 10_000;
const FUNCTIONS = 20;
// So many merchants in a part of the snapshot to compare with.
const IN_A_PART = 500;

const server = fork(fileURLToPath(new URL("fleet-server.mjs", import.meta.url)), [MERCHANTS, FUNCTIONS].map(String));
const [{ port }] = await once(server, "message");
const said = async (message) => {
  server.send(message);
  return (await once(server, "message"))[0];
};
const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
const archive = fileArchive(folder);
const { targets, accessToken } = sandboxMerchants(MERCHANTS);
const options = { accessToken, archive, baseUrl: `http://127.0.0.1:${port}` };

// What the first snapshot would be: a merchant's rows are all merchants', but for the appid.
async function before() {
  const [first] = targets();
  await takeSnapshot({ ...options, id: "first", targets: [first] });
  const rows = [];
  for await (const row of archive.snapshot("first")) rows.push(row);
  let [part, number] = [[], 0];
  for (const { authorizerAppid } of targets()) {
    part.push(...rows.map((row) => ({ ...row, authorizerAppid })));
    if (part.length < IN_A_PART * rows.length) continue;
    await archive.writePart("before", `part-${number++}`, part);
    part = [];
  }
  await archive.writePart("before", "last", part);
  const summary = await archive.snapshot("first").summary();
  await archive.finish("before", async (all) => {
    let functions = 0;
    for await (const _ of all) functions++;
    return { ...summary, id: "before", functions, endedAt: new Date().toISOString() };
  });
}

const megabytes = (bytes) => Math.round(bytes / 1e5) / 10;
async function memory() {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  return process.memoryUsage();
}

async function measured(what) {
  await said(what);
  const start = await memory();
  let [rss, heap] = [0, 0];
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    [rss, heap] = [Math.max(rss, now.rss), Math.max(heap, now.heapUsed)];
  }, 20);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const { functions, reused, packages, drift } = await takeSnapshot({
    ...options,
    targets: targets(),
    previous: "before",
  });
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  const { calls, downloads } = await said("calls");
  return {
    what,
    ...{ functions, reused, stored: packages.stored, changed: drift.changed, calls, downloads },
    ...{ seconds: Math.round(seconds * 10) / 10, callsASecond: Math.round(calls / seconds) },
    processorSeconds: Math.round((user + system) / 1e5) / 10,
    ...{ rssAtStart: megabytes(start.rss), rssAtMost: megabytes(rss) },
    ...{
      heapAtStart: megabytes(start.heapUsed),
      heapAtMost: megabytes(heap),
      heapAtEnd: megabytes((await memory()).heapUsed),
    },
  };
}

try {
  await before();
  const records = [await measured("unchanged"), await measured("changed")];
  if (process.argv.includes("--json")) console.log(JSON.stringify(records));
  else console.table(records);
} finally {
  server.disconnect();
  rmSync(folder, { recursive: true });
}
