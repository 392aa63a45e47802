// Runs a script of this folder in this runtime to its end, and returns its output.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** @import { TestContext } from "node:test" */

const DENO = ["run", "--allow-all", "--no-check", "--no-prompt", "--node-modules-dir=manual"];

/** @param {TestContext} t @param {string} name @param {string[]} parameters */
export const printed = (t, name, ...parameters) => printedUnder(t, [], name, ...parameters);

// The same with V8's own flags.
/** @param {TestContext} t @param {string[]} v8Flags @param {string} name @param {string[]} parameters */
export async function printedUnder(t, v8Flags, name, ...parameters) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const flags = globalThis.Deno ? [...DENO, ...v8Flags.map((flag) => `--v8-flags=${flag}`)] : v8Flags;
  const child = spawn(process.execPath, [...flags, script, ...parameters], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  let [output, complaints] = ["", ""];
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (complaints += data));
  const [code] = await once(child, "close");
  assert.equal(code, 0, complaints);
  return output;
}
