// What observing a call costs: getFunctionLink by a fetch without a network, with no observer, with onEvent, and with subscribed channels.
// `node --expose-gc --max-semi-space-size=256 diagnostics.mjs [PACKAGE]` prints processor time, ratios and bytes allocated for each;
// PACKAGE is the folder of another build to compare, for example of one before a change.
import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

import { getFunctionLink } from "../pkg/index.js";

const CALLS = 200;
const ROUNDS = 200;
const request = { accessToken: "benchmark", env: "test-777bb9", functionName: "login" };
const reply = new TextEncoder().encode(
  JSON.stringify({ errcode: 0, errmsg: "ok", url: "https://a.myqcloud.com/login?sign=x", checksum: "0".repeat(64) }),
);
const headers = new Map();
const fetch = async () => ({
  status: 200,
  type: "basic",
  redirected: false,
  bodyUsed: false,
  headers,
  arrayBuffer: async () => reply.buffer,
});

const noting = { start() {}, end() {}, asyncStart() {}, asyncEnd() {}, error() {} };
// Subscribes for the time of the calls.
const within = (operation, calls, storage) => async () => {
  const channels = tracingChannel(`wechat-function-link:${operation}`);
  channels.subscribe(noting);
  if (storage) channels.start.bindStore(storage);
  await calls();
  if (storage) channels.start.unbindStore(storage);
  channels.unsubscribe(noting);
};
const many = (call, options) => async () => {
  for (let left = CALLS; left > 0; left--) await call(request, options);
};

const plain = many(getFunctionLink, { fetch });
const WAYS = {
  "no observer": plain,
  "a subscriber of other operations": within("download", plain),
  onEvent: many(getFunctionLink, { fetch, onEvent() {} }),
  "a subscribed channel": within("link", plain),
  "the same with a bound store": within("link", plain, new AsyncLocalStorage()),
};
const [other] = process.argv.slice(2);
if (other) {
  const before = await import(pathToFileURL(resolve(other, "index.js")).href);
  WAYS["the other build"] = many(before.getFunctionLink, { fetch });
}

// In turn, round after round, so that other load on the machine meets all of them. Processor time in microseconds.
const times = Object.fromEntries(Object.keys(WAYS).map((name) => [name, []]));
for (let round = -20; round < ROUNDS; round++) {
  for (const [name, way] of Object.entries(WAYS)) {
    const start = process.cpuUsage();
    await way();
    const { user, system } = process.cpuUsage(start);
    if (round >= 0) times[name].push((user + system) / CALLS);
  }
}
const middle = (figures) => figures.toSorted((one, two) => one - two)[figures.length >> 1];

// Without a garbage collection meanwhile, the growth of the heap is what was allocated.
async function allocated(way) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < 10; round++) await way();
  return (process.memoryUsage().heapUsed - before) / (10 * CALLS);
}

const base = middle(times["no observer"]);
for (const [name, way] of Object.entries(WAYS)) {
  const microseconds = middle(times[name]).toFixed(1);
  const ratio = (middle(times[name]) / base).toFixed(3);
  console.log(
    `${name}: ${microseconds} µs of processor time a call, ${ratio}×, ${Math.round(await allocated(way))} bytes allocated`,
  );
}
