// The cost of a relay: links and downloads with and without it in turn, its memory over 10,000 requests, and the time from a caller's
// disconnect to the end of the call upstream.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { downloadFunction, getFunctionLink } from "../pkg/index.js";
import { median, MIB, startServer } from "./start.mjs";

const [ROUNDS, LINKS, AT_ONCE, SIZE, REQUESTS, LEAVERS] = [9, 500, 16, 128 * MIB, 10_000, 100];
const wish = { env: "test-777bb9", functionName: "login" };
const spread = (values) =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;

async function startRelay(platform) {
  const script = fileURLToPath(new URL("relay-server.mjs", import.meta.url));
  const child = spawn(process.execPath, ["--expose-gc", script, platform], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(child.stdout, "data");
  const relay = String(said).trim();
  const resident = async () => (await (await fetch(`${relay}/figures`)).json()).residentMib;
  return { relay, resident, stop: () => child.kill() };
}

async function atOnce(count, lanes, task) {
  let left = count;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left-- > 0) await task();
    }),
  );
}

async function rate(work, amount) {
  const start = performance.now();
  await work();
  return amount / ((performance.now() - start) / 1000);
}

async function inTurn(ways) {
  const rates = ways.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, way] of ways.entries()) rates[index].push(await way());
  }
  return rates;
}

const platform = await startServer("sound", SIZE);
const { relay, resident, stop } = await startRelay(platform.url);
const request = { ...wish, accessToken: "benchmark" };
const direct = { baseUrl: platform.url, allowedHosts: ["127.0.0.1"], maxBytes: Infinity };

const links = (call) => () => rate(() => atOnce(LINKS, AT_ONCE, call), LINKS);
const [ownLinks, relayedLinks] = await inTurn([
  links(() => getFunctionLink(request, direct)),
  links(() => getFunctionLink(wish, { relay })),
]);
const ratios = (relayed, own) => relayed.map((rate, round) => rate / own[round]);
console.log(
  `links per second, ${AT_ONCE} at once: direct ${median(ownLinks).toFixed(0)}, through the relay ${median(relayedLinks).toFixed(0)}, ` +
    `ratio ${spread(ratios(relayedLinks, ownLinks))}`,
);

const to = () => new WritableStream({ write() {} });
const download = (call) => () => rate(call, SIZE / MIB);
const [ownDownloads, relayedDownloads] = await inTurn([
  download(() => downloadFunction(request, { ...direct, to: to() })),
  download(() => downloadFunction(wish, { relay, to: to(), maxBytes: Infinity })),
]);
console.log(
  `download of ${SIZE / MIB} MiB: direct ${median(ownDownloads).toFixed(0)} MiB/s, through the relay ${median(relayedDownloads).toFixed(0)} MiB/s, ` +
    `ratio ${spread(ratios(relayedDownloads, ownDownloads))}`,
);

const memory = [await resident()];
for (let done = 0; done < REQUESTS; done += REQUESTS / 10) {
  await atOnce(REQUESTS / 10, AT_ONCE, () => getFunctionLink(wish, { relay }));
  memory.push(await resident());
}
console.log(`the relay's resident memory over ${REQUESTS} requests: ${memory.join(", ")} MiB`);
stop();
platform.stop();

// A platform that never responds sees when its caller disconnects.
const took = [];
let arrived;
const silent = createServer((_incoming, response) => {
  response.on("close", () => took.push(performance.now() - left));
  arrived();
}).listen(0, "127.0.0.1");
await once(silent, "listening");
const lonely = await startRelay(`http://127.0.0.1:${silent.address().port}`);
let left;
for (let count = 0; count < LEAVERS; count++) {
  const arriving = new Promise((resolve) => (arrived = resolve));
  const leaving = new AbortController();
  const call = getFunctionLink(wish, { relay: lonely.relay, signal: leaving.signal }).catch(() => {});
  await arriving;
  left = performance.now();
  leaving.abort();
  await call;
  while (took.length <= count) await new Promise((resolve) => setTimeout(resolve, 1));
}
console.log(
  `from a caller's leaving to the end of its call upstream, ${LEAVERS} times: median ${median(took).toFixed(1)} ms, at most ${Math.max(...took).toFixed(1)} ms`,
);
lonely.stop();
silent.close();
silent.closeAllConnections();
