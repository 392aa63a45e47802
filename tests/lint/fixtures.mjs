// The packages of tests/packages are what their script writes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { it } from "node:test";

import { ROOT } from "./root.mjs";

it("tests/packages is what make.mjs writes", () => {
  const script = join(ROOT, "tests/packages/make.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  assert.equal(status, 0, `${stderr}\nto write it: node tests/packages/make.mjs`);
});
