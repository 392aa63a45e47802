// The relay under Deno.serve, in a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { PACKAGE } from "../package.mjs";

const { DENO = "deno" } = process.env;
const script = fileURLToPath(new URL("deno-child.mjs", import.meta.url));

export async function start(config) {
  const { href } = new URL("relay.js", PACKAGE);
  const child = spawn(DENO, ["run", "--no-check", "--allow-all", "--node-modules-dir=manual", script, href, JSON.stringify(config)], {
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (data) => (complaints += data));
  const closed = once(child, "close").then(() => ({ done: true }));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await Promise.race([lines.next(), closed]);
  if (done) throw new Error(`Deno ended: ${complaints}`);
  return {
    origin: value,
    async close() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
