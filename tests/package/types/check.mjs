// Checks files with a TypeScript compiler, as a project of its own beside them. MODULES is the folder that the project's tools are in.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { MODULES } = process.env;
assert.ok(MODULES, "run this by cargo xtask test");

// Not by node_modules/.bin: both compilers are `tsc` there.
export const NEWEST = join(MODULES, "typescript/bin/tsc");
export const OLDEST = join(MODULES, "typescript-oldest/bin/tsc");

// The libraries of a project: the web's types from the DOM, Node's types, Bun's, or none.
export const DOM = { lib: ["es2022", "dom", "dom.iterable"], types: [] };
export const NONE = { lib: ["es2022"], types: [] };
export const NODE = { lib: ["es2022"], types: ["node"], typeRoots: [join(MODULES, "@types")] };
export const BUN = { lib: ["es2022"], types: ["bun-types"], typeRoots: [MODULES] };

let projects = 0;

// Files are paths from this folder.
export function check(tsc, files, compilerOptions) {
  const { status, output } = checked(tsc, files, compilerOptions);
  assert.equal(status, 0, `${JSON.stringify(compilerOptions)}\n${output}`);
}

// The exit code, and the findings with paths from this folder.
export function checked(tsc, files, compilerOptions) {
  const common = { strict: true, noEmit: true, target: "es2022", skipLibCheck: false };
  const project = fileURLToPath(new URL(`tsconfig.${process.pid}-${projects++}.json`, import.meta.url));
  writeFileSync(project, JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, files }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, "--project", project, "--pretty", "false"], {
    cwd: dirname(project),
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}
