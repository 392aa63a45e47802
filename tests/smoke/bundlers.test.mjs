// Bundlers: their output runs in Node, or in Chromium under the strictest Content-Security-Policy that works.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { it } from "node:test";

import { build as esbuild } from "esbuild";

import { answers, CJS, ESM, HTML, PAGE, SERVER, SHOWN } from "./code.mjs";
import { visit } from "./page.mjs";
import { project, projectBesideTools, run } from "./project.mjs";

const ofTools = createRequire(join(process.env.SMOKE, "package.json"));
const URL_ESM = ESM.replace('"wechat-function-link"', '"wechat-function-link/url"');
const PRINT = "check().then(console.log);";
const SOURCES = {
  "server.js": `${ESM}${SERVER}${PRINT}`,
  "server.cjs": `${CJS}${SERVER}${PRINT}`,
  "page.js": `${ESM}${PAGE}`,
  "page.cjs": `${CJS}${PAGE}`,
};

async function shows(t, folder, expected = SHOWN) {
  const { title, paths } = await visit(t, folder);
  assert.equal(title, expected);
  return paths;
}

for (const platform of ["browser", "node", "neutral"]) {
  for (const format of ["esm", "cjs"]) {
    it(`esbuild | ${platform}, ${format}`, async (t) => {
      const folder = await project(t, {
        ...SOURCES,
        "out/index.html": HTML("/out.js", format === "esm" ? "module" : "script"),
      });
      const extension = format === "esm" ? "mjs" : "cjs";
      const entry = platform === "browser" ? "page" : "server";
      // A page cannot load CommonJS: the source is CommonJS, and the bundle is a script.
      const source = `${entry}.${format === "esm" ? "js" : "cjs"}`;
      const outfile = platform === "browser" ? "out/out.js" : `out/out.${extension}`;
      await esbuild({
        absWorkingDir: folder,
        entryPoints: [source],
        outfile,
        bundle: true,
        minify: true,
        platform,
        logLevel: "silent",
        format: platform === "browser" && format === "cjs" ? "iife" : format,
      });
      if (platform === "browser") await shows(t, join(folder, "out"));
      else answers(await run("node", [outfile], { cwd: folder }));
    });
  }
}

it("esbuild | browser, ./url, the module beside the script", async (t) => {
  const folder = await project(t, { "page.js": `${URL_ESM}${PAGE}`, "out/index.html": HTML("/page.js") });
  await esbuild({
    absWorkingDir: folder,
    entryPoints: ["page.js"],
    outdir: "out",
    bundle: true,
    format: "esm",
    logLevel: "silent",
  });
  // esbuild leaves new URL(…, import.meta.url) as it is: the file is copied beside.
  await run("cp", ["node_modules/wechat-function-link/wechat_function_link.wasm", "out/"], { cwd: folder });
  const paths = await shows(t, join(folder, "out"));
  assert.ok(paths.includes("/wechat_function_link.wasm"), paths.join());
});

function webpack(configuration) {
  return new Promise((resolve, reject) => {
    ofTools("webpack")({ mode: "production", performance: false, ...configuration }, (error, stats) => {
      if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString("errors-only")));
      else if (stats.hasWarnings()) reject(new Error(stats.toString("errors-warnings")));
      else resolve();
    });
  });
}

for (const source of ["page.js", "page.cjs"]) {
  it(`webpack | web, ${source.endsWith("cjs") ? "require" : "import"}`, async (t) => {
    const folder = await projectBesideTools(t, { ...SOURCES, "out/index.html": HTML("/main.js", "script") });
    await webpack({ context: folder, target: "web", entry: `./${source}`, output: { path: join(folder, "out") } });
    await shows(t, join(folder, "out"));
  });
}
it("webpack | web, ./url, the module beside the script", async (t) => {
  const folder = await projectBesideTools(t, {
    "page.js": `${URL_ESM}${PAGE}`,
    "out/index.html": HTML("/main.js", "script"),
  });
  await webpack({ context: folder, target: "web", entry: "./page.js", output: { path: join(folder, "out") } });
  assert.ok((await readdir(join(folder, "out"))).some((name) => name.endsWith(".wasm")));
  await shows(t, join(folder, "out"));
});
it("webpack | node", async (t) => {
  const folder = await projectBesideTools(t, SOURCES);
  await webpack({
    context: folder,
    target: "node",
    entry: "./server.js",
    output: { path: join(folder, "out"), filename: "main.cjs" },
  });
  answers(await run("node", ["out/main.cjs"], { cwd: folder }));
});

// Into a folder: the files of texts are loaded later. What describes no error fits into one file.
async function rollup(folder, input, output, options) {
  const { rollup: start } = ofTools("rollup");
  const { nodeResolve } = ofTools("@rollup/plugin-node-resolve");
  const warnings = [];
  const bundle = await start({
    input: join(folder, input),
    plugins: [nodeResolve(options)],
    onwarn: ({ message }) => warnings.push(message),
  });
  await bundle.write(output);
  await bundle.close();
  assert.deepEqual(warnings, []);
}
it("Rollup | Node", async (t) => {
  const folder = await projectBesideTools(t, SOURCES);
  await rollup(folder, "server.js", { dir: join(folder, "out"), entryFileNames: "out.mjs", format: "es" });
  answers(await run("node", ["out/out.mjs"], { cwd: folder }));
});
it("Rollup | browser", async (t) => {
  const folder = await projectBesideTools(t, { ...SOURCES, "out/index.html": HTML("/out.js") });
  await rollup(
    folder,
    "page.js",
    { dir: join(folder, "out"), entryFileNames: "out.js", format: "es" },
    { browser: true },
  );
  const alone = await projectBesideTools(t, { "alone.js": 'export { getFunctionLink } from "wechat-function-link";' });
  await rollup(alone, "alone.js", { file: join(alone, "out.js"), format: "es" }, { browser: true });
  await shows(t, join(folder, "out"));
});
