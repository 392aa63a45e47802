// The same snapshot by one process with takeSnapshot, and by BullMQ with 1, 2 and 4 workers, each a process, over a Redis of its own:
// `fleet.mjs [--quick] [--json]`. Each has so many requests at once, and each of the platform's responses takes as long, so that a process can
// make so many calls a second and no more. No rate is set. All ways in turn, for some rounds.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { getPriority, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { Redis as Client } from "ioredis";

import { Redis } from "../tests/support/redis.mjs";
import { median } from "./start.mjs";

const { createFleet } = await import("../pkg/bullmq.js");
const { fileArchive } = await import("../pkg/fleet.js");
const { sandboxMerchants } = await import("../pkg/sandbox.js");

const isQuick = process.argv.includes("--quick");
const setting = (name, value) => Number(process.env[name] ?? value);
const MERCHANTS = setting("MERCHANTS", isQuick ? 8 : 150);
const FUNCTIONS = setting("FUNCTIONS", 5);
const LATENCY_MS = setting("LATENCY_MS", isQuick ? 10 : 200);
const CONCURRENCY = setting("CONCURRENCY", 4);
const PER_MERCHANT = 2;
const ROUNDS = setting("ROUNDS", isQuick ? 2 : 3);
const WAYS = { takeSnapshot: 0, "BullMQ, 1 worker": 1, "BullMQ, 2 workers": 2, "BullMQ, 4 workers": 4 };

function started(name, ...parameters) {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), parameters.map(String), { execArgv: [] });
  // Its next message would be waited for, for ever.
  child.once("exit", (code, signal) => {
    if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}`);
  });
  return child;
}

async function asked(child, message) {
  child.send(message);
  return (await once(child, "message"))[0];
}

const platform = started("fleet-server.mjs", MERCHANTS, FUNCTIONS, LATENCY_MS);
const [{ port }] = await once(platform, "message");
const baseUrl = `http://127.0.0.1:${port}`;
const { targets, accessToken } = sandboxMerchants(MERCHANTS);

async function ended(child) {
  const exited = once(child, "exit");
  child.disconnect();
  await exited;
}

// Processor seconds of Redis so far.
async function redisSeconds(path) {
  const client = new Client({ path });
  const said = await client.info("cpu");
  client.disconnect();
  return ["user", "sys"].reduce((sum, name) => sum + Number(RegExp(`used_cpu_${name}:([\\d.]+)`).exec(said)[1]), 0);
}

// Resolves with the summary once the snapshot is finished, and how long that took.
async function byFleet(redis, folder) {
  const archive = fileArchive(folder);
  const fleet = createFleet({ connection: { path: redis }, targets, accessToken, archive, baseUrl });
  try {
    const begun = performance.now();
    const { finished } = await fleet.schedule();
    return { summary: await finished(), seconds: (performance.now() - begun) / 1000 };
  } finally {
    await fleet.close();
  }
}

async function alone(side) {
  const begun = performance.now();
  return { summary: await asked(side, "take"), seconds: (performance.now() - begun) / 1000 };
}

// One snapshot, with what it took. No worker: by takeSnapshot.
async function taken(workers) {
  const folder = mkdtempSync(join(tmpdir(), "fleet-"));
  const archive = join(folder, "archive");
  const redis = new Redis(folder, false);
  if (workers > 0) await redis.start();
  const given = { redis: redis.path, folder: archive, baseUrl, merchants: MERCHANTS };
  const limits = { concurrency: CONCURRENCY, perMerchant: PER_MERCHANT };
  const side = JSON.stringify({ ...given, ...limits, isWorker: workers > 0 });
  const sides = Array.from({ length: Math.max(workers, 1) }, () => started("fleet-side.mjs", side));
  try {
    await Promise.all(sides.map((child) => once(child, "message")));
    await asked(platform, "calls");
    const before = workers > 0 ? await redisSeconds(redis.path) : 0;
    const { summary, seconds } = await (workers > 0 ? byFleet(redis.path, archive) : alone(sides[0]));
    const figures = await Promise.all(sides.map((child) => asked(child, "figures")));
    const { calls, downloads, processor } = await asked(platform, "calls");
    const redisProcessor = workers > 0 ? (await redisSeconds(redis.path)) - before : 0;
    if (summary.functions !== MERCHANTS * FUNCTIONS || summary.failures > 0) throw new Error(JSON.stringify(summary));
    return {
      ...{ seconds, calls, downloads, redisProcessor, platformProcessor: processor },
      processor: figures.reduce((sum, one) => sum + one.processor, 0),
      peakMib: Math.max(...figures.map(({ peakMib }) => peakMib)),
    };
  } finally {
    await Promise.all(sides.map(ended));
    await redis.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

const [load] = loadavg();
const rounds = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, workers] of Object.entries(WAYS)) {
      rounds[way].push(await taken(workers));
      if (!process.argv.includes("--json")) console.error(`${way}: ${rounds[way].at(-1).seconds.toFixed(1)} s`);
    }
  }
} finally {
  platform.disconnect();
}

const result = {
  ...{ load, priority: getPriority() },
  ...{ merchants: MERCHANTS, functions: FUNCTIONS, latencyMs: LATENCY_MS, concurrency: CONCURRENCY },
  rounds,
};
if (process.argv.includes("--json")) console.log(JSON.stringify(result));
else {
  const middle = (way, figure) => median(rounds[way].map(figure));
  const [first] = rounds["BullMQ, 1 worker"].map(({ calls }) => calls);
  console.log(
    `${MERCHANTS} merchants of ${FUNCTIONS} functions: ${first} calls of ${LATENCY_MS} ms, ${CONCURRENCY} at once in each process`,
  );
  console.table(
    Object.keys(WAYS).map((way) => ({
      way,
      seconds: middle(way, ({ seconds }) => seconds).toFixed(1),
      "calls/s": middle(way, ({ calls, downloads, seconds }) => (calls + downloads) / seconds).toFixed(0),
      "as fast as 1 worker": median(
        rounds[way].map(({ seconds }, round) => rounds["BullMQ, 1 worker"][round].seconds / seconds),
      ).toFixed(2),
      "processor s": middle(way, ({ processor }) => processor).toFixed(1),
      "of Redis": middle(way, ({ redisProcessor }) => redisProcessor).toFixed(1),
      "of the platform": middle(way, ({ platformProcessor }) => platformProcessor).toFixed(1),
      "cores busy": middle(
        way,
        ({ seconds, processor, redisProcessor, platformProcessor }) =>
          (processor + redisProcessor + platformProcessor) / seconds,
      ).toFixed(2),
      "peak MiB": middle(way, ({ peakMib }) => peakMib).toFixed(0),
    })),
  );
}
