// examples/limits: several relay processes share one limit over a real Redis. PROJECT is the project's folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { snippetNamed } from "../support/documents.mjs";
import { startRedis } from "../support/redis.mjs";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
const project = pathToFileURL(`${process.env.PROJECT}/`);
cpSync(new URL("examples/limits", project), join(folder, "limits"), { recursive: true });

const RELAY_KEYS = JSON.stringify({ "key-of-one": "one", "key-of-two": "two" });
const body = JSON.stringify({ env: "test-777bb9", functionName: "login" });

async function startRelay(t, redis, env = {}) {
  const environment = { ...process.env, PORT: "0", REDIS_URL: redis.path, RELAY_KEYS, ...env };
  delete environment.WECHAT_ACCESS_TOKEN;
  const child = spawn(process.execPath, [join(folder, "limits/server.mjs")], { env: environment });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  const origin = await new Promise((resolve, reject) => {
    child.on("close", () => reject(new Error(output)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        const [, origin] = output.match(/listens at (\S+)/) ?? [];
        if (origin) resolve(origin);
      });
    }
  });
  const ask = async (key = "key-of-one") => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
    const response = await fetch(`${origin}link`, { method: "POST", headers, body });
    const { error } = await response.json();
    return { status: response.status, code: error?.code, retryAfter: Number(response.headers.get("retry-after")) };
  };
  const stop = async () => {
    const closed = once(child, "close");
    child.kill();
    await closed;
  };
  return { ask, stop };
}

it("three relay processes admit as many requests of a caller as one would", async (t) => {
  const redis = await startRedis(t);
  const relays = await Promise.all([1, 2, 3].map(() => startRelay(t, redis)));
  const start = performance.now();
  const statuses = new Map();
  const send = async (relay) => {
    for (let count = 0; count < 30; count++) {
      const { status, code, retryAfter } = await relay.ask();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) continue;
      assert.deepEqual([status, code], [429, "RELAY_REFUSED"]);
      assert.ok(retryAfter >= 1 && retryAfter <= 60, String(retryAfter));
    }
  };
  await Promise.all(relays.map(send));
  assert.ok(performance.now() - start < 60_000, "the first minute is over: the count says nothing");
  assert.deepEqual(Object.fromEntries(statuses), { 200: 60, 429: 30 });
  assert.equal((await relays[0].ask("key-of-two")).status, 200, "another caller has a limit of its own");

  // The count outlives a relay.
  await relays[1].stop();
  const restarted = await startRelay(t, redis);
  assert.equal((await restarted.ask()).status, 429);
});

it("without Redis: 503, or each process by itself, until Redis is there again", async (t) => {
  const redis = await startRedis(t);
  const [strict, lenient] = await Promise.all([startRelay(t, redis), startRelay(t, redis, { FALLBACK: "memory" })]);
  assert.equal((await strict.ask()).status, 200);
  await redis.kill();
  const refused = await strict.ask();
  assert.deepEqual([refused.status, refused.code], [503, "RELAY_REFUSED"]);
  for (let count = 0; count < 20; count++) assert.equal((await lenient.ask()).status, 200);
  assert.equal((await lenient.ask()).status, 429, "requestsPerMinute is 20 there");
  await redis.start();
  while ((await strict.ask()).status === 503);
  assert.equal((await strict.ask()).status, 200);
});

it("the document's snippet counts in Redis", async (t) => {
  const redis = await startRedis(t);
  const relay = join(folder, "limits/relay-store.mjs");
  writeFileSync(relay, snippetNamed(project, "snippet", "relay-store"));
  const caller = join(folder, "limits/caller.mjs");
  writeFileSync(
    caller,
    `import { relay } from "./relay-store.mjs";
    const headers = { "content-type": "application/json", cookie: "session=operator", origin: "https://console.example" };
    const ask = () => relay(new Request("https://console.example/relay/link", { method: "POST", headers, body: ${JSON.stringify(body)} }));
    const statuses = [];
    while (statuses.length < 61) statuses.push((await ask()).status);
    console.log(statuses.join(" "));
    process.exit();`,
  );
  const sandboxed = fileURLToPath(new URL("../support/sandboxed.mjs", import.meta.url));
  const env = { ...process.env, REDIS_URL: redis.path, WECHAT_ACCESS_TOKEN: "readme-token" };
  const child = spawn(process.execPath, [sandboxed, pathToFileURL(caller).href], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  await once(child, "close");
  assert.equal(output.trim(), [...Array(60).fill(200), 429].join(" "));
});
