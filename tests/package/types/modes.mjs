// Writes a project for each way that TypeScript finds modules, with the DOM's types and without, and checks them all.
// Usage: node modes.mjs TSC TYPE_ROOTS
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [tsc, typeRoots] = process.argv.slice(2);
const MODES = {
  node16: { module: "node16", moduleResolution: "node16" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
  commonjs: { module: "commonjs", moduleResolution: "bundler" },
};
const DOM = { lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"], types: [] };
const NONE = { lib: ["es2023"], types: [] };
const NODE = { lib: ["es2023"], types: ["node"], typeRoots: [typeRoots] };

let failed = false;
for (const [mode, how] of Object.entries(MODES)) {
  const beside = mode.startsWith("node") ? ["cjs.cts"] : [];
  for (const [libraries, files, what] of [
    [DOM, ["usage.ts", "no-dom.ts", ...beside], "DOM"], [NONE, ["no-dom.ts", ...beside], "none"], [NODE, ["no-dom.ts", "node.ts", ...beside], "Node"],
  ]) {
    const compilerOptions = { strict: true, exactOptionalPropertyTypes: false, noEmit: true, target: "es2022", skipLibCheck: false, ...how, ...libraries };
    const project = fileURLToPath(new URL(`tsconfig.${mode}-${what}.json`, import.meta.url));
    writeFileSync(project, JSON.stringify({ compilerOptions, files }));
    const { status, stdout, stderr } = spawnSync(tsc, ["--project", project], { encoding: "utf8" });
    console.log(`${status === 0 ? "ok" : "FAILED"}  ${mode}, types of: ${what}${status === 0 ? "" : `\n${stdout}${stderr}`}`);
    failed ||= status !== 0;
  }
}
process.exitCode = failed ? 1 : 0;
