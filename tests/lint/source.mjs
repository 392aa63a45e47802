// JavaScript, JSON, CSS and prose as tools judge them. TYPOS is a program.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { folder, ROOT } from "./root.mjs";
import { passes, tool } from "./run-tool.mjs";

const { TYPOS } = process.env;

describe("tools that judge source", () => {
  it("Biome has no finding and would format nothing: `npx biome check --write .`", async () => {
    const output = await passes(tool("biome"), ["check", "--error-on-warnings", "--no-errors-on-unmatched"], {
      cwd: ROOT,
    });
    assert.match(output, /^Checked \d{3,} files in .*\. No fixes applied\.$/m);
  });

  it("typos finds no misspelt word: those that are meant are in typos.toml", async () => {
    await passes(TYPOS, ["--format=brief"], { cwd: ROOT });
  });

  it("typos finds one where it is", async () => {
    const wrong = join(folder, "wrong.md");
    await writeFile(wrong, "The package is verifed.\n");
    await assert.rejects(passes(TYPOS, ["--format=brief", wrong], { cwd: ROOT }), /verifed/);
  });
});
