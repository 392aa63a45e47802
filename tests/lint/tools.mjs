import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";

import { DENO, folder, ROOT, tarball, unpacked } from "./unpacked.mjs";

const MODULES = ["./wechat_function_link.wasm", "./wechat_function_package.wasm"];

const tool = (name) => join(ROOT, "node_modules/.bin", name);

async function passes(program, parameters, options) {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, DENO_NO_UPDATE_CHECK: "1" };
  const { stdout, stderr } = await promisify(execFile)(program, parameters, { env, maxBuffer: 1e7, ...options }).catch(
    (error) => {
      assert.fail(`${error.stdout}${error.stderr}`);
    },
  );
  return stdout + stderr;
}

describe("tools that judge source", () => {
  it("Biome has no finding and would format nothing: `npx biome check --write .`", async () => {
    const output = await passes(tool("biome"), ["check", "--error-on-warnings", "--no-errors-on-unmatched"], {
      cwd: ROOT,
    });
    assert.match(output, /^Checked \d{3,} files in .*\. No fixes applied\.$/m);
  });
});

describe("tools that judge packages", () => {
  it("publint has no finding", async () => {
    assert.match(await passes(tool("publint"), ["run", tarball, "--strict"]), /All good/);
  });

  it("are-the-types-wrong has no finding", async () => {
    const output = await passes(tool("attw"), ["--exclude-entrypoints", ...MODULES, "--", tarball]);
    assert.match(output, /No problems found/);
  });

  it("deno publish --dry-run passes, for Deno's registry", async () => {
    const copy = join(folder, "registry");
    await cp(unpacked, copy, { recursive: true });
    await cp(join(ROOT, "pkg/jsr.json"), join(copy, "jsr.json"));
    await rm(join(copy, "package.json")); // with it Deno looks for npm's folders
    const output = await passes(DENO, ["publish", "--dry-run", "--allow-dirty", "--token", "none"], { cwd: copy });
    assert.match(output, /Dry run complete/);
    assert.doesNotMatch(output, /warning/i);
  });
});
