// A relay's server in its own process, which prints its origin when it listens.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { PACKAGE } from "../package.mjs";

// Runs `script RELAY CONFIG`.
export async function startChild(program, parameters, config) {
  const { href } = new URL("relay.js", PACKAGE);
  const child = spawn(program, [...parameters, href, JSON.stringify(config)], {
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (data) => (complaints += data));
  const closed = once(child, "close").then(() => ({ done: true }));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await Promise.race([lines.next(), closed]);
  if (done) throw new Error(`${program} ended: ${complaints}`);
  return {
    origin: value,
    async close() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
