// Two snapshots of 200,000 functions, one in a hundred changed, compared: by compareSnapshots, by `report` in each format, and beside them
// both files' lines through JSON.parse alone. `drift-report.mjs [--quick] [--json]`: seconds and the largest memory of fresh processes, all
// ways in turn. `drift-report.mjs WAY FOLDER` is such a process.
import { spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, openSync, closeSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { median } from "./start.mjs";

const { compareSnapshots, fileArchive } = await import("../pkg/fleet.js");

const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");
const MERCHANTS = isQuick ? 200 : Number(process.env.MERCHANTS ?? 10_000);
const FUNCTIONS = 20;
const ROUNDS = isQuick ? 2 : 3;
const CHANGED = 100;
const IN_A_PART = 500;
const FORMATS = ["text", "json", "junit", "html"];
const PARSED = "both files, JSON.parse";
const WAYS = [PARSED, "compareSnapshots", ...FORMATS.map((format) => `report --format ${format}`)];
const PROGRAM = fileURLToPath(new URL("../pkg/cli.cjs", import.meta.url));

// Says what the process took when it ends, on a channel of its own.
const SAYS = `import { writeSync } from "node:fs"; process.on("exit", () => { const { maxRSS } = process.resourceUsage();
  const { user, system } = process.cpuUsage(); writeSync(3, JSON.stringify({ maxRSS, processor: (user + system) / 1e6 })); });`;
const SAYING = ["--import", `data:text/javascript,${encodeURIComponent(SAYS)}`];

function rowOf(merchant, number, isAfter) {
  const index = merchant * FUNCTIONS + number;
  const isChanged = isAfter && index % CHANGED === 0;
  const digits = (isChanged ? index + 1e6 : number).toString(16).padStart(64, "0");
  return {
    authorizerAppid: `wx${String(merchant + 1).padStart(16, "0")}`,
    env: "prod-1",
    functionName: `function-${String(number + 1).padStart(2, "0")}`,
    ...{ runtime: "Nodejs18.15", status: "Active", addTime: "2026-01-01 00:00:00" },
    modTime: isChanged ? "2026-01-02 03:04:05" : "2026-01-01 00:00:00",
    ...{ checksum: digits, size: 352, contentDigest: `tree1:${digits}` },
  };
}

async function write(archive, id, previous) {
  let [rows, part] = [[], 0];
  for (let merchant = 0; merchant < MERCHANTS; merchant++) {
    for (let number = 0; number < FUNCTIONS; number++) rows.push(rowOf(merchant, number, previous !== undefined));
    if (rows.length < IN_A_PART * FUNCTIONS && merchant < MERCHANTS - 1) continue;
    await archive.writePart(id, `part-${part++}`, rows);
    rows = [];
  }
  const at = previous === undefined ? "2026-01-01T00:00:00.000Z" : "2026-01-02T00:00:00.000Z";
  const figures = {
    targets: MERCHANTS,
    merchants: MERCHANTS,
    failures: 0,
    reused: 0,
    packages: { stored: 0, bytes: 0 },
  };
  await archive.finish(id, async (all) => {
    let functions = 0;
    for await (const _ of all) functions++;
    return { id, startedAt: at, endedAt: at, partial: false, ...(previous && { previous }), ...figures, functions };
  });
}

async function compared(folder) {
  const archive = fileArchive(folder);
  const counts = {};
  for await (const { status } of compareSnapshots(archive.snapshot("before"), archive.snapshot("after")))
    counts[status] = (counts[status] ?? 0) + 1;
  if (counts.changed !== (MERCHANTS * FUNCTIONS) / CHANGED) throw new Error(JSON.stringify(counts));
}

async function parsed(folder) {
  let count = 0;
  for (const name of readdirSync(join(folder, "snapshots"))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, "snapshots", name)) }))
      if (JSON.parse(line).functionName !== undefined) count++;
  }
  if (count !== 2 * MERCHANTS * FUNCTIONS) throw new Error(String(count));
}

function measured(way, folder) {
  const format = way.startsWith("report") ? way.split(" ").at(-1) : undefined;
  const quickly = isQuick ? ["--quick"] : [];
  const parameters = format
    ? [PROGRAM, "report", folder, "--format", format]
    : [fileURLToPath(import.meta.url), way, folder, ...quickly];
  const path = join(folder, "report");
  const output = openSync(path, "w");
  const begun = performance.now();
  const stdio = ["ignore", output, "inherit", "pipe"];
  const { status, output: said } = spawnSync(process.execPath, [...SAYING, ...parameters], { stdio, encoding: "utf8" });
  const seconds = (performance.now() - begun) / 1000;
  closeSync(output);
  // A report of drift ends with 1.
  if (status !== (format ? 1 : 0)) throw new Error(`${way} ended with ${status}`);
  const { maxRSS, processor } = JSON.parse(said[3]);
  return { seconds, processor, peakMib: maxRSS / 1024, bytes: statSync(path).size };
}

async function all() {
  const folder = mkdtempSync(join(tmpdir(), "drift-report-"));
  const archive = fileArchive(folder);
  const rounds = Object.fromEntries(WAYS.map((way) => [way, []]));
  try {
    await write(archive, "before");
    await write(archive, "after", "before");
    for (let round = 0; round < ROUNDS; round++) for (const way of WAYS) rounds[way].push(measured(way, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { functions: MERCHANTS * FUNCTIONS, rounds };
}

const [way, folder] = process.argv.slice(2);
if (way === PARSED) await parsed(folder);
else if (way === "compareSnapshots") await compared(folder);
else {
  const result = await all();
  if (isJson) console.log(JSON.stringify(result));
  else {
    const { functions, rounds } = result;
    console.log(`two snapshots of ${functions} functions`);
    console.table(
      WAYS.map((way) => {
        const middle = (figure) => median(rounds[way].map(figure));
        return {
          way,
          seconds: middle(({ seconds }) => seconds).toFixed(2),
          "beside JSON.parse": median(
            rounds[way].map(({ seconds }, round) => seconds / rounds[PARSED][round].seconds),
          ).toFixed(2),
          "processor s": middle(({ processor }) => processor).toFixed(2),
          "peak MiB": middle(({ peakMib }) => peakMib).toFixed(0),
          "output MB": (middle(({ bytes }) => bytes) / 1e6).toFixed(2),
        };
      }),
    );
  }
}
