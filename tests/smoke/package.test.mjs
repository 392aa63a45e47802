// What bundlers and frameworks make of `wechat-function-link/package`, which has a module of its own: it runs in Node, or in Chromium under
// the least Content-Security-Policy.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { it } from "node:test";

import { build as esbuild } from "esbuild";

import { answers, HTML } from "./code.mjs";
import { CHECK, CJS, ESM, EXPECTED } from "./package-code.mjs";
import { visit } from "./page.mjs";
import { project, projectBesideTools, run, serve, tool } from "./project.mjs";

const webpack = createRequire(join(process.env.SMOKE, "package.json"))("webpack");

const PRINT = "check().then(console.log);";
const SHOW = "check().then((answer) => (document.title = answer), (reason) => (document.title = String(reason)));";
const SOURCES = {
  "server.js": `${ESM}${CHECK}${PRINT}`,
  "server.cjs": `${CJS}${CHECK}${PRINT}`,
  "page.js": `${ESM}${CHECK}${SHOW}`,
};
const URL_PAGE = SOURCES["page.js"].replace('link/package"', 'link/package-url"');

async function shows(t, place) {
  const { title, paths } = await visit(t, place);
  assert.equal(title, EXPECTED);
  return paths;
}

for (const [platform, format] of [
  ["browser", "esm"],
  ["node", "esm"],
  ["node", "cjs"],
]) {
  it(`esbuild | ${platform}, ${format}, ./package`, async (t) => {
    const folder = await project(t, { ...SOURCES, "out/index.html": HTML("/out.js") });
    const source = platform === "browser" ? "page.js" : `server.${format === "esm" ? "js" : "cjs"}`;
    const outfile = platform === "browser" ? "out/out.js" : `out/out.${format === "esm" ? "mjs" : "cjs"}`;
    const more = { platform, format, outfile, bundle: true, minify: true, logLevel: "silent" };
    await esbuild({ absWorkingDir: folder, entryPoints: [source], ...more });
    if (platform === "browser") await shows(t, join(folder, "out"));
    else answers(await run("node", [outfile], { cwd: folder }), EXPECTED);
  });
}

function pack(configuration) {
  return new Promise((resolve, reject) => {
    webpack({ mode: "production", performance: false, ...configuration }, (error, stats) => {
      if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString("errors-only")));
      else if (stats.hasWarnings()) reject(new Error(stats.toString("errors-warnings")));
      else resolve();
    });
  });
}

it("webpack | web, ./package", async (t) => {
  const folder = await projectBesideTools(t, { ...SOURCES, "out/index.html": HTML("/main.js", "script") });
  await pack({ context: folder, target: "web", entry: "./page.js", output: { path: join(folder, "out") } });
  await shows(t, join(folder, "out"));
});
it("webpack | web, ./package-url, the module beside the script", async (t) => {
  const files = { "page.js": URL_PAGE, "out/index.html": HTML("/main.js", "script") };
  const folder = await projectBesideTools(t, files);
  await pack({ context: folder, target: "web", entry: "./page.js", output: { path: join(folder, "out") } });
  assert.ok((await shows(t, join(folder, "out"))).some((path) => path.endsWith(".wasm")));
});
it("webpack | node, ./package", async (t) => {
  const folder = await projectBesideTools(t, SOURCES);
  const output = { path: join(folder, "out"), filename: "main.cjs" };
  await pack({ context: folder, target: "node", entry: "./server.js", output });
  answers(await run("node", ["out/main.cjs"], { cwd: folder }), EXPECTED);
});

const VITE = { ...SOURCES, "index.html": HTML("/page.js") };
it("Vite | build, ./package", async (t) => {
  const cwd = await projectBesideTools(t, VITE);
  await run(tool("vite"), ["build", "--logLevel", "warn"], { cwd });
  await shows(t, join(cwd, "dist"));
});
it("Vite | build, ./package-url, the module beside the script", async (t) => {
  const cwd = await projectBesideTools(t, { ...VITE, "page.js": URL_PAGE });
  await run(tool("vite"), ["build", "--logLevel", "warn"], { cwd });
  assert.ok((await readdir(join(cwd, "dist/assets"))).some((name) => name.endsWith(".wasm")));
  await shows(t, join(cwd, "dist"));
});
it("Vite | dev server, ./package", async (t) => {
  const cwd = await projectBesideTools(t, VITE);
  await shows(t, await serve(t, tool("vite"), ["--port", "0", "--host", "127.0.0.1"], { cwd }));
});
