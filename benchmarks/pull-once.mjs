// One pull: `pull-once.mjs save|pipeline URL CHECKSUM TARGET`. Prints seconds and resident memory as JSON.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

import { saveFunction } from "../pkg/fs.js";
import { MIB } from "./start.mjs";

const [, , way, url, checksum, target] = process.argv;
const request = { accessToken: "benchmark", env: "test-777bb9", functionName: "login" };

async function save(options) {
  await saveFunction(request, target, { baseUrl: url, allowedHosts: ["127.0.0.1"], maxBytes: Infinity, ...options });
}

async function plain() {
  const { body } = await fetch(`${url}/login_LATEST.zip`);
  const hash = createHash("sha256");
  async function* hashed(pieces) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(body, hashed, createWriteStream(target));
  if (hash.digest("hex") !== checksum) throw new Error("the digest differs");
}

// The baseline is a process that has loaded everything and sent a request.
await fetch(`${url}/figures`).then((response) => response.text());
await save({ maxBytes: 1 }).catch(() => {});
const baseMib = Math.round(process.memoryUsage().rss / MIB);
const start = performance.now();
await (way === "save" ? save() : plain());
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ seconds, baseMib, peakMib: Math.round(process.resourceUsage().maxRSS / 1024) }));
