// What bundlers and frameworks make of `wechat-function-link/package`, which has a module of its own: it runs in Node, or in Chromium under
// the least Content-Security-Policy.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { it } from "node:test";

import { build as esbuild } from "esbuild";

import { createSandbox } from "../../pkg/sandbox.js";
import { answers, HTML } from "./code.mjs";
import { visit } from "./page.mjs";
import { project, projectBesideTools, run, serve, tool } from "./project.mjs";

const webpack = createRequire(join(process.env.SMOKE, "package.json"))("webpack");

// The sandbox's package without an index.js, as text.
const { fetch: ask } = createSandbox();
const body = JSON.stringify({ env: "package", function_name: "no-entry" });
const address = "https://api.weixin.qq.com/tcb/downloadfunction?access_token=sandbox-access-token";
const { url } = await (await ask(address, { method: "POST", body })).json();
const zip = Buffer.from(await (await ask(url)).arrayBuffer()).toString("base64");

const NAMES = "inspectPackage, comparePackages, readEntry";
const ESM = `import { ${NAMES} } from "wechat-function-link/package";`;
const CJS = `const { ${NAMES} } = require("wechat-function-link/package");`;
const CHECK = `
async function check() {
  const zip = Uint8Array.from(atob("${zip}"), (character) => character.charCodeAt(0));
  const { findings, contentDigest } = await inspectPackage(zip);
  const { same } = await comparePackages(zip, new Blob([zip]));
  const text = new TextDecoder().decode(await readEntry(zip, "main.js"));
  const error = await inspectPackage(new Uint8Array(3)).catch((reason) => reason);
  const codes = findings.map(({ code }) => code);
  return [codes, contentDigest.slice(0, 6), same, text.includes("exports.main"), error.code].join();
}
`;
const EXPECTED = "NO_INDEX,tree1:,true,true,BAD_PACKAGE";
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

const NEXT = {
  "next.config.mjs": `export default { turbopack: { root: "${process.env.SMOKE}" }, outputFileTracingRoot: "${process.env.SMOKE}" };`,
  "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
  "app/page.js": `${ESM}${CHECK}
export const dynamic = "force-dynamic";
export default async function Page() { return <p id="answer">{await check()}</p>; }`,
  "app/answer/route.js": `${ESM}${CHECK}
export const dynamic = "force-dynamic";
export async function GET() { return new Response(await check()); }`,
};
it("Next | server component and route handler, ./package", async (t) => {
  const cwd = await projectBesideTools(t, NEXT, {});
  await run(tool("next"), ["build"], { cwd });
  const origin = await serve(t, tool("next"), ["start", "--port", "0", "--hostname", "127.0.0.1"], { cwd });
  assert.match(await (await fetch(origin)).text(), new RegExp(`<p id="answer">${EXPECTED}</p>`));
  answers(await (await fetch(`${origin}/answer`)).text(), EXPECTED);
});
