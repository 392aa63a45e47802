// The documents' snippets for an outbound proxy, against a real one on loopback: CONSUMER is a folder with the packed package, DENO
// a program.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { it } from "node:test";

import { snippetNamed } from "./support/documents.mjs";
import { proxyServer } from "./support/proxy.mjs";
import { fetchServer } from "./support/server.mjs";

const { CONSUMER, DENO } = process.env;
assert.ok(CONSUMER && DENO, "run this by cargo xtask test");
const TOKEN = "proxy+token/1==";
const root = new URL("../", import.meta.url);
const modules = join(CONSUMER, "node_modules");
const { createSandbox } = await import(pathToFileURL(join(modules, "wechat-function-link/sandbox.js")));
// The packages that a user installs beside this one.
cpSync(fileURLToPath(new URL("../node_modules/undici", import.meta.url)), join(modules, "undici"), { recursive: true });

// Without the proxy of this machine.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));
Object.assign(environment, { WECHAT_ACCESS_TOKEN: TOKEN, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" });
const deno = [DENO, "run", "--no-check", "--allow-all", "--node-modules-dir=manual"];

const PROXY = '"http://proxy.example:3128"';
const OPTIONS = "downloadFunction(request, {";

// The snippet with other addresses of the proxy and the platform.
function snippet(name, proxy, platform) {
  const text = snippetNamed(root, "snippet", name);
  assert.ok(text.includes(PROXY) && text.includes(OPTIONS), name);
  const there = `${OPTIONS} baseUrl: "${platform}", allowedHosts: ["127.0.0.1"],`;
  return written(name, text.replace(PROXY, `"${proxy}"`).replace(OPTIONS, there));
}

function written(name, text) {
  const file = join(CONSUMER, `readme-${name}.mjs`);
  writeFileSync(file, text);
  return file;
}

async function run([program, ...parameters], file, more = {}) {
  const child = spawn(program, [...parameters, file], { cwd: CONSUMER, env: { ...environment, ...more } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  return { code, output };
}

const start = (t) => fetchServer(t, createSandbox({ accessTokens: { [TOKEN]: "valid" } }).fetch);

function assertPassed({ passed }, { url, requests }, { code, output }) {
  assert.equal(code, 0, output);
  assert.match(output, /^\d+ bytes, SHA-256 [0-9a-f]{64}, verified$/m);
  assert.deepEqual(
    requests.map(({ method }) => method),
    ["POST", "GET"],
  );
  // A tunnel carries as many requests as it likes.
  assert.ok(passed.length > 0, "nothing went through the proxy");
  for (const { form, host } of passed) {
    assert.match(form, /^(tunnel|absolute)$/);
    assert.equal(host, new URL(url).host);
  }
  if (passed[0].form === "absolute")
    assert.deepEqual(
      passed.map(({ method }) => method),
      ["POST", "GET"],
    );
}

const runtimes = [
  ["Node.js", "node-proxy", ["node"]],
  ["Deno", "deno-proxy", deno],
];
for (const [name, snippetName, program] of runtimes) {
  it(`${name} reaches the platform and the storage host through the proxy`, async (t) => {
    const [proxy, platform] = [await proxyServer(t), await start(t)];
    const ran = await run(program, snippet(snippetName, proxy.url, platform.url));
    assertPassed(proxy, platform, ran);
    t.diagnostic(proxy.passed.map(({ form, method }) => `${method} ${form}`).join(", "));
  });
  it(`${name} goes no other way where the proxy refuses`, async (t) => {
    const [proxy, platform] = [await proxyServer(t, { refuses: true }), await start(t)];
    const { code, output } = await run(program, snippet(snippetName, proxy.url, platform.url));
    assert.notEqual(code, 0);
    assert.match(output, /FunctionLinkError: .*login/);
    assert.ok(!output.includes(TOKEN) && !output.includes(encodeURIComponent(TOKEN)), output);
    assert.ok(proxy.passed.length > 0);
    assert.equal(platform.requests.length, 0);
  });
}

it("Deno reads the proxy from its environment as well", async (t) => {
  const [proxy, platform] = [await proxyServer(t), await start(t)];
  const file = written(
    "deno-environment-proxy",
    `
    import { downloadFunction } from "wechat-function-link";
    const request = { accessToken: Deno.env.get("WECHAT_ACCESS_TOKEN"), env: "test-777bb9", functionName: "login" };
    const { size, checksum } = await downloadFunction(request, { baseUrl: "${platform.url}", allowedHosts: ["127.0.0.1"] });
    console.log(\`\${size} bytes, SHA-256 \${checksum}, verified\`);
  `,
  );
  // HTTPS_PROXY is for https addresses what HTTP_PROXY is for http ones, and loopback has no certificate.
  assertPassed(proxy, platform, await run(deno, file, { HTTP_PROXY: proxy.url }));
});
