// Compares the checksums of many merchants' functions with those of the last run:
// node nightly/check.mjs [FUNCTIONS] [CHECKSUMS] [REFRESH-TOKENS]
import { createReadStream } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { getFunctionLinks } from "wechat-function-link";

import { platform } from "./platform.mjs";

const bundled = fileURLToPath(new URL("functions.ndjson", import.meta.url));
const [list = bundled, seen = "checksums.json", refreshTokens = "refresh-tokens.json"] = process.argv.slice(2);
const { accessToken, fetch } = await platform(refreshTokens);

// Read lazily: a list of any length takes constant memory.
async function* requests() {
  for await (const line of createInterface({ input: createReadStream(list) })) {
    // One provider function for all: tokens are remembered per function and authorizerAppid.
    if (line.trim() !== "") yield { ...JSON.parse(line), accessToken };
  }
}

const before = JSON.parse(
  await readFile(seen, "utf8").catch((error) => (error.code === "ENOENT" ? "{}" : Promise.reject(error))),
);
const now = {};
const counts = { new: 0, unchanged: 0, changed: 0, failed: 0 };

for await (const { request, link, error } of getFunctionLinks(requests(), {
  concurrency: 16,
  ...(fetch && { fetch }),
})) {
  const name = `${request.authorizerAppid} ${request.env}/${request.functionName}`;
  const last = before[name];
  // A function that failed keeps its checksum for the next run.
  if (link || last) now[name] = link?.checksum ?? last;
  const outcome = error ? "failed" : last === undefined ? "new" : last === link.checksum ? "unchanged" : "changed";
  counts[outcome]++;
  if (outcome === "changed") console.log(`changed    ${name}: ${last} → ${link.checksum}`);
  if (outcome === "failed")
    console.log(`failed     ${name}: ${error.code}: ${error.advice} rid: ${error.rid ?? "none"}`);
}

// A killed run leaves the last run's file.
await writeFile(`${seen}.new`, `${JSON.stringify(now, Object.keys(now).sort(), 2)}\n`);
await rename(`${seen}.new`, seen);
console.log(
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", "),
);
process.exitCode = counts.changed + counts.failed > 0 ? 1 : 0;
