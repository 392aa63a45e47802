// The snippets of docs/packages.md against the sandbox, each from a folder of its own beside the packed package: CONSUMER as in
// readme.test.mjs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { snippetNamed } from "../support/documents.mjs";

const { CONSUMER } = process.env;
assert.ok(CONSUMER, "run this by cargo xtask test");
const root = new URL("../../", import.meta.url);
const installed = (name) => import(pathToFileURL(join(CONSUMER, "node_modules/wechat-function-link", name)));
const { downloadFunction } = await installed("index.js");
const { createSandbox } = await installed("sandbox.js");

const fresh = () => mkdtempSync(join(CONSUMER, "packages-"));

async function run(name, cwd, change = (code) => code) {
  const file = join(cwd, `${name}.mjs`);
  writeFileSync(file, change(snippetNamed(root, "snippet", name)));
  const parameters = [join(CONSUMER, "support/sandboxed.mjs"), pathToFileURL(file).href];
  const child = spawn(process.execPath, parameters, {
    cwd,
    env: { ...process.env, WECHAT_ACCESS_TOKEN: "readme-token" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  return { code, output };
}

describe("packages", () => {
  it("inspect prints what is inside, and what is found", async () => {
    const tidy = await run("inspect", fresh());
    assert.equal(tidy.code, 0, tidy.output);
    assert.match(tidy.output, /^tree1:[0-9a-f]{64} \d+ bytes in 2 entries\n$/);
    const nested = (code) => code.replace('"test-777bb9"', '"package"').replace('"login"', '"nested-folder"');
    const { output } = await run("inspect", fresh(), nested);
    assert.match(output, /^warning NO_INDEX {2}.*\nwarning ONE_FOLDER inspected\/ .*\n$/m);
  });

  it("deployed says whether a folder is what is deployed", async () => {
    const cwd = fresh();
    const own = join(cwd, "cloudfunctions");
    cpSync(fileURLToPath(new URL("examples/deployed/cloudfunctions", root)), own, { recursive: true });
    const index = join(own, "login/index.js");
    const text = readFileSync(index, "utf8");
    // What a checkout on Windows and a test beside the code make of it is the same.
    writeFileSync(index, text.replaceAll("\n", "\r\n"));
    writeFileSync(join(own, "login/index.test.js"), "");
    const same = await run("deployed", cwd);
    assert.equal(same.code, 0, same.output);

    writeFileSync(index, text.replace("echo: event", "echo: null"));
    const different = await run("deployed", cwd);
    assert.equal(different.code, 1, different.output);
    assert.match(
      different.output,
      /^modified index\.js\ndiff --git .*^-exports\.main.*null.*\n\+exports\.main.*event/ms,
    );
  });

  it("extract unpacks into a folder, and over it", async () => {
    const cwd = fresh();
    const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
    const { bytes } = await downloadFunction(request, { fetch: createSandbox().fetch });
    writeFileSync(join(cwd, "login.zip"), bytes);
    for (let round = 0; round < 2; round++) {
      const { code, output } = await run("extract", cwd);
      assert.equal(code, 0, output);
      assert.match(output, /login-deployed: 2 files, \d+ bytes\n$/);
      assert.deepEqual(readdirSync(join(cwd, "login-deployed")).sort(), ["index.js", "package.json"]);
    }
  });
});
