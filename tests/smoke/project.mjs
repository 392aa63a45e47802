// Empty projects with the packed package in them, as a user would install it. TARBALL is the package, SMOKE the folder that the
// matrix's tools are installed in.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";

const { TARBALL, SMOKE } = process.env;
assert.ok(TARBALL && SMOKE, "run this by cargo xtask test");

const ENVIRONMENT = {
  ...process.env,
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
  CI: "1",
  NODE_TEST_CONTEXT: undefined,
  DENO_NO_UPDATE_CHECK: "1",
  DENO_NO_PROMPT: "1",
  NEXT_TELEMETRY_DISABLED: "1",
};

// Installed once by npm, then copied: the tarball brings nothing but itself.
const template = await mkdtemp(join(tmpdir(), "wechat-function-link-installed-"));
after(() => rm(template, { recursive: true, force: true }));
await writeFile(join(template, "package.json"), JSON.stringify({ private: true }));
await run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", TARBALL], { cwd: template });

async function fill(folder, files, metadata) {
  await cp(join(template, "node_modules"), join(folder, "node_modules"), { recursive: true });
  if (metadata) await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, ...metadata }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

// A folder with nothing above it; without package.json where `metadata` is null.
export async function project(t, files = {}, metadata = { type: "module" }) {
  const folder = await mkdtemp(join(tmpdir(), "wechat-function-link-project-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return fill(folder, files, metadata);
}

// A folder below the matrix's tools, which it finds as its own.
export async function projectBesideTools(t, files = {}, metadata = { type: "module" }) {
  await mkdir(join(SMOKE, "projects"), { recursive: true });
  const folder = await mkdtemp(join(SMOKE, "projects/project-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return fill(folder, files, metadata);
}

export const tool = (name) => join(SMOKE, "node_modules", ".bin", name);

// A program's standard output. A failed program is an error with its output.
export async function run(program, parameters, options) {
  const started = promisify(execFile)(program, parameters, {
    maxBuffer: 1e8,
    timeout: 240_000,
    env: ENVIRONMENT,
    ...options,
  });
  const { stdout } = await started.catch((error) => assert.fail(`${error.message}\n${error.stdout}${error.stderr}`));
  return stdout.trim();
}

// Starts a server, and resolves to the address that it prints.
export async function serve(t, program, parameters, options) {
  const child = spawn(program, parameters, { env: ENVIRONMENT, detached: true, ...options });
  const closed = once(child, "close");
  t.after(async () => {
    process.kill(-child.pid, "SIGKILL");
    await closed;
  });
  let output = "";
  return new Promise((resolve, reject) => {
    closed.then(() => reject(new Error(output)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        const [address] = output.match(/http:\/\/(localhost|127\.0\.0\.1):\d+/) ?? [];
        if (address) resolve(address);
      });
    }
  });
}
