// What `cargo xtask bench --quick` left behind: every comparison is there. No time is judged.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";

const read = (name) => readFileSync(new URL(`../target/bench/${name}`, import.meta.url), "utf8");
const results = JSON.parse(read("quick.json"));
const SERVER_SIDE = ["Node", "Deno", "Bun"];
const OURS = ["verifyChecksum", "verifyChecksum, engine wasm"];
const PEERS = ["hash-wasm, reused", "@noble/hashes"];

function timed(times, ways, where) {
  for (const way of ways) {
    assert.ok(times[way]?.length >= 2, `${where}: ${way} is missing`);
    assert.ok(times[way].every((time) => Number.isFinite(time) && time > 0), `${where}: ${way} was not timed`);
    assert.equal(times[way].length, times[ways[0]].length, `${where}: not in turn`);
  }
}

it("hashing: every way in every runtime, whole and streamed", () => {
  assert.deepEqual(Object.keys(results.hashing).sort(), [...SERVER_SIDE, "Chromium"].sort());
  for (const [runtime, records] of Object.entries(results.hashing)) {
    const own = runtime === "Chromium" ? [] : ["createHash"];
    assert.deepEqual(records.map(({ mode, size }) => [mode, size]), [["whole", 64], ["whole", 65_536], ["whole", 2 ** 20], ["streamed", 2 ** 20]]);
    for (const { mode, size, times } of records) {
      const whole = mode === "whole" ? ["hash-wasm, promise", "crypto.subtle", ...(size === 64 ? ["the module, synchronous"] : [])] : [];
      timed(times, [...OURS, ...PEERS, ...own, ...whole], `${runtime}, ${mode}, ${size}`);
    }
  }
});

it("fresh processes, links, pulls", () => {
  for (const runtime of SERVER_SIDE) {
    for (const size of ["64 B", "8 MiB"]) timed(results.first[runtime][size], [...OURS, "hash-wasm", "@noble/hashes", "createHash"], runtime);
    assert.deepEqual(results.calls[runtime].map(({ mode }) => mode), ["alone", "64 in flight"]);
    for (const { times } of results.calls[runtime]) timed(times, ["getFunctionLink", "fetch + JSON.parse"], runtime);
  }
  timed(results.required, ["co-wechat-api", "tencentcloud-sdk-nodejs-scf", "@cloudbase/manager-node"], "require");
  for (const way of ["saveFunction", "fetch + pipeline + createHash", "fetch + pipeline"]) {
    assert.ok(results.pull.times[way].every(({ seconds, baseMib, peakMib }) => seconds > 0 && peakMib >= baseMib && baseMib > 0), way);
  }
});

it("growth and sizes", () => {
  const amounts = (series) => results.growth.filter((record) => record.series === series).map(({ amount }) => amount);
  assert.deepEqual(amounts("verified bytes"), Array.from({ length: 8 }, (_, n) => 64 * 4 ** n));
  assert.deepEqual(amounts("links"), [1, 10, 100, 1000]);
  assert.deepEqual(amounts("pulls at once"), [1, 2, 4, 8, 16]);
  const { module, installed } = results.sizes;
  assert.ok(module.brotli > 0 && module.brotli < module.gzip && module.gzip < module.raw);
  for (const name of ["wechat-function-link", "co-wechat-api", "tencentcloud-sdk-nodejs-scf", "@cloudbase/manager-node", "hash-wasm", "@noble/hashes"]) {
    assert.ok(installed[name] > 10_000, name);
  }
});

it("every goal has a verdict, and every plot is drawn", () => {
  assert.equal(results.goals.length, 15);
  for (const { what, goal, shown, met } of results.goals) {
    assert.ok(what && goal && shown && typeof met === "boolean", what);
    assert.ok(!/NaN|undefined|Infinity/.test(shown), `${what}: ${shown}`);
  }
  for (const name of ["sha256-node", "sha256-deno", "sha256-bun", "sha256-chromium", "growth-bytes", "growth-links", "growth-pulls"]) {
    assert.ok(existsSync(new URL(`../target/bench/${name}.svg`, import.meta.url)), name);
    assert.match(read(`${name}.svg`), /^<svg [^]*<path [^]*<\/svg>\n$/);
    assert.doesNotMatch(read(`${name}.svg`), /NaN|undefined/);
  }
});
