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

function installed(...places) {
  const found = places.map((place) => join(SMOKE, "node_modules", place)).find(existsSync);
  assert.ok(found, `none of ${places.join(", ")} is installed for this machine`);
  return found;
}

for (const version of [20, 22, 24]) {
  const node = () => installed(`node-${version}-${process.platform}-${process.arch}/bin/node`);
  it(`Node ${version} | import`, async (t) => answers(await run(node(), ["import.mjs"], { cwd: await project(t, FILES) })));
  it(`Node ${version} | require`, async (t) => answers(await run(node(), ["require.cjs"], { cwd: await project(t, FILES) })));
  it(`Node ${version} | both at once, one error class`, async (t) => {
    const folder = await project(t, FILES);
    const output = await run(node(), ["both.mjs"], { cwd: folder });
    assert.match(await run(node(), ["--version"]), new RegExp(`^v${version}\\.`));
    // By the condition module-sync both are one file; a Node that cannot require() that has two classes, which recognise each other.
    const one = await run(node(), ["-p", "process.features.require_module === true"]);
    assert.equal(output.split("\n")[0], `true ${one} ${one}`, output);
    answers(output);
  });
}

const NET = `--allow-net=${new URL(SANDBOX).host}`;
it("Deno | with a package.json, no permission but net", async (t) => {
  const cwd = await project(t, FILES, { type: "module", dependencies: { "wechat-function-link": "*" } });
  answers(await run(DENO, ["run", "--no-prompt", NET, "import.mjs"], { cwd }));
});
it("Deno | without a package.json, no permission but net", async (t) => {
  const cwd = await project(t, { ...FILES, "deno.json": '{ "imports": { "wechat-function-link": "./node_modules/wechat-function-link/index.js" } }' }, null);
  answers(await run(DENO, ["run", "--no-prompt", NET, "import.mjs"], { cwd }));
});
it("Deno | require", async (t) => {
  const cwd = await project(t, FILES, { dependencies: { "wechat-function-link": "*" } });
  answers(await run(DENO, ["run", "--no-prompt", NET, `--allow-read=${cwd}`, "require.cjs"], { cwd }));
});

const bun = () => createRequire(import.meta.url).resolve(`@oven/bun-${process.platform}-${process.arch}/package.json`).replace(/package\.json$/, "bin/bun");
it("Bun | import", async (t) => answers(await run(bun(), ["import.mjs"], { cwd: await project(t, FILES) })));
it("Bun | require", async (t) => answers(await run(bun(), ["require.cjs"], { cwd: await project(t, FILES) })));
