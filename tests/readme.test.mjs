// The documents' snippets, pasted into a folder with the packed package: CONSUMER is that folder, DENO and CHROMIUM programs.
// Other packages that a snippet needs are the project's own copies.
import "./readme/beside.mjs";
import "./readme/diagnostics.mjs";
import "./readme/examples.mjs";
import "./readme/fleet.mjs";
import "./readme/packages.mjs";
import "./readme/stated-sizes.mjs";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { it } from "node:test";

import { build } from "esbuild";
import { Miniflare, Response as MiniflareResponse } from "miniflare";

import "./documents.test.mjs";
import { snippetNamed } from "./support/documents.mjs";
import { fetchServer } from "./support/server.mjs";
import { launch } from "./support/chromium.mjs";

const { CONSUMER, DENO, CHROMIUM } = process.env;
assert.ok(CONSUMER && DENO && CHROMIUM, "run this by cargo xtask test");
const root = new URL("../", import.meta.url);
const environment = { ...process.env, WECHAT_ACCESS_TOKEN: "readme-token", NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
const deno = ["run", "--no-check", "--allow-all", "--node-modules-dir=manual"];

function snippet(name, change = (text) => text) {
  const file = join(CONSUMER, `readme-${name}.mjs`);
  writeFileSync(file, change(snippetNamed(root, "snippet", name)));
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
  assert.match(output, /login\.zip: (\d+) bytes, SHA-256 [0-9a-f]{64}, verified$/m);
  const written = readFileSync(join(CONSUMER, "login.zip"));
  assert.equal(written.length, Number(output.match(/: (\d+) bytes/)[1]));
});

it("many merchants, from the ticket to each one's token", async (t) => {
  // A merchant's first token has expired for the interface before its time; each reply replaces the refresh token.
  const { createSandbox } = await import(pathToFileURL(join(CONSUMER, "node_modules/wechat-function-link/sandbox.js")));
  const sandbox = createSandbox({ accessTokens: {} });
  const refreshTokens = { wx0000000000000001: "refresh-1-0", wx0000000000000002: "refresh-2-0" };
  const asked = [];
  const platform = await fetchServer(t, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.startsWith("/cgi-bin/component/")) return sandbox.fetch(request);
    asked.push(pathname.split("/").at(-1));
    const {
      component_appid,
      component_appsecret,
      component_verify_ticket,
      authorizer_appid,
      authorizer_refresh_token,
    } = await request.json();
    assert.equal(component_appid, "wxcomponent");
    if (pathname.endsWith("api_component_token")) {
      assert.deepEqual([component_appsecret, component_verify_ticket], ["component-secret", "ticket@@@1"]);
      return Response.json({ component_access_token: "component token+1", expires_in: 7200 });
    }
    assert.equal(searchParams.get("component_access_token"), "component token+1");
    assert.equal(authorizer_refresh_token, refreshTokens[authorizer_appid]);
    const [, merchant, generation] = authorizer_refresh_token.split("-");
    refreshTokens[authorizer_appid] = `refresh-${merchant}-${Number(generation) + 1}`;
    const authorizer_access_token = `authorizer-${merchant}-${generation}`;
    sandbox.accessTokens[authorizer_access_token] = generation === "0" ? "expired" : "valid";
    return Response.json({
      authorizer_access_token,
      expires_in: 7200,
      authorizer_refresh_token: refreshTokens[authorizer_appid],
    });
  });
  const merchants = Object.entries(refreshTokens).map(([appid, refreshToken]) => [
    appid,
    { refreshToken, token: "", until: 0 },
  ]);
  const tokens = snippet(
    "tokens",
    (text) => `${text.replace("https://api.weixin.qq.com", platform.url)}
    saved.ticket = "ticket@@@1";
    saved.merchants = new Map(${JSON.stringify(merchants)});`,
  );
  writeFileSync(join(CONSUMER, "tokens.mjs"), readFileSync(tokens));
  Object.assign(environment, { COMPONENT_APPID: "wxcomponent", COMPONENT_APPSECRET: "component-secret" });
  const output = await run(
    "node",
    snippet("bulk", (text) => text.replace("concurrency: 16", `concurrency: 16, baseUrl: "${platform.url}"`)),
  );
  assert.match(output, /^wx000000000000000[12] [0-9a-f]{64}\nwx000000000000000[12] [0-9a-f]{64}\n$/);
  const count = (name) => asked.filter((one) => one === name).length;
  assert.deepEqual([count("api_component_token"), count("api_authorizer_token")], [1, 4]);
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
  assert.match(output, /^\d+ bytes\nverified – the link works until 20\d\d-/m);
});

for (const [name, program, parameters] of [
  ["Node.js", "node", []],
  ["Deno", DENO, deno],
]) {
  it(`an error in Chinese in ${name}`, async () => {
    const output = await run(program, ...parameters, snippet("describe"));
    assert.match(output, /^没有调用权限 微信平台返回 errcode 61007.*49 号或 64 号权限集.*\n$/);
  });

  it(`the sandbox in ${name}`, async () => {
    const output = await run(program, ...parameters, snippet("sandbox"));
    assert.match(output, /^true\nPERMISSION_DENIED .*permission set 49 or 64.* [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/ms);
  });

  it(`the sandbox's contents and merchants in ${name}`, async () => {
    const contents = await run(program, ...parameters, snippet("sandbox-contents"));
    assert.equal(contents, "login Active undefined\npay CreateFailed ResourceNotFound.File\n1 99\n");
    const merchants = await run(program, ...parameters, snippet("sandbox-merchants"));
    assert.equal(merchants, "wx0000000000000008 PERMISSION_DENIED\n19980 1000\n");
  });
}

// Starts a snippet's server on a free port. Resolves to the origin that it prints.
async function served(t, program, parameters, name, port = "0") {
  const file = snippet(name, (text) => text.replace("8000", port));
  const server = spawn(program, [...parameters, ...sandboxed(file)], { cwd: CONSUMER, env: environment });
  t.after(() => server.kill());
  let output = "";
  const origin = await new Promise((resolve, reject) => {
    server.on("close", () => reject(new Error(output)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (data) => {
        output += data;
        const [, port] = output.match(/(?:http:\/\/(?:127\.0\.0\.1|localhost):|port: )(\d+)/) ?? [];
        if (port) resolve(`http://127.0.0.1:${port}`);
      });
    }
  });
  return { origin, output: () => output };
}

// Calls from a page of the relay's origin, and refused calls from others.
async function useRelay(origin, send = fetch) {
  const ask = (action, headers) =>
    send(`${origin}/relay/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
      body: JSON.stringify({ env: "test-777bb9", functionName: "login" }),
    });
  const cookie = "session=operator";
  const { checksum } = await (await ask("link", { cookie })).json();
  const zip = Buffer.from(await (await ask("download", { cookie })).arrayBuffer());
  assert.equal(createHash("sha256").update(zip).digest("hex"), checksum);
  assert.equal((await ask("link", {})).status, 401);
  assert.equal((await ask("link", { cookie, "sec-fetch-site": "cross-site" })).status, 403);
}

const bun = createRequire(import.meta.url)
  .resolve(`@oven/bun-${process.platform}-${process.arch}/package.json`)
  .replace(/package\.json$/, "bin/bun");
for (const [name, program, parameters] of [
  ["relay-deno", DENO, deno],
  ["relay-bun", bun, []],
  ["relay-node", "node", []],
  ["relay-hono", "node", []],
]) {
  it(`a relay, ${name}`, async (t) => {
    snippet("relay");
    writeFileSync(join(CONSUMER, "relay.mjs"), readFileSync(join(CONSUMER, "readme-relay.mjs")));
    const { origin, output } = await served(t, program, parameters, name);
    await useRelay(origin);
    assert.ok(!output().includes("readme-token"));
    const entries = output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      entries.map(({ action, status, id }) => [action, status, id]),
      [
        ["link", 200, "operator"],
        ["download", 200, "operator"],
        ["link", 401, undefined],
        ["link", 403, undefined],
      ],
    );
  });
}

it("a relay, relay-worker", async (t) => {
  const outdir = join(CONSUMER, "readme-worker");
  await build({
    absWorkingDir: CONSUMER,
    entryPoints: [snippet("relay-worker")],
    outdir,
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["cloudflare:workers"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "silent",
  });
  const { createSandbox } = await import(pathToFileURL(join(CONSUMER, "node_modules/wechat-function-link/sandbox.js")));
  const sandbox = createSandbox({ accessTokens: { "readme-token": "valid" } });
  const miniflare = new Miniflare({
    compatibilityDate: "2026-01-01",
    compatibilityFlags: ["enable_request_signal"],
    modulesRoot: outdir,
    bindings: { WECHAT_ACCESS_TOKEN: "readme-token" },
    modules: [
      { type: "ESModule", path: join(outdir, "readme-relay-worker.js") },
      { type: "CompiledWasm", path: join(outdir, "wechat_function_link.wasm") },
    ],
    // Receives the worker's requests to the platform and the storage host.
    outboundService: async ({ url, method, headers, body }) => {
      const sent = { method, headers: [...headers], ...(body ? { body: await new Response(body).text() } : {}) };
      const { status, headers: answered, body: bytes } = await sandbox.fetch(url, sent);
      return new MiniflareResponse(await new Response(bytes).arrayBuffer(), { status, headers: [...answered] });
    },
  });
  t.after(() => miniflare.dispose());
  await useRelay("http://worker.example", (url, init) => miniflare.dispatchFetch(url, init));
});

it("a page in Chromium, behind the relay in Deno", async (t) => {
  // The relay's origin is named before it listens.
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const port = String(free.address().port);
  free.close();
  await once(free, "close");
  writeFileSync(join(CONSUMER, "relay.mjs"), readFileSync(snippet("relay", (text) => text.replace("8000", port))));
  const { origin, output } = await served(t, DENO, deno, "relay-deno", port);
  const browser = await launch();
  t.after(() => browser.close());
  const context = await browser.newContext();
  await context.addCookies([{ name: "session", value: "operator", url: origin }]);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  const script = `${readFileSync(snippet("page"), "utf8")}\ndocument.title = [bytes.length === size, link.checksum === checksum, link.url].join();`;
  const html = `<!DOCTYPE html><title>waiting</title>
    <script type="importmap">{ "imports": { "wechat-function-link": "/pkg/index.js" } }</script><script type="module">${script}</script>`;
  await page.route(`${origin}/`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route(`${origin}/pkg/*`, (route) => {
    const name = new URL(route.request().url()).pathname.slice("/pkg/".length);
    return route.fulfill({
      path: join(CONSUMER, "node_modules/wechat-function-link", name),
      contentType: "text/javascript",
    });
  });
  await page.goto(origin);
  await page.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 20_000 }).catch(() => {});
  assert.deepEqual(errors, []);
  assert.equal(await page.title(), "true,true,");
  assert.ok(!output().includes("readme-token"));
});
