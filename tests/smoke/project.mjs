// An empty project with the packed package in it, as a user would install it. TARBALL is the package.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const { TARBALL } = process.env;
assert.ok(TARBALL, "run this by cargo xtask test");

export const run = promisify(execFile);

// `files` are texts by path.
export async function project(t, files = {}, metadata = { type: "module" }) {
  const folder = await mkdtemp(join(tmpdir(), "wechat-function-link-project-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, ...metadata }));
  await run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", TARBALL], { cwd: folder });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
