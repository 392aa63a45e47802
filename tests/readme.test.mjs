// README.md's snippets, pasted into a folder with the packed package: CONSUMER is that folder, DENO and CHROMIUM programs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { it } from "node:test";

import { chromium } from "playwright-core";

const { CONSUMER, DENO, CHROMIUM } = process.env;
assert.ok(CONSUMER && DENO && CHROMIUM, "run this by cargo xtask test");
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const environment = { ...process.env, WECHAT_ACCESS_TOKEN: "readme-token", NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
const deno = ["run", "--no-check", "--allow-all", "--node-modules-dir=manual"];

function snippet(name, change = (text) => text) {
  const [, text] = readme.match(new RegExp(`<!-- snippet: ${name} -->\n\`\`\`js\n(.*?)\`\`\``, "s")) ?? [];
  assert.ok(text, `README.md has no snippet ${name}`);
  const file = join(CONSUMER, `readme-${name}.mjs`);
  writeFileSync(file, change(text));
  return file;
}

async function run(program, ...parameters) {
  const child = spawn(program, parameters, { cwd: CONSUMER, env: environment });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  return output;
}

const sandboxed = (file) => ["support/sandboxed.mjs", pathToFileURL(file).href];

it("Node.js", async () => {
  const output = await run("node", ...sandboxed(snippet("node")));
  assert.match(output, /login\.zip: (\d+) bytes, SHA-256 [0-9a-f]{64}, intact$/m);
  const written = readFileSync(join(CONSUMER, "login.zip"));
  assert.equal(written.length, Number(output.match(/: (\d+) bytes/)[1]));
});

it("many merchants", async () => {
  const output = await run("node", ...sandboxed(snippet("bulk")));
  assert.match(output, /^wx000000000000000[12] [0-9a-f]{64}\nwx000000000000000[12] [0-9a-f]{64}\n$/);
});

it("Node.js, told what went wrong", async () => {
  const file = snippet("node", (text) => text.replace('"test-777bb9"', '"errcode"').replace('"login"', '"61007"'));
  const child = spawn("node", sandboxed(file), { cwd: CONSUMER, env: environment });
  let output = "";
  child.stderr.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  assert.equal(code, 1);
  assert.match(output, /PERMISSION_DENIED.*61007.*\nWhat to do: .*permission set 49 or 64.*\nrid: [0-9a-f]{8}-/s);
  assert.ok(!output.includes("readme-token"));
});

it("Deno", async () => {
  const output = await run(DENO, ...deno, ...sandboxed(snippet("deno")));
  assert.match(output, /^\d+ bytes\nintact – the link works until 20\d\d-/m);
});

for (const [name, program, parameters] of [["Node.js", "node", []], ["Deno", DENO, deno]]) {
  it(`the sandbox in ${name}`, async () => {
    const output = await run(program, ...parameters, snippet("sandbox"));
    assert.match(output, /^true\nPERMISSION_DENIED .*permission set 49 or 64.* [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/ms);
  });
}

it("a relay in Deno, and a page in Chromium", async (t) => {
  const file = snippet("relay", (text) => text.replace("port: 8000", "port: 0"));
  const server = spawn(DENO, [...deno, ...sandboxed(file)], { cwd: CONSUMER, env: environment });
  t.after(() => server.kill());
  let output = "";
  const origin = await new Promise((resolve, reject) => {
    server.on("close", () => reject(new Error(output)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (data) => {
        output += data;
        const [address] = output.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
        if (address) resolve(address);
      });
    }
  });

  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  t.after(() => browser.close());
  const context = await browser.newContext();
  await context.addCookies([{ name: "session", value: "operator", url: origin }]);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  const script = `${readFileSync(snippet("page"), "utf8")}\ndocument.title = String(intact);`;
  const html = `<!DOCTYPE html><title>waiting</title>
    <script type="importmap">{ "imports": { "wechat-function-link": "/pkg/index.js" } }</script><script type="module">${script}</script>`;
  await page.route(`${origin}/`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route(`${origin}/pkg/*`, (route) => {
    const name = new URL(route.request().url()).pathname.slice("/pkg/".length);
    return route.fulfill({ path: join(CONSUMER, "node_modules/wechat-function-link", name), contentType: "text/javascript" });
  });
  await page.goto(origin);
  await page.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 20_000 }).catch(() => {});
  assert.deepEqual(errors, []);
  assert.equal(await page.title(), "true");
  assert.ok(!output.includes("readme-token"));
});
