// The plots of docs/performance.md.
import { sizeName } from "./goals.mjs";
import { plot } from "./plot.mjs";
import { median } from "./turns.mjs";

const WAYS = [
  "verifyChecksum",
  "verifyChecksum, engine wasm",
  "createHash",
  "crypto.subtle",
  "hash-wasm, reused",
  "@noble/hashes",
];

function throughput(results, runtime) {
  const whole = results.hashing[runtime].filter(({ mode }) => mode === "whole");
  const lines = {};
  for (const way of WAYS) {
    const line = whole
      .filter(({ times }) => times[way])
      .map(({ size, times }) => [size, size / 1000 / median(times[way])]);
    if (line.length) lines[way] = line;
  }
  const sizes = whole.map(({ size }) => size);
  const ticks = sizes.filter((_, n) => n % 2 === 0 || n === sizes.length - 1);
  return plot({
    title: `SHA-256 of a buffer in ${runtime}`,
    upwards: "MB/s, more is better",
    lines,
    ticks,
    tickName: sizeName,
  });
}

function growth(results, series, tickName) {
  const records = results.growth.filter((record) => record.series === series);
  const ticks = records.map(({ amount }) => amount).filter((_, n, all) => n % Math.ceil(all.length / 7) === 0);
  const lines = {
    milliseconds: records.map(({ amount, milliseconds }) => [amount, milliseconds]),
    "MiB more in memory": records.map(({ amount, moreMib }) => [amount, Math.max(moreMib, 0.1)]),
  };
  return plot({
    title: `As work grows: ${series}`,
    upwards: "milliseconds, and resident memory above what was there before",
    lines,
    ticks,
    tickName,
  });
}

export const plots = (results) => ({
  ...Object.fromEntries(
    Object.keys(results.hashing).map((runtime) => [`sha256-${runtime.toLowerCase()}`, throughput(results, runtime)]),
  ),
  "growth-bytes": growth(results, "verified bytes", sizeName),
  "growth-links": growth(results, "links", String),
  "growth-pulls": growth(results, "pulls at once", String),
});
