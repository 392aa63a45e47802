// The goals, and whether the measurements meet them. A goal that is not met stays in the table, with its limit. goal-texts.mjs has the
// texts by the goals' ids.
import { TEXTS } from "./goal-texts.mjs";
import { median } from "./turns.mjs";

const KIB = 1024;
const SERVER_SIDE = ["Node", "Deno", "Bun"];
// Bun's calls are measured without a goal.
const CALLING = ["Node", "Deno"];
// With 64 in flight the clock includes the server's work. The processor time is only the caller's.
const IN_FLIGHT = { mode: "64 in flight", figures: "processor" };
const ALONE = { mode: "alone", figures: "times" };

// The time of `other` divided by that of `ours`: the median of the rounds' ratios, and its quartiles.
export function ratioOf(times, ours, other) {
  const ratios = times[ours].map((time, round) => times[other][round] / time).toSorted((a, b) => a - b);
  const at = (part) => ratios[Math.round(part * (ratios.length - 1))];
  return { value: median(ratios), low: at(0.25), high: at(0.75) };
}

// The seconds of each way's runs.
export const secondsOf = (runs) =>
  Object.fromEntries(Object.entries(runs).map(([way, all]) => [way, all.map((run) => run.seconds)]));

const records = (results, runtime, mode) =>
  results.hashing[runtime].filter((record) => mode === undefined || record.mode === mode);
const named = ({ mode, size }) => `${mode === "streamed" ? "streamed " : ""}${sizeName(size)}`;
export const sizeName = (size) =>
  size < KIB
    ? `${size} B`
    : size < KIB ** 2
      ? `${size / KIB} KiB`
      : size < KIB ** 3
        ? `${size / KIB ** 2} MiB`
        : `${size / KIB ** 3} GiB`;
export const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

// The worst of many results, which has to meet the goal.
const least = (all) => all.toSorted((a, b) => a.value - b.value)[0];
const largest = (all) => all.toSorted((a, b) => b.value - a.value)[0];
const hashingRatios = (results, runtimes, accept, ours, others) =>
  runtimes.flatMap((runtime) =>
    records(results, runtime)
      .filter(accept)
      .flatMap((record) =>
        others
          .filter((other) => record.times[other])
          .map((other) => ({ ...ratioOf(record.times, ours, other), where: `${runtime}, ${named(record)}` })),
      ),
  );
const whole =
  (least) =>
  ({ mode, size }) =>
    mode === "whole" && size >= least;
const small = ({ mode, size }) => mode === "whole" && size === 64;
const anywhere = () => true;
const OWN = "verifyChecksum, engine wasm";
export const times = (value) => `${value.toFixed(2)}×`;

const atLeast = (goal, id, found) => ({
  id,
  goal: `≥ ${times(goal)}`,
  ...found,
  shown: times(found.value),
  met: found.value >= goal,
});
const atMost = (goal, id, found) => ({
  id,
  goal: `≤ ${times(goal)}`,
  ...found,
  shown: times(found.value),
  met: found.value <= goal,
});
const ahead = (id, found) => ({ id, goal: `< ${times(1)}`, ...found, shown: times(found.value), met: found.value < 1 });
const kilobytes = (most, id, bytes) => ({
  id,
  goal: `≤ ${most} KB`,
  value: bytes / 1000,
  where: "",
  shown: `${(bytes / 1000).toFixed(1)} KB`,
  met: bytes / 1000 <= most,
});

// The largest of getFunctionLink's times divided by other clients'.
function callRatio(results, runtimes, modes, others) {
  const all = runtimes.flatMap((runtime) =>
    modes.flatMap(({ mode, figures }) => {
      const record = results.calls[runtime].find((record) => record.mode === mode);
      const where = (other) =>
        [runtime, ...(modes.length > 1 ? [mode] : []), ...(others.length > 1 ? [other] : [])].join(", ");
      return others.map((other) => ({ ...ratioOf(record[figures], other, "getFunctionLink"), where: where(other) }));
    }),
  );
  return largest(all);
}

// The largest number of crossings of the records with these names.
function crossings(most, id, results, name) {
  const all = Object.entries(results.crossings).flatMap(([runtime, { records }]) =>
    records
      .filter(({ what }) => name.test(what))
      .map(({ total }) => ({ value: Number(total.toFixed(1)), where: runtime })),
  );
  const found = largest(all);
  return { id, goal: most === 0 ? "0" : `≤ ${most}`, ...found, shown: String(found.value), met: found.value <= most };
}

// The growth of the heap and of the memory outside of it, mostly the module's, after the first 10,000 merchants.
function merchants({ merchants: [first, ...more] }) {
  const last = more.at(-1);
  const megabytes = (last.heap + last.external - first.heap - first.external) / 1e6;
  const where = `Node, ${thousands(last.merchants)}`;
  return {
    id: "merchants",
    goal: "≤ 2 MB",
    value: megabytes,
    where,
    shown: `${megabytes.toFixed(1)} MB`,
    met: megabytes <= 2,
  };
}

// How many times as long another way takes for a package: the least of the runtimes.
function packageRatio(results, runtimes, name, other) {
  return least(
    runtimes.map((runtime) => {
      const { times } = results.packages[runtime].find((record) => record.name === name);
      return { ...ratioOf(times, "inspectPackage", other), where: runtime };
    }),
  );
}

function firstInspection({ firstInspect }) {
  const found = largest(
    Object.entries(firstInspect).map(([runtime, { inspectPackage }]) => ({
      value: median(inspectPackage),
      low: Math.min(...inspectPackage),
      high: Math.max(...inspectPackage),
      where: runtime,
    })),
  );
  const shown = `${found.value.toFixed(0)} ms`;
  return { id: "inspect-first", goal: "< 60 ms", ...found, shown, met: found.value < 60 };
}

// Goals for contributors: docs/performance.md leaves out those with `isInternal`.
function sources({ core, host, script }) {
  const shell = host.lines + script.lines;
  const goal = (id, goal, value, met) => ({
    id,
    goal,
    value,
    shown: thousands(value),
    where: "",
    met,
    isInternal: true,
  });
  return [
    goal("core", `> ${thousands(shell)}`, core.lines, core.lines > shell),
    goal("host", "≤ 1,800", host.lines, host.lines <= 1800),
    goal("host-files", "≤ 14", host.files, host.files <= 14),
  ];
}

export function goals(results) {
  const runtimes = Object.keys(results.hashing);
  const firstOf = (ours) =>
    least(
      SERVER_SIDE.map((runtime) => ({
        ...ratioOf(results.first[runtime]["8 MiB"], ours, "hash-wasm"),
        where: runtime,
      })),
    );
  const pulls = results.pull.times;
  const seconds = secondsOf(pulls);
  const memory = pulls.saveFunction
    .map(({ peakMib }, round) => peakMib - pulls["fetch + pipeline"][round].peakMib)
    .toSorted((a, b) => a - b);
  const workerSeconds = secondsOf(results.fleets.workers.rounds);
  const firstVerify = results.first.Node["64 B"];
  const required = { ours: firstVerify.verifyChecksum, cloudbase: results.required["@cloudbase/manager-node"] };

  const all = [
    atLeast(
      0.93,
      "verify",
      least(hashingRatios(results, SERVER_SIDE, whole(64 * KIB), "verifyChecksum", ["createHash"])),
    ),
    atLeast(
      2.5,
      "verify-browser",
      least(hashingRatios(results, ["Chromium"], whole(64 * KIB), "verifyChecksum", ["hash-wasm, reused"])),
    ),
    atLeast(1.15, "engine-hash-wasm", least(hashingRatios(results, runtimes, anywhere, OWN, ["hash-wasm, reused"]))),
    atLeast(1.5, "engine-noble", least(hashingRatios(results, runtimes, anywhere, OWN, ["@noble/hashes"]))),
    atLeast(
      1.2,
      "small-promise",
      least(hashingRatios(results, runtimes, small, "verifyChecksum", ["hash-wasm, promise"])),
    ),
    atLeast(
      1.5,
      "small-synchronous",
      least(hashingRatios(results, runtimes, small, "the module, synchronous", ["hash-wasm, reused"])),
    ),
    atLeast(1, "first", firstOf("verifyChecksum")),
    atLeast(1, "first-own", firstOf(OWN)),
    atMost(1.15, "calls-in-flight", callRatio(results, CALLING, [IN_FLIGHT], ["hand-written"])),
    atMost(1.15, "calls-alone", callRatio(results, CALLING, [ALONE], ["hand-written"])),
    ahead("calls-ky", callRatio(results, CALLING, [IN_FLIGHT, ALONE], ["ky"])),
    ahead("calls-axios-got", callRatio(results, ["Deno"], [IN_FLIGHT, ALONE], ["axios", "got"])),
    crossings(26, "crossings-link", results, /^link/),
    crossings(60, "crossings-download", results, /^download/),
    crossings(2, "crossings-own", results, /^per 64 KiB: .* the module's engine$/),
    crossings(0, "crossings-native", results, /^per 64 KiB: .* the runtime's engine$/),
    merchants(results),
    atLeast(0.95, "pull", {
      ...ratioOf(seconds, "saveFunction", "fetch + pipeline + createHash"),
      where: `Node, ${sizeName(results.pull.size)}`,
    }),
    {
      id: "pull-memory",
      goal: "≤ 16 MB",
      value: median(memory),
      low: memory[0],
      high: memory.at(-1),
      where: "Node",
      shown: `${median(memory).toFixed(0)} MiB`,
      met: median(memory) <= 16,
    },
    atLeast(1, "inspect-small-fflate", packageRatio(results, runtimes, "small", "fflate")),
    atLeast(1, "inspect-large-fflate", packageRatio(results, runtimes, "large", "fflate")),
    atLeast(1, "inspect-small-yauzl", packageRatio(results, ["Node"], "small", "yauzl + zlib")),
    atLeast(0.5, "inspect-large-yauzl", packageRatio(results, ["Node"], "large", "yauzl + zlib")),
    firstInspection(results),
    atLeast(1, "diff", { ...ratioOf(results.diff, "diff", "unzip + git diff"), where: "Node" }),
    atLeast(1.8, "fleet-workers", {
      ...ratioOf(workerSeconds, "BullMQ, 2 workers", "BullMQ, 1 worker"),
      where: "Node",
    }),
    kilobytes(62, "module", results.sizes.module.brotli),
    kilobytes(45, "package-module", results.sizes.packageModule.brotli),
    kilobytes(95, "page", results.sizes.page.brotli),
    atMost(1.2, "import", { ...ratioOf(firstVerify, "@noble/hashes", "verifyChecksum"), where: "Node" }),
    atLeast(10, "import-cloudbase", { ...ratioOf(required, "ours", "cloudbase"), where: "Node" }),
    ...sources(results.lines),
  ];
  return all.map((goal) => ({ ...goal, what: TEXTS[goal.id].english.what }));
}
