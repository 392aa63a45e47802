// The packed package as tools judge it.
import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { folder, ROOT } from "./root.mjs";
import { passes, tool } from "./run-tool.mjs";
import { DENO, tarball, unpacked } from "./unpacked.mjs";

const MODULES = ["./wechat_function_link.wasm", "./wechat_function_package.wasm", "./wechat_function_fleet.wasm"];

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
