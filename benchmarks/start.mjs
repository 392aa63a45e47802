import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

// Starts benchmarks/server.mjs: `{ url, checksum, figures(), stop() }`.
export async function startServer(mode, size) {
  const child = fork(fileURLToPath(new URL("server.mjs", import.meta.url)), [mode, String(size)], { execArgv: [] });
  const [{ port, checksum }] = await once(child, "message");
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    checksum,
    figures: async () => (await fetch(`${url}/figures`)).json(),
    stop: () => child.disconnect(),
  };
}

export const MIB = 1024 * 1024;
export const residentMib = () => Math.round(process.memoryUsage().rss / MIB);

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
