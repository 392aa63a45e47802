// The tarball's files in a folder of their own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";

import { folder } from "./root.mjs";

export const { TARBALL, DENO } = process.env;
assert.ok(TARBALL && DENO, "run this by cargo xtask test");
export const tarball = join(folder, "copy.tgz"); // a tool may delete what it was given
copyFileSync(TARBALL, tarball);
execFileSync("tar", ["-xzf", tarball, "-C", folder]);
export const unpacked = join(folder, "package");
export const files = readdirSync(unpacked, { recursive: true })
  .filter((name) => statSync(join(unpacked, name)).isFile())
  .map((name) => name.replaceAll(sep, "/"))
  .sort();
export const text = (name) => readFileSync(join(unpacked, name), "utf8");
export const metadata = JSON.parse(text("package.json"));
