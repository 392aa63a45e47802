// For tests of saveFunction: packages of any size behind a real socket, folders of their own, and programs that save.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { saveFunction } from "wechat-function-link/fs";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN } from "./calls.mjs";
import { fetchServer } from "./server.mjs";

/** @import { Handler } from "./server.mjs" */
/** @import { TestContext } from "node:test" */
/** @import { DownloadOptions } from "wechat-function-link" */
/** @import { SandboxFunction } from "wechat-function-link/sandbox" */

/** @typedef {{ [functionName: string]: Uint8Array | Partial<SandboxFunction> }} Packages */

export const MIB = 1024 * 1024;
export const PARTIAL = /^\.wfl-[0-9a-f]{10}-\d+-[0-9a-z]+-[0-9a-f]{12}$/;
export const inDeno = globalThis.Deno !== undefined;

/** @param {number} length */
export const bytesOf = (length) => randomFillSync(new Uint8Array(length));
/** @param {string} functionName */
export const functionRequest = (functionName) => ({ accessToken: CANARY_TOKEN, env: "saved", functionName });

// A sandbox with one function per package: { name: bytes, or a sandbox function's other fields }.
/** @param {Packages} packages */
export function sandboxOf(packages) {
  const functions = Object.entries(packages).map(([functionName, given]) => {
    return { env: "saved", functionName, ...(given instanceof Uint8Array ? { package: given } : given) };
  });
  return createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" }, functions });
}

// The same on a real socket; `changed` may put something of its own in front.
/** @param {TestContext} t @param {Packages} packages @param {(handler: Handler) => Handler} [changed] */
export const platform = (t, packages, changed = (handler) => handler) =>
  fetchServer(t, changed(sandboxOf(packages).fetch));

/** @param {string} url @param {string} functionName @param {string} path @param {DownloadOptions} [options] */
export const save = (url, functionName, path, options) =>
  saveFunction(functionRequest(functionName), path, { baseUrl: url, allowedHosts: ["127.0.0.1"], ...options });

/** @param {TestContext} t */
export function folderOf(t) {
  const folder = mkdtempSync(join(tmpdir(), "save-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Deno's node:test runs no t.after of a test inside a describe.
  if (inDeno) globalThis.addEventListener("unload", remove);
  else t.after(remove);
  return folder;
}

// Exactly these files, byte for byte: nothing partial beside them.
/** @param {string} folder @param {{ [name: string]: Uint8Array }} files */
export function assertFiles(folder, files) {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(files).sort());
  for (const [name, bytes] of Object.entries(files)) {
    assert.ok(readFileSync(join(folder, name)).equals(bytes), `${name} has other bytes`);
  }
}

// A system's program that tests need, as mkfifo, mknod and mount.
/** @param {string} program @param {string[]} parameters */
export function system(program, ...parameters) {
  const { status, stderr, error } = spawnSync(program, parameters, { encoding: "utf8" });
  const command = [program, ...parameters].join(" ");
  assert.equal(
    status,
    0,
    `this test runs \`${command}\`: run it on Linux, as root (${error?.message ?? stderr.trim()})`,
  );
}

// Starts saving-child.mjs.
/** @param {TestContext} t @param {object} work @param {{ permissions?: string[], before?: string[] }} [options] */
export const savingChild = (t, work, options) => childOf(t, "saving-child.mjs", work, options);

// Starts a program of this folder in this runtime. `line()` is what it says next; `go()` has it work once more. `before` is a command that
// starts it.
/** @param {TestContext} t @param {string} name @param {object} work @param {{ permissions?: string[], before?: string[] }} [options] */
export function childOf(t, name, work, { permissions = ["--allow-all"], before = [] } = {}) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const deno = ["run", ...permissions, "--no-check", "--no-prompt", "--node-modules-dir=manual"];
  const [program, ...parameters] = [...before, process.execPath, ...(inDeno ? deno : []), script, JSON.stringify(work)];
  const child = spawn(program, parameters, {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (data) => (complaints += data));
  child.stdin.on("error", () => {});
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  t.after(() => child.kill("SIGKILL"));
  return {
    go: () => child.stdin.write("go\n"),
    async line() {
      const { value, done } = await lines.next();
      assert.ok(!done, `the child ended: ${complaints}`);
      return value;
    },
    async kill({ byItself = false } = {}) {
      if (!byItself) child.kill("SIGKILL");
      const [code, signal] = await closed;
      assert.equal(signal, "SIGKILL", `it ended by itself, ${code}: ${complaints}`);
    },
    async end() {
      child.stdin.end();
      const [code] = await closed;
      assert.equal(code, 0, complaints);
    },
  };
}
