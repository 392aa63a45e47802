// Times ways of doing the same thing by tinybench, in turn: A B A B …, round after round, so that other load on the machine meets all of
// them. Returns each way's milliseconds per operation, one number per round.
import { Bench } from "tinybench";

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// One operation is shorter than a clock's tick, especially in a browser: many are timed together.
async function batchOf(way, batchMilliseconds) {
  const first = way();
  const isAsync = typeof first?.then === "function";
  await first;
  const times = isAsync
    ? async (count) => {
        for (let at = 0; at < count; at++) await way();
      }
    : (count) => {
        for (let at = 0; at < count; at++) way();
      };
  let count = 1;
  // Twice, so that an interruption does not count as a long batch.
  for (;;) {
    let took = Infinity;
    for (let run = 0; run < 2; run++) {
      const start = performance.now();
      await times(count);
      took = Math.min(took, performance.now() - start);
      if (took < batchMilliseconds) break;
    }
    if (took >= batchMilliseconds || count >= 1e6) return { count, isAsync, run: () => times(count) };
    count = Math.ceil(count * Math.min(10, Math.max(1.5, (1.2 * batchMilliseconds) / Math.max(took, 0.01))));
  }
}

// Lets Node release memory between ways: it frees crypto.subtle's copy of 64 MiB at the next turn of the event loop, in 13 ms, which would
// count for the next way that yields.
const cleared = () => new Promise((resolve) => setTimeout(resolve, 0));

// The processor time of this process and its threads so far, in milliseconds; undefined where the runtime does not report it.
function processorTime() {
  const usage = globalThis.process?.cpuUsage?.();
  return usage && (usage.user + usage.system) / 1000;
}

// Returns `{ times, processor }`: milliseconds per operation by the clock, and of the processor where the runtime reports it.
export async function measuredInTurn(ways, { rounds, milliseconds, batchMilliseconds = 2 }) {
  const batches = {};
  for (const [name, way] of Object.entries(ways)) batches[name] = await batchOf(way, batchMilliseconds);
  const figures = () => Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  const [times, processor] = [figures(), processorTime() === undefined ? {} : figures()];
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ time: milliseconds, iterations: 1, warmup: false });
    for (const [name, { count, isAsync, run }] of Object.entries(batches)) {
      let [operations, before] = [0, 0];
      const counted = () => {
        operations += count;
        return run();
      };
      const beforeAll = async () => {
        await cleared();
        [operations, before] = [0, processorTime()];
      };
      const afterAll = () => processor[name]?.push((processorTime() - before) / operations);
      bench.add(name, counted, { async: isAsync, beforeAll, afterAll });
    }
    await bench.run();
    for (const { name, result } of bench.tasks) {
      if (result.state !== "completed") throw result.error ?? new Error(`${name}: ${result.state}`);
      times[name].push(result.latency.p50 / batches[name].count);
    }
  }
  return { times, processor };
}

export const inTurn = async (ways, turns) => (await measuredInTurn(ways, turns)).times;
