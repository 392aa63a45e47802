// 1 GiB to a file, three ways in turn: saveFunction, Node's fetch + pipeline + createHash, and curl | sha256sum.
// Each way runs in its own process, whose peak of resident memory is read at its end.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { median, MIB, startServer } from "./start.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const SIZE = 1024 * MIB;
const folder = mkdtempSync(join(tmpdir(), "pull-"));
const target = join(folder, "package.zip");
const server = await startServer("sound", SIZE);
const script = fileURLToPath(new URL("pull-once.mjs", import.meta.url));

const once = (way) =>
  JSON.parse(execFileSync(process.execPath, [script, way, server.url, server.checksum, target], { encoding: "utf8" }));
function curl() {
  const start = performance.now();
  const { stdout } = spawnSync("sh", ["-c", `curl -s ${server.url}/login_LATEST.zip | tee ${target} | sha256sum`], {
    encoding: "utf8",
  });
  if (!stdout.startsWith(server.checksum)) throw new Error("curl | sha256sum disagrees");
  return { seconds: (performance.now() - start) / 1000 };
}

const WAYS = {
  saveFunction: () => once("saveFunction"),
  "fetch + pipeline + createHash": () => once("fetch + pipeline + createHash"),
  "curl | tee | sha256sum": curl,
};
const runs = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, run] of Object.entries(WAYS)) {
      runs[way].push(run());
      if (statSync(target).size !== SIZE) throw new Error(`${way} wrote ${statSync(target).size} bytes`);
      rmSync(target);
    }
  }
} finally {
  server.stop();
  rmSync(folder, { recursive: true });
}

const ours = runs.saveFunction;
for (const [way, all] of Object.entries(runs)) {
  const seconds = median(all.map((run) => run.seconds));
  const ratio = median(all.map((run, round) => run.seconds / ours[round].seconds));
  const memory = all[0].peakMib
    ? `, peak ${median(all.map((run) => run.peakMib))} MiB over a baseline of ${median(all.map((run) => run.baseMib))} MiB`
    : "";
  console.log(
    `${way}: ${(SIZE / MIB / seconds).toFixed(0)} MiB/s; saveFunction has ${ratio.toFixed(2)} times its throughput${memory}`,
  );
}
