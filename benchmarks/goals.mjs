// The goals, and whether what was measured meets them. A goal that is not met stays in the table, with what limits it.
import { median } from "./turns.mjs";

const KIB = 1024;
const SERVER_SIDE = ["Node", "Deno", "Bun"];

// How many times as long `other` takes as `ours`: the median of the rounds' ratios, and the quarter's spread around it.
export function ratioOf(times, ours, other) {
  const ratios = times[ours].map((time, round) => times[other][round] / time).toSorted((a, b) => a - b);
  const at = (part) => ratios[Math.round(part * (ratios.length - 1))];
  return { value: median(ratios), low: at(0.25), high: at(0.75) };
}

const records = (results, runtime, mode) => results.hashing[runtime].filter((record) => mode === undefined || record.mode === mode);
const named = ({ mode, size }) => `${mode === "streamed" ? "streamed " : ""}${sizeName(size)}`;
export const sizeName = (size) => (size < KIB ? `${size} B` : size < KIB ** 2 ? `${size / KIB} KiB` : size < KIB ** 3 ? `${size / KIB ** 2} MiB` : `${size / KIB ** 3} GiB`);

// The worst of many: that one has to meet the goal.
const worst = (all, better = (a, b) => a.value - b.value) => all.toSorted(better)[0];
const hashingRatios = (results, runtimes, accept, ours, others) =>
  runtimes.flatMap((runtime) =>
    records(results, runtime).filter(accept).flatMap((record) =>
      others.filter((other) => record.times[other]).map((other) => ({ ...ratioOf(record.times, ours, other), where: `${runtime}, ${named(record)}` }))));
const whole = (least) => ({ mode, size }) => mode === "whole" && size >= least;
const anywhere = () => true;
const OWN = "verifyChecksum, engine wasm";
const times = (value) => `${value.toFixed(2)}×`;

const atLeast = (goal, what, found) => ({ what, goal: `≥ ${times(goal)}`, ...found, shown: times(found.value), met: found.value >= goal });
const callsOf = (results, mode) => SERVER_SIDE.map((runtime) => ({ runtime, ...results.calls[runtime].find((record) => record.mode === mode) }));
const overhead = ({ times }, how) => {
  const all = times["getFunctionLink"].map((ours, round) => how(ours, times["fetch + JSON.parse"][round])).toSorted((a, b) => a - b);
  const at = (part) => all[Math.round(part * (all.length - 1))];
  return { value: median(all), low: at(0.25), high: at(0.75) };
};

export function goals(results) {
  const runtimes = Object.keys(results.hashing);
  const small = ({ mode, size }) => mode === "whole" && size === 64;
  const firstOf = (ours) => worst(SERVER_SIDE.map((runtime) => ({ ...ratioOf(results.first[runtime]["8 MiB"], ours, "hash-wasm"), where: runtime })));
  const inFlight = worst(callsOf(results, "64 in flight").map((record) => ({ ...overhead(record, (ours, bare) => 100 * (ours / bare - 1)), where: record.runtime })), (a, b) => b.value - a.value);
  const alone = worst(callsOf(results, "alone").map((record) => ({ ...overhead(record, (ours, bare) => 1000 * (ours - bare)), where: record.runtime })), (a, b) => b.value - a.value);
  const pulls = results.pull.times;
  const seconds = Object.fromEntries(Object.entries(pulls).map(([way, runs]) => [way, runs.map((run) => run.seconds)]));
  const memory = pulls["saveFunction"].map(({ peakMib }, round) => peakMib - pulls["fetch + pipeline"][round].peakMib).toSorted((a, b) => a - b);
  const required = (way) => ratioOf({ ours: results.first.Node["64 B"].verifyChecksum, way: results.required[way] }, "ours", "way");
  const noble = overheadRatio(results.first.Node["64 B"]);
  const brotli = results.sizes.module.brotli / 1000;

  return [
    atLeast(0.93, "verify ≥ 64 KiB on Node, Deno, Bun, beside bare createHash", worst(hashingRatios(results, SERVER_SIDE, whole(64 * KIB), "verifyChecksum", ["createHash"]))),
    atLeast(2.5, "verify in a browser, whole buffer ≥ 64 KiB, beside hash-wasm", worst(hashingRatios(results, ["Chromium"], whole(64 * KIB), "verifyChecksum", ["hash-wasm, reused"]))),
    atLeast(1.15, "the module's own engine beside hash-wasm, every size and runtime, one shot and streamed", worst(hashingRatios(results, runtimes, anywhere, OWN, ["hash-wasm, reused"]))),
    atLeast(1.5, "the module's own engine beside @noble/hashes, likewise", worst(hashingRatios(results, runtimes, anywhere, OWN, ["@noble/hashes"]))),
    atLeast(1.2, "64 bytes through the promise, beside hash-wasm's", worst(hashingRatios(results, runtimes, small, "verifyChecksum", ["hash-wasm, promise"]))),
    atLeast(1.5, "64 bytes by the synchronous engine, beside hash-wasm's", worst(hashingRatios(results, runtimes, small, "the module, synchronous", ["hash-wasm, reused"]))),
    atLeast(1, "the first 8 MiB in a fresh process, beside hash-wasm", firstOf("verifyChecksum")),
    atLeast(1, "the same by the module's own engine", firstOf(OWN)),
    { what: "getFunctionLink beside bare fetch and JSON.parse, 64 in flight", goal: "≤ 5 % more", ...inFlight, shown: `${inFlight.value.toFixed(1)} %`, met: inFlight.value <= 5 },
    { what: "the same alone", goal: "≤ 100 µs more", ...alone, shown: `${alone.value.toFixed(0)} µs`, met: alone.value <= 100 },
    atLeast(0.95, `a pull of ${sizeName(results.pull.size)} to a file, beside Node's fetch + pipeline + createHash`, { ...ratioOf(seconds, "saveFunction", "fetch + pipeline + createHash"), where: "Node" }),
    { what: "its peak memory, above the same stream without hashing", goal: "≤ 16 MB", value: median(memory), low: memory[0], high: memory.at(-1), where: "Node", shown: `${median(memory).toFixed(0)} MiB`, met: median(memory) <= 16 },
    { what: "the module, compressed by brotli", goal: "≤ 64 KB", value: brotli, where: "", shown: `${brotli.toFixed(1)} KB`, met: brotli <= 64 },
    { what: "import to first verify in a fresh process, beside @noble/hashes", goal: "≤ 1.20×", ...noble, where: "Node", shown: times(noble.value), met: noble.value <= 1.2 },
    atLeast(10, "the same beside @cloudbase/manager-node's require", { ...required("@cloudbase/manager-node"), where: "Node" }),
  ];
}

function overheadRatio(first) {
  const { value, low, high } = ratioOf({ ours: first["@noble/hashes"], way: first.verifyChecksum }, "ours", "way");
  return { value, low, high };
}

// What stands in the way where a goal is not met, by the first words of what it is about.
const LIMITS = {
  "verify ≥ 64 KiB": "to ask the module for a hash and to compare the digits there costs 1 to 2 µs more than the 43 µs that 64 KiB take; buffers above 8 MiB go through a promise and in pieces, between which other tasks get their turn",
  "verify in a browser": "crypto.subtle's copy and its trip to another thread, which depends on how busy the other processor is",
  "the module's own engine": "a promise and the source's checks for each piece of 64 KiB",
  "64 bytes": "the checksum's 64 digits are read and compared as well, which the peer is spared",
  "the first 8 MiB": "the module's size: it is decoded and compiled before anything else",
  "getFunctionLink": "some 45 µs of a busy processor's time in Deno, 75 in Node: the signal and the timer that a bare fetch does without, and what decodes, redacts and checks in the module, no part of it above 3 µs",
  "the same alone": "as above",
  "a pull": "the time-outs and progress of each piece, and the flush to the disk that pipeline does without",
  "its peak memory": "pieces that wait to be written in one go",
  "the module, compressed": "no single part: `cargo xtask size` lists them. The texts take 12 KB, downloads 9, engines and sources 7, the relay's policy 5, JSON 5, formatting 3, the allocator 2",
  "import to first verify": "to decode, validate and instantiate the module takes 5 ms: its size",
  "the same beside @cloudbase": "as above",
};
const limitOf = (what) => Object.entries(LIMITS).find(([start]) => what.startsWith(start))[1];

export function table(goals) {
  const verdict = ({ met, what }) => (met ? "met" : `**not met**: ${limitOf(what)}`);
  const rows = goals.map((goal) => `| ${goal.what} | ${goal.goal} | ${goal.shown}${goal.where ? ` (${goal.where})` : ""} | ${verdict(goal)} |`);
  return `| what | goal | measured, the worst case | |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

// Writes the table into README.md, between its marks.
export function fill(readme, { environment, goals }) {
  const { versions, processor, processors, date } = environment;
  const runtimes = Object.entries(versions).map(([name, version]) => `${name} ${/\d+\.\d+[.\d]*/.exec(version)[0]}`).join(", ");
  const where = `Measured on ${date.slice(0, 10)}: ${runtimes}; ${processors} processors (${processor}).`;
  const [open, close] = ["<!-- goals: written by cargo xtask bench -->\n", "<!-- end of goals -->"];
  const [start, end] = [readme.indexOf(open) + open.length, readme.indexOf(close)];
  if (start < open.length || end < start) throw new Error("README.md lost its marks of the goals' table");
  return `${readme.slice(0, start)}\n${where}\n\n${table(goals)}\n${readme.slice(end)}`;
}
