// One pull: `pull-once.mjs WAY URL CHECKSUM TARGET` in Node, Deno or Bun. Prints seconds and resident memory as JSON.
import { createHash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import process from "node:process";
import { pipeline } from "node:stream/promises";

import { saveFunction } from "../pkg/fs.js";
import { MIB } from "./start.mjs";

const [, , way, url, checksum, target] = process.argv;
const request = { accessToken: "benchmark", env: "test-777bb9", functionName: "login" };

async function save(options) {
  await saveFunction(request, target, { baseUrl: url, allowedHosts: ["127.0.0.1"], maxBytes: Infinity, ...options });
}

// The same stream without hashing: the baseline of memory.
async function unhashed() {
  const { body } = await fetch(`${url}/login_LATEST.zip`);
  await pipeline(body, createWriteStream(target));
}

async function hashed() {
  const { body } = await fetch(`${url}/login_LATEST.zip`);
  const hash = createHash("sha256");
  async function* hashing(pieces) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(body, hashing, createWriteStream(target));
  if (hash.digest("hex") !== checksum) throw new Error("the digest differs");
}

// The baseline of memory is a process that has loaded everything and sent a request.
await fetch(`${url}/figures`).then((response) => response.text());
await save({ maxBytes: 1 }).catch(() => {});
const baseMib = Math.round(process.memoryUsage().rss / MIB);
const start = performance.now();
await { saveFunction: save, "fetch + pipeline + createHash": hashed, "fetch + pipeline": unhashed }[way]();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ seconds, baseMib, peakMib: Math.round(peakBytes() / MIB) }));
process.exit();

// Deno reports 0 as resourceUsage().maxRSS. Linux reports it for any process.
function peakBytes() {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) * 1024;
}
