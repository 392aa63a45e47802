// wechat-function-link/package in each kind of runtime: every package of tests/packages gives the same report as in fixtures.json.
import assert from "node:assert/strict";
import { cp, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { Miniflare } from "miniflare";

import { expectedOf } from "../support/packages.mjs";
import { visit } from "./page.mjs";
import { project, run } from "./project.mjs";

const { DENO } = process.env;
const PACKAGES = fileURLToPath(new URL("../packages", import.meta.url));
const SUPPORT = fileURLToPath(new URL("../support/packages.mjs", import.meta.url));
const fixtures = JSON.parse(await readFile(join(PACKAGES, "fixtures.json"), "utf8"));
const EXPECTED = fixtures.map((fixture) => [fixture.file, expectedOf(fixture)]);

// Inspects every fixture: `read(file)` gives its bytes.
const CHECK = `
import { inspectFixture } from "./packages.mjs";
export async function check(inspectPackage, fixtures, read) {
  const seen = [];
  for (const fixture of fixtures) {
    seen.push([fixture.file, await inspectFixture(inspectPackage, fixture, await read(fixture.file))]);
  }
  return JSON.stringify(seen);
}
`;
const SERVER = `
import { readFileSync } from "node:fs";
import { check } from "./check.mjs";
const fixtures = JSON.parse(readFileSync("packages/fixtures.json", "utf8"));
check(inspectPackage, fixtures, async (file) => readFileSync("packages/" + file)).then(console.log);
`;
const ESM = `import { inspectPackage } from "wechat-function-link/package";${SERVER}`;

async function projectOf(t, files) {
  const folder = await project(t, { "check.mjs": CHECK, ...files });
  await cp(PACKAGES, join(folder, "packages"), { recursive: true });
  await cp(SUPPORT, join(folder, "packages.mjs"));
  return folder;
}
const same = (output) => assert.deepEqual(JSON.parse(output), EXPECTED);

it("Node | ./package, import and require", async (t) => {
  const required = `
const { inspectPackage } = require("wechat-function-link/package");
const { readFileSync } = require("node:fs");
import("./check.mjs").then(({ check }) =>
  check(inspectPackage, JSON.parse(readFileSync("packages/fixtures.json", "utf8")), async (file) => readFileSync("packages/" + file)),
).then(console.log);`;
  const cwd = await projectOf(t, { "import.mjs": ESM, "require.cjs": required });
  same(await run(process.execPath, ["import.mjs"], { cwd }));
  same(await run(process.execPath, ["require.cjs"], { cwd }));
});

it("Deno | ./package, no permission but to read the packages", async (t) => {
  const cwd = await projectOf(t, { "import.mjs": ESM });
  same(await run(DENO, ["run", "--no-prompt", `--allow-read=${join(cwd, "packages")}`, "import.mjs"], { cwd }));
});

it("Bun | ./package", async (t) => {
  const name = `@oven/bun-${process.platform}-${process.arch}`;
  const bun = createRequire(import.meta.url)
    .resolve(`${name}/package.json`)
    .replace(/package\.json$/, "bin/bun");
  const cwd = await projectOf(t, { "import.mjs": ESM });
  same(await run(bun, ["import.mjs"], { cwd }));
});

it("workerd | ./package, by miniflare", async (t) => {
  const worker = `
import { inspectPackage } from "wechat-function-link/package";
import { check } from "./check.mjs";
export default {
  async fetch(request) {
    const fixtures = await request.json();
    const read = async (file) => Uint8Array.from(atob(fixtures.find((fixture) => fixture.file === file).bytes), (one) => one.charCodeAt(0));
    return new Response(await check(inspectPackage, fixtures, read));
  },
};`;
  const folder = await projectOf(t, { "worker.mjs": worker });
  await build({
    absWorkingDir: folder,
    entryPoints: ["worker.mjs"],
    outfile: "out/worker.mjs",
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "silent",
  });
  const out = join(folder, "out");
  const modules = [
    { type: "ESModule", path: join(out, "worker.mjs"), contents: await readFile(join(out, "worker.mjs"), "utf8") },
  ];
  for (const name of ["wechat_function_link", "wechat_function_package"]) {
    modules.push({ type: "CompiledWasm", path: join(out, `${name}.wasm`) });
  }
  const options = { compatibilityDate: "2026-01-01", modulesRoot: out, modules, log: undefined, verbose: false };
  const miniflare = new Miniflare(options);
  t.after(() => miniflare.dispose());
  const bytesOf = async (file) => (await readFile(join(PACKAGES, file))).toString("base64");
  const body = await Promise.all(fixtures.map(async (fixture) => ({ ...fixture, bytes: await bytesOf(fixture.file) })));
  const response = await miniflare.dispatchFetch("http://worker.example/", {
    method: "POST",
    body: JSON.stringify(body),
  });
  same(await response.text());
});

const PAGE = `<!DOCTYPE html><title>waiting</title><script type="module" src="/page.js"></script>`;
const page = (entry) => `
import { inspectPackage } from "${entry}";
import { check } from "./check.mjs";
const get = (name) => fetch("/packages/" + name);
const seen = await check(inspectPackage, await (await get("fixtures.json")).json(), async (file) => (await get(file)).blob());
document.title = seen;
`;

it("Chromium | ./package, bundled by esbuild", async (t) => {
  const folder = await projectOf(t, { "source.js": page("wechat-function-link/package"), "index.html": PAGE });
  const options = { bundle: true, format: "esm", logLevel: "silent", outfile: "page.js" };
  await build({ absWorkingDir: folder, entryPoints: ["source.js"], ...options });
  same((await visit(t, folder)).title);
});

it("Chromium | ./package-url without a bundler", async (t) => {
  const folder = await projectOf(t, { "page.js": page("/pkg/package-url.js"), "index.html": PAGE });
  await symlink(join(folder, "node_modules/wechat-function-link"), join(folder, "pkg"));
  const { title, paths } = await visit(t, folder);
  same(title);
  assert.ok(paths.includes("/pkg/wechat_function_package.wasm"), paths.join());
  for (const unwanted of ["core.js", "package-core.js", "wechat_function_link.wasm"]) {
    assert.ok(!paths.includes(`/pkg/${unwanted}`), unwanted);
  }
});
