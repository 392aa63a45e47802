// The records of `cargo xtask bench --quick` contain every comparison. No time is judged.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";

import { TEXTS } from "../benchmarks/goal-texts.mjs";
import { secondsOf } from "../benchmarks/goals.mjs";
import { fill } from "../benchmarks/report.mjs";

const read = (name) => readFileSync(new URL(`../target/bench/${name}`, import.meta.url), "utf8");
const results = JSON.parse(read("quick.json"));
const SERVER_SIDE = ["Node", "Deno", "Bun"];
const OURS = ["verifyChecksum", "verifyChecksum, engine wasm"];
const PEERS = ["hash-wasm, reused", "@noble/hashes"];
const CLIENTS = [
  "getFunctionLink",
  "hand-written",
  "hand-written, by length",
  "ky",
  "axios",
  "got",
  "fetch + AbortSignal.timeout",
];

function timed(times, ways, where) {
  for (const way of ways) {
    assert.ok(times[way]?.length >= 2, `${where}: ${way} is missing`);
    assert.ok(
      times[way].every((time) => Number.isFinite(time) && time > 0),
      `${where}: ${way} was not timed`,
    );
    assert.equal(times[way].length, times[ways[0]].length, `${where}: not in turn`);
  }
}

it("hashing: every way in every runtime, whole and streamed", () => {
  assert.deepEqual(Object.keys(results.hashing).sort(), [...SERVER_SIDE, "Chromium"].sort());
  for (const [runtime, records] of Object.entries(results.hashing)) {
    const own = runtime === "Chromium" ? [] : ["createHash"];
    assert.deepEqual(
      records.map(({ mode, size }) => [mode, size]),
      [
        ["whole", 64],
        ["whole", 65_536],
        ["whole", 2 ** 20],
        ["streamed", 2 ** 20],
      ],
    );
    for (const { mode, size, times } of records) {
      const whole =
        mode === "whole"
          ? ["hash-wasm, promise", "crypto.subtle", ...(size === 64 ? ["the module, synchronous"] : [])]
          : [];
      timed(times, [...OURS, ...PEERS, ...own, ...whole], `${runtime}, ${mode}, ${size}`);
    }
  }
});

it("fresh processes, links, pulls", () => {
  for (const runtime of SERVER_SIDE) {
    for (const size of ["64 B", "8 MiB"])
      timed(results.first[runtime][size], [...OURS, "hash-wasm", "@noble/hashes", "createHash"], runtime);
    assert.deepEqual(
      results.calls[runtime].map(({ mode }) => mode),
      ["alone", "64 in flight"],
    );
    for (const { mode, times, processor } of results.calls[runtime]) {
      timed(times, CLIENTS, `${runtime}, ${mode}, by the clock`);
      timed(processor, CLIENTS, `${runtime}, ${mode}, of the processor`);
    }
  }
  timed(results.required, ["co-wechat-api", "tencentcloud-sdk-nodejs-scf", "@cloudbase/manager-node"], "require");
  for (const way of ["saveFunction", "fetch + pipeline + createHash", "fetch + pipeline"]) {
    assert.ok(
      results.pull.times[way].every(
        ({ seconds, baseMib, peakMib }) => seconds > 0 && peakMib >= baseMib && baseMib > 0,
      ),
      way,
    );
  }
});

it("packages: every way in every runtime, by functions and by commands", () => {
  assert.deepEqual(Object.keys(results.packages).sort(), [...SERVER_SIDE, "Chromium"].sort());
  for (const [runtime, records] of Object.entries(results.packages)) {
    const own = runtime === "Chromium" ? [] : ["yauzl + zlib", "Python zipfile"];
    assert.deepEqual(
      records.map(({ name }) => name),
      ["small", "large"],
    );
    for (const { name, times } of records) timed(times, ["inspectPackage", "fflate", ...own], `${runtime}, ${name}`);
  }
  for (const runtime of SERVER_SIDE) timed(results.firstInspect[runtime], ["inspectPackage", "fflate"], runtime);
  timed(results.diff, ["diff", "unzip + git diff"], "diff");
});

it("crossings: a link, a download, and each chunk by each engine", () => {
  assert.deepEqual(Object.keys(results.crossings), ["Node", "Deno"]);
  for (const { packageBytes, records } of Object.values(results.crossings)) {
    assert.equal(packageBytes, 352);
    const named = (name) => records.filter(({ what }) => what.startsWith(name));
    assert.deepEqual(
      [named("link").length, named("download").length, named("per 64 KiB: ").length, records.length],
      [2, 1, 6, 9],
    );
    // Both directions of a call are counted: an unseen border would count as none.
    for (const record of [...named("link"), ...named("download")])
      assert.ok(record.out > 0 && record.in > 0, record.what);
    for (const record of named("per 64 KiB: ")) assert.ok(record.out >= 0 && record.in >= 0, record.what);
  }
});

it("memory by merchants", () => {
  assert.deepEqual(
    results.merchants.map(({ merchants }) => merchants),
    [10_000, 15_000, 20_000, 30_000],
  );
  for (const { merchants, ...growth } of results.merchants) {
    assert.deepEqual(Object.keys(growth), ["rss", "heap", "external", "wasm"]);
    assert.ok(Object.values(growth).every(Number.isFinite), String(merchants));
  }
});

it("fleets: snapshots, workers over Redis, reports", () => {
  const { snapshots, workers, reports } = results.fleets;
  assert.deepEqual(
    snapshots.map(({ what, functions, reused }) => [what, functions, reused]),
    [
      ["unchanged", 4000, 4000],
      ["changed", 4000, 3960],
    ],
  );
  for (const { calls, seconds, rssAtMost } of snapshots) assert.ok(calls > 0 && seconds > 0 && rssAtMost > 0);
  const ways = ["takeSnapshot", "BullMQ, 1 worker", "BullMQ, 2 workers", "BullMQ, 4 workers"];
  assert.deepEqual(Object.keys(workers.rounds), ways);
  timed(secondsOf(workers.rounds), ways, "workers");
  // Every way asks for the same.
  for (const { calls } of Object.values(workers.rounds).flat())
    assert.equal(calls, workers.rounds.takeSnapshot[0].calls);
  const read = ["both files, JSON.parse", "compareSnapshots"];
  const formats = ["text", "json", "junit", "html"].map((format) => `report --format ${format}`);
  assert.deepEqual(Object.keys(reports.rounds), [...read, ...formats]);
  timed(secondsOf(reports.rounds), [...read, ...formats], "reports");
  for (const way of formats)
    assert.ok(
      reports.rounds[way].every(({ bytes }) => bytes > 1000),
      way,
    );
});

it("lines: the core, the shell, its script", () => {
  assert.deepEqual(Object.keys(results.lines), ["core", "host", "script"]);
  for (const [part, { lines, files }] of Object.entries(results.lines)) assert.ok(lines > 100 && files > 1, part);
});

it("growth and sizes", () => {
  const amounts = (series) => results.growth.filter((record) => record.series === series).map(({ amount }) => amount);
  assert.deepEqual(
    amounts("verified bytes"),
    Array.from({ length: 8 }, (_, n) => 64 * 4 ** n),
  );
  assert.deepEqual(amounts("links"), [1, 10, 100, 1000]);
  assert.deepEqual(amounts("pulls at once"), [1, 2, 4, 8, 16]);
  const { module, page, installed } = results.sizes;
  for (const { brotli, gzip, raw } of [module, page]) assert.ok(brotli > 0 && brotli < gzip && gzip < raw);
  assert.ok(page.brotli > module.brotli, "the page's script holds the module");
  for (const name of [
    "wechat-function-link",
    "co-wechat-api",
    "tencentcloud-sdk-nodejs-scf",
    "@cloudbase/manager-node",
    "hash-wasm",
    "@noble/hashes",
  ]) {
    assert.ok(installed[name] > 10_000, name);
  }
});

it("both documents take the tables: every goal that is not internal, every client", () => {
  for (const [name, language] of [
    ["docs/performance.md", "english"],
    ["docs/zh-CN/performance.md", "chinese"],
  ]) {
    const document = readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
    const filled = fill(document, results, language);
    const tables = filled.slice(filled.indexOf("<!-- goals:"), filled.indexOf("<!-- end of goals -->"));
    const fleets = filled.slice(filled.indexOf("<!-- fleets:"), filled.indexOf("<!-- end of fleets -->"));
    assert.equal(fleets.match(/^\| --- /gm).length, 3, name);
    assert.doesNotMatch(tables + fleets, /NaN|undefined|Infinity/);
    for (const { id, isInternal } of results.goals)
      assert.equal(tables.includes(`| ${TEXTS[id][language].what} |`), !isInternal, `${name}: ${id}`);
    for (const client of ["getFunctionLink", "ky", "axios", "got", "fetch + AbortSignal.timeout"])
      assert.ok(tables.includes(` ${client} |`), `${name}: ${client}`);
    assert.equal(fill(filled, results, language), filled, `${name}: filled again, it is the same`);
  }
});

it("every goal has a verdict, and every plot is drawn", () => {
  assert.equal(results.goals.length, 34);
  assert.equal(new Set(results.goals.map(({ id }) => id)).size, 34);
  for (const { what, goal, shown, met } of results.goals) {
    assert.ok(what && goal && shown && typeof met === "boolean", what);
    assert.ok(!/NaN|undefined|Infinity/.test(shown), `${what}: ${shown}`);
  }
  for (const name of [
    "sha256-node",
    "sha256-deno",
    "sha256-bun",
    "sha256-chromium",
    "growth-bytes",
    "growth-links",
    "growth-pulls",
  ]) {
    assert.ok(existsSync(new URL(`../target/bench/${name}.svg`, import.meta.url)), name);
    assert.match(read(`${name}.svg`), /^<svg [^]*<path [^]*<\/svg>\n$/);
    assert.doesNotMatch(read(`${name}.svg`), /NaN|undefined/);
  }
});
