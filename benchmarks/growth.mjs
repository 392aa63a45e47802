// The cost of growing work: verifying 64 B to 1 GiB, 1 to 100,000 links, 1 to 256 downloads at once. `growth.mjs URL [--quick]`
// prints records as JSON: milliseconds, and the peak of resident memory above that before.
import process from "node:process";
import { createHash } from "node:crypto";

import { downloadFunction, getFunctionLinks, verifyChecksum } from "../pkg/index.js";

const MIB = 1024 * 1024;
const [url] = process.argv.slice(2);
const quick = process.argv.includes("--quick");
const request = { accessToken: "benchmark", env: "test-777bb9", functionName: "login" };
const options = { baseUrl: url, allowedHosts: ["127.0.0.1"] };
const piece = new Uint8Array(MIB).fill(7);
const powers = (from, to, factor) =>
  Array.from({ length: Math.round(Math.log(to / from) / Math.log(factor)) + 1 }, (_, n) => from * factor ** n);

async function* pieces(size) {
  for (let left = size; left > 0; left -= MIB) yield piece.subarray(0, Math.min(MIB, left));
}

async function verify(size) {
  const hash = createHash("sha256");
  for await (const part of pieces(size)) hash.update(part);
  const checksum = hash.digest("hex");
  return async () => {
    if (!(await verifyChecksum(pieces(size), checksum))) throw new Error("a wrong verdict");
  };
}

const links = (count) => async () => {
  const requests = (function* () {
    for (let at = 0; at < count; at++) yield request;
  })();
  for await (const { error } of getFunctionLinks(requests, { ...options, concurrency: 64 })) if (error) throw error;
};

const pulls = (count) => async () => {
  const pull = () => downloadFunction(request, { ...options, to: new WritableStream({}) });
  await Promise.all(Array.from({ length: count }, pull));
};

async function measured(work) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const look = () => (most = Math.max(most, process.memoryUsage().rss));
  const timer = setInterval(look, 5);
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  look();
  clearInterval(timer);
  return { milliseconds, moreMib: (most - before) / MIB };
}

const SERIES = {
  "verified bytes": [verify, powers(64, quick ? MIB : 1024 * MIB, 4)],
  links: [links, quick ? [1, 10, 100, 1000] : [1, 10, 100, 1000, 10_000, 100_000]],
  "pulls at once": [pulls, powers(1, quick ? 16 : 256, 2)],
};
const records = [];
for (const [series, [make, amounts]] of Object.entries(SERIES)) {
  await (await make(amounts[1]))(); // excludes one-time loading and compilation
  for (const amount of amounts) {
    const work = await make(amount);
    const runs = [];
    for (let run = 0; run < (amount * 16 > amounts.at(-1) ? 1 : 5); run++) runs.push(await measured(work));
    const best = runs.reduce((one, other) => (other.milliseconds < one.milliseconds ? other : one));
    records.push({
      series,
      amount,
      milliseconds: best.milliseconds,
      moreMib: Math.max(...runs.map(({ moreMib }) => moreMib)),
    });
  }
}
console.log(JSON.stringify(records));
process.exit();
