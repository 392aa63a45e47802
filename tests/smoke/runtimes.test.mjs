// Runtimes without anything else: each in an empty folder.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { it } from "node:test";

import { answers, CJS, ESM, SANDBOX, SERVER } from "./code.mjs";
import { project, run } from "./project.mjs";

const { SMOKE, DENO } = process.env;
const PRINT = "check().then(console.log);";

const FILES = {
  "import.mjs": `${ESM}${SERVER}${PRINT}`,
  "require.cjs": `${CJS}${SERVER}${PRINT}`,
  "both.mjs": `${ESM}
import { createRequire } from "node:module";
const required = createRequire(import.meta.url)("wechat-function-link");
${SERVER}
const error = await required.getFunctionLink({}).catch((reason) => reason);
const recognised = FunctionLinkError.is(error) && required.FunctionLinkError.is(error);
console.log(recognised, error instanceof FunctionLinkError, required.FunctionLinkError === FunctionLinkError);
${PRINT}`,
};

// A hook that gives the source of CommonJS itself, as transpilers and tracers do: Node then loads it by another require().
const HOOKS = {
  "hook.mjs": `
import { readFileSync } from "node:fs";
export const load = (url, context, next) =>
  context.format === "commonjs" ? { format: "commonjs", source: readFileSync(new URL(url)), shortCircuit: true } : next(url, context);`,
  "register.mjs": `import { register } from "node:module"; register("./hook.mjs", import.meta.url);`,
  "register-hooks.mjs": `import { registerHooks } from "node:module"; import { load } from "./hook.mjs"; registerHooks({ load });`,
};

function installed(...places) {
  const found = places.map((place) => join(SMOKE, "node_modules", place)).find(existsSync);
  assert.ok(found, `none of ${places.join(", ")} is installed for this machine`);
  return found;
}

for (const version of [20, 22, 24]) {
  const node = () => installed(`node-${version}-${process.platform}-${process.arch}/bin/node`);
  it(`Node ${version} | import`, async (t) =>
    answers(await run(node(), ["import.mjs"], { cwd: await project(t, FILES) })));
  it(`Node ${version} | require`, async (t) =>
    answers(await run(node(), ["require.cjs"], { cwd: await project(t, FILES) })));
  it(`Node ${version} | both at once, one error class`, async (t) => {
    const folder = await project(t, FILES);
    const output = await run(node(), ["both.mjs"], { cwd: folder });
    assert.match(await run(node(), ["--version"]), new RegExp(`^v${version}\\.`));
    assert.equal(output.split("\n")[0], "true true true", output);
    answers(output);
  });
  it(`Node ${version} | below a load hook`, async (t) => {
    const folder = await project(t, { ...FILES, ...HOOKS });
    for (const hook of ["./register.mjs", ...(version > 20 ? ["./register-hooks.mjs"] : [])]) {
      const under = (name) => run(node(), ["--import", hook, name], { cwd: folder });
      answers(await under("import.mjs"));
      answers(await under("require.cjs"));
      assert.match(await under("both.mjs"), /^true /, hook);
    }
  });
}

const NET = `--allow-net=${new URL(SANDBOX).host}`;
it("Deno | with a package.json, no permission but net", async (t) => {
  const cwd = await project(t, FILES, { type: "module", dependencies: { "wechat-function-link": "*" } });
  answers(await run(DENO, ["run", "--no-prompt", NET, "import.mjs"], { cwd }));
});
it("Deno | without a package.json, no permission but net", async (t) => {
  const cwd = await project(
    t,
    {
      ...FILES,
      "deno.json": '{ "imports": { "wechat-function-link": "./node_modules/wechat-function-link/index.js" } }',
    },
    null,
  );
  answers(await run(DENO, ["run", "--no-prompt", NET, "import.mjs"], { cwd }));
});
it("Deno | require", async (t) => {
  const cwd = await project(t, FILES, { dependencies: { "wechat-function-link": "*" } });
  answers(await run(DENO, ["run", "--no-prompt", NET, `--allow-read=${cwd}`, "require.cjs"], { cwd }));
});

const bun = () =>
  createRequire(import.meta.url)
    .resolve(`@oven/bun-${process.platform}-${process.arch}/package.json`)
    .replace(/package\.json$/, "bin/bun");
it("Bun | import", async (t) => answers(await run(bun(), ["import.mjs"], { cwd: await project(t, FILES) })));
it("Bun | require", async (t) => answers(await run(bun(), ["require.cjs"], { cwd: await project(t, FILES) })));
