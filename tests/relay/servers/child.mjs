// Relays' servers in one process of another runtime, which starts and closes them by lines of JSON. A process for each relay would take
// half a second of a processor.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after } from "node:test";

import { PACKAGE } from "../package.mjs";

const started = [];
after(() => {
  for (const child of started) child.kill("SIGKILL");
});

// Runs `script RELAY`, and returns a function that starts a relay there.
export function relaysOf(program, parameters) {
  let running;
  return async (config) => {
    running ??= run(program, parameters);
    const { child, closed, line } = running;
    child.stdin.write(`${JSON.stringify({ config })}\n`);
    const { value, done } = await Promise.race([line(), closed]);
    if (done) throw new Error(`${program} ended: ${value}`);
    const { id, origin } = JSON.parse(value);
    return { origin, close: () => void child.stdin.write(`${JSON.stringify({ close: id })}\n`) };
  };
}

function run(program, parameters) {
  const { href } = new URL("relay.js", PACKAGE);
  const child = spawn(program, [...parameters, href], {
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  started.push(child);
  let complaints = "";
  child.stderr.on("data", (data) => (complaints += data));
  child.stdin.on("error", () => {});
  const closed = once(child, "close").then(() => ({ done: true, value: complaints }));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // Answers come in the order of the questions.
  return { child, closed, line: () => lines.next() };
}
