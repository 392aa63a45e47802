// Runs every comparison, one after the other, with the ways of each in turn. `run.mjs [--quick]`: `cargo xtask bench` starts it with the
// paths DENO, BUN and CHROMIUM. Writes target/bench/results.json, or quick.json, and the plots. `run.mjs --fleets` measures fleets alone.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { inChromium } from "./chromium.mjs";
import { DIFF_WAYS, diffOnce } from "./diff.mjs";
import { goals } from "./goals.mjs";
import { lines } from "./lines.mjs";
import { writePackages } from "./package-files.mjs";
import { plots } from "./plots.mjs";
import { fill, fillFleets, printed, printedFleets } from "./report.mjs";
import { PEERS, sizes } from "./sizes.mjs";
import { MIB, startServer } from "./start.mjs";

const quick = process.argv.includes("--quick");
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const needed = (name) => process.env[name] ?? fail(`${name} is not set: run \`cargo xtask bench\``);
const fail = (why) => {
  throw new Error(why);
};
const RUNTIMES = {
  Node: { program: process.execPath, flags: ["--expose-gc"] },
  Deno: { program: needed("DENO"), flags: ["run", "--no-check", "--allow-all", "--v8-flags=--expose-gc"] },
  Bun: { program: needed("BUN"), flags: [] },
};
const environment = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

function run(runtime, script, ...parameters) {
  const { program, flags } = RUNTIMES[runtime];
  const quickly = quick ? ["--quick"] : [];
  const output = execFileSync(program, [...flags, here(script), ...parameters.map(String), ...quickly], {
    encoding: "utf8",
    env: environment,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output);
}

const step = (what) => console.log(`==> ${what}`);
const version = (runtime) =>
  execFileSync(RUNTIMES[runtime].program, ["--version"], { encoding: "utf8" }).trim().split("\n")[0];

// Runs `once(way)` for each way in turn, for a number of rounds. A first round warms the machine's caches and does not count. `--quick` has
// two rounds, and no such one.
function inTurn(ways, rounds, once) {
  const times = Object.fromEntries(ways.map((way) => [way, []]));
  for (let round = quick ? rounds - 1 : 0; round <= rounds; round++) {
    for (const way of ways) {
      const time = once(way);
      if (round > 0) times[way].push(time);
    }
  }
  return times;
}

const FIRST_WAYS = ["verifyChecksum", "verifyChecksum, engine wasm", "hash-wasm", "@noble/hashes", "createHash"];
const REQUIRED = ["co-wechat-api", "tencentcloud-sdk-nodejs-scf", "@cloudbase/manager-node"];
const INSPECT_WAYS = ["inspectPackage", "fflate"];
const PULL_WAYS = ["saveFunction", "fetch + pipeline + createHash", "fetch + pipeline"];

const results = {
  environment: {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? "unknown",
    processors: availableParallelism(),
    quick,
    versions: Object.fromEntries(Object.keys(RUNTIMES).map((runtime) => [runtime, version(runtime)])),
  },
  hashing: {},
  first: {},
  packages: {},
  firstInspect: {},
  calls: {},
  crossings: {},
};
const output = here("../target/bench/");
mkdirSync(output, { recursive: true });

function fleets() {
  const [load] = loadavg();
  step("snapshots of many merchants");
  const snapshots = run("Node", "snapshot.mjs", "--json");
  step("a snapshot by workers over Redis");
  const workers = run("Node", "fleet.mjs", "--json");
  step("snapshots compared, and reports of them");
  return { load, snapshots, workers, reports: run("Node", "drift-report.mjs", "--json") };
}

// Writes the measurements into both documents.
function write(filled) {
  for (const [name, language] of [
    ["docs/performance.md", "english"],
    ["docs/zh-CN/performance.md", "chinese"],
  ]) {
    const document = here(`../${name}`);
    const text = filled(readFileSync(document, "utf8"), results, language);
    if (!quick) writeFileSync(document, text);
  }
}

if (process.argv.includes("--fleets")) {
  results.environment.versions = { Node: results.environment.versions.Node };
  results.fleets = fleets();
  writeFileSync(join(output, quick ? "quick-fleets.json" : "fleets.json"), JSON.stringify(results, null, 1));
  write(fillFleets);
  console.log(`\n${printedFleets(results)}`);
  process.exit();
}

for (const runtime of Object.keys(RUNTIMES)) {
  step(`hashing in ${runtime}`);
  results.hashing[runtime] = run(runtime, "hashing-main.mjs");
}
step("hashing in Chromium");
const browser = await inChromium({ module: "hashing.mjs", name: "hashing", parameter: { quick } });
results.hashing.Chromium = browser.records;
results.environment.versions.Chromium = browser.version;

for (const runtime of Object.keys(RUNTIMES)) {
  step(`fresh processes of ${runtime}`);
  const first = (size) => inTurn(FIRST_WAYS, 9, (way) => run(runtime, "first.mjs", way, size));
  results.first[runtime] = { "64 B": first(64), "8 MiB": first(8 * MIB) };
}
step("fresh processes: what takes this package's place today, by require");
results.required = inTurn(REQUIRED, 9, (way) => run("Node", "first.mjs", way, 0));

const zips = mkdtempSync(join(tmpdir(), "wechat-function-link-bench-"));
try {
  step("packages to inspect");
  const { one, small, edited, large } = writePackages(zips, quick);
  for (const runtime of Object.keys(RUNTIMES)) {
    step(`packages in ${runtime}`);
    results.packages[runtime] = run(runtime, "packages-main.mjs", small, large);
    results.firstInspect[runtime] = inTurn(INSPECT_WAYS, 9, (way) => run(runtime, "first-inspect.mjs", way, one));
  }
  step("packages in Chromium");
  const parameter = { names: ["small", "large"], quick };
  const files = { "small.zip": small, "large.zip": large };
  const page = { module: "packages-page.mjs", name: "packagesOnPage", parameter, files };
  results.packages.Chromium = (await inChromium(page)).records;
  step("packages compared by commands");
  results.diff = inTurn(DIFF_WAYS, 7, (way) => diffOnce(way, small, edited));
} finally {
  rmSync(zips, { recursive: true });
}

const platform = await startServer("sound", MIB);
for (const runtime of Object.keys(RUNTIMES)) {
  step(`links in ${runtime}`);
  results.calls[runtime] = run(runtime, "calls.mjs", platform.url);
}
for (const runtime of ["Node", "Deno"]) {
  step(`crossings in ${runtime}`);
  results.crossings[runtime] = run(runtime, "crossings.mjs", "--json");
}
step("memory: merchants, once each");
results.merchants = run("Node", "merchants.mjs", "--json");
step("growth: bytes, links, pulls at once");
results.growth = run("Node", "growth.mjs", platform.url);
platform.stop();

const size = (quick ? 32 : 1024) * MIB;
step("pulls to a file");
const storage = await startServer("sound", size);
const folder = mkdtempSync(join(tmpdir(), "wechat-function-link-bench-"));
const target = join(folder, "package.zip");
try {
  const times = inTurn(PULL_WAYS, 5, (way) => {
    const pulled = run("Node", "pull-once.mjs", way, storage.url, storage.checksum, target);
    if (statSync(target).size !== size) throw new Error(`${way} wrote ${statSync(target).size} bytes`);
    rmSync(target);
    return pulled;
  });
  results.pull = { size, times };
} finally {
  storage.stop();
  rmSync(folder, { recursive: true });
}

results.fleets = fleets();
results.sizes = await sizes();
results.lines = lines();
results.goals = goals(results);

writeFileSync(join(output, quick ? "quick.json" : "results.json"), JSON.stringify(results, null, 1));
const images = quick ? output : here("plots/");
mkdirSync(images, { recursive: true });
for (const [name, image] of Object.entries(plots(results))) writeFileSync(join(images, `${name}.svg`), image);
write(fill);

const installed = ([name, bytes]) => `${name} ${(bytes / 1e6).toFixed(1)} MB`;
console.log(
  `\ninstalled: ${Object.entries(results.sizes.installed).map(installed).join(", ")} (of ${PEERS.length} peers)\n`,
);
console.log(`${printed(results)}\n`);
for (const { what, goal, shown, low, high, where, met } of results.goals) {
  const spread = low === undefined ? "" : `, spread ${low.toFixed(2)} to ${high.toFixed(2)}`;
  console.log(
    `${met ? "met    " : "NOT MET"} ${what}: ${shown}${where ? ` (the worst: ${where}${spread})` : ""}; the goal is ${goal}`,
  );
}
console.log(`\n${join(output, quick ? "quick.json" : "results.json")} has every figure; the plots are in ${images}`);
if (quick) console.log("These are quick's figures: enough to see that everything runs, not to judge by.");
