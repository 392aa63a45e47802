// The snippets of docs/diagnostics.md against the sandbox, examples/tracing, and a page's events: CONSUMER as in readme.test.mjs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { launch } from "../support/chromium.mjs";
import { snippetNamed } from "../support/documents.mjs";
import { fetchServer } from "../support/server.mjs";
import "./beside.mjs";

const { CONSUMER } = process.env;
assert.ok(CONSUMER, "run this by cargo xtask test");
const installed = join(CONSUMER, "node_modules/wechat-function-link");
const root = new URL("../../", import.meta.url);

async function run(...parameters) {
  const env = { ...process.env, WECHAT_ACCESS_TOKEN: "readme-token" };
  const child = spawn(process.execPath, parameters, { cwd: CONSUMER, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  assert.ok(!/readme-token|sandbox-access-token|sign=|https?:\/\//.test(output), output);
  return output;
}

function snippet(name) {
  const file = join(CONSUMER, `diagnostics-${name}.mjs`);
  writeFileSync(file, snippetNamed(root, "snippet", name));
  return run("support/sandboxed.mjs", pathToFileURL(file).href);
}

const PAGE = `<!DOCTYPE html><title>waiting</title><script type="module">
import { downloadFunction, getFunctionLink } from "/pkg/index.js";

const wish = { env: "test-777bb9", functionName: "login" };
const events = [];
const onEvent = ({ milliseconds, ...event }) => events.push({ ...event, timed: milliseconds >= 0 });
const ignored = () => {};
await getFunctionLink(wish, { relay: "/relay", onEvent });
await downloadFunction(wish, { relay: "/relay", onEvent });
await getFunctionLink({ env: "errcode", functionName: "61007" }, { relay: "/relay", onEvent }).catch(ignored);
await getFunctionLink({ ...wish, accessToken: "token" }, { onEvent }).catch(ignored);
const failing = () => { throw new Error("mine"); };
const { code, cause } = await getFunctionLink(wish, { relay: "/relay", onEvent: failing }).catch((error) => error);
window.seen = { events, failed: [code, cause.message] };
document.title = "seen";
</script>`;

describe("diagnostics", () => {
  it("a call's events", async () => {
    assert.match(await snippet("on-event"), /^download login: \d{3} bytes in \d+ ms\n$/);
  });

  it("a channel", async () => {
    const facts =
      /functionName: 'login',\s+path: '\/tcb\/downloadfunction',\s+attempt: 1,\s+status: 200,\s+milliseconds: /;
    assert.match(await snippet("channels"), facts);
  });

  it("tracing/check.mjs has a span of each operation below the caller's, and its duration", async () => {
    const folder = join(CONSUMER, "tracing");
    cpSync(fileURLToPath(new URL("examples/tracing", root)), folder, { recursive: true });
    const output = await run(join(folder, "check.mjs"));
    const lines = output.replace(/[\d.]+ ms/g, "… ms").split("\n");
    const of =
      "wechat.env=test-777bb9 wechat.function=login wechat.appid=wx0000000000000001 url.path=/tcb/downloadfunction";
    const refused = "wechat.env=errcode wechat.function=61007 wechat.appid=wx0000000000000002 wechat.errcode=61007";
    assert.deepEqual(lines.slice(0, 6), [
      "nightly check, … ms",
      `  wechat-function-link link, … ms ${of} http.response.status_code=200`,
      "    POST api.weixin.qq.com, … ms",
      `  wechat-function-link download, … ms ${of} http.response.status_code=200 http.response.body.size=352`,
      "    POST api.weixin.qq.com, … ms",
      "    GET sandbox-1258717764.cos.ap-shanghai.myqcloud.com, … ms",
    ]);
    for (const attribute of [...refused.split(" "), "error.type=PERMISSION_DENIED"])
      assert.ok(lines[6].includes(attribute));
    assert.match(lines[6], /wechat\.rid=[0-9a-f-]{20,}/);
    assert.deepEqual(lines.slice(7), [
      "    POST api.weixin.qq.com, … ms",
      "wechat_function_link.operation.duration operation=link: 1 × … ms",
      "wechat_function_link.operation.duration operation=download: 1 × … ms",
      "wechat_function_link.operation.duration operation=link error.type=PERMISSION_DENIED: 1 × … ms",
      "",
    ]);
  });

  it("onEvent of a page's calls, through a relay, in Chromium", async (t) => {
    const { createRelay } = await import(pathToFileURL(join(installed, "relay.js")).href);
    const { createSandbox } = await import(pathToFileURL(join(installed, "sandbox.js")).href);
    const authorize = () => ({ id: "operator" });
    const accessToken = () => "sandbox-access-token";
    const relay = createRelay({ authorize, accessToken, basePath: "/relay", fetch: createSandbox().fetch });
    const { url } = await fetchServer(t, relay);
    const browser = await launch();
    t.after(() => browser.close());
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.route(`${url}/`, (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
    await page.route(`${url}/pkg/*`, (route) => {
      const name = new URL(route.request().url()).pathname.slice("/pkg/".length);
      return route.fulfill({ path: join(installed, name), contentType: "text/javascript" });
    });
    await page.goto(url);
    await page.waitForFunction(() => document.title === "seen", undefined, { timeout: 120_000 }).catch(() => {});
    assert.deepEqual(errors, []);
    const { events, failed } = await page.evaluate(() => window.seen);
    const wish = { env: "test-777bb9", functionName: "login" };
    const link = { operation: "link", ...wish, path: "/link" };
    const download = { operation: "download", ...wish, path: "/download" };
    const refused = { operation: "link", env: "errcode", functionName: "61007", path: "/link" };
    const end = { type: "end", attempt: 1, status: 200, timed: true };
    const error = { type: "error", attempt: 1, status: 502, errcode: 61007, code: "PERMISSION_DENIED", timed: true };
    const { rid } = events[5];
    assert.match(rid, /^[0-9a-f-]{20,}$/);
    const platform = { ...link, path: "/tcb/downloadfunction" };
    assert.deepEqual(events, [
      { type: "start", ...link, timed: false },
      { ...link, ...end },
      { type: "start", ...download, timed: false },
      { ...download, ...end, bytes: 352 },
      { type: "start", ...refused, timed: false },
      { ...refused, ...error, rid },
      { type: "start", ...platform, timed: false },
      { ...platform, type: "error", code: "SERVER_SIDE_ONLY", timed: true },
    ]);
    assert.deepEqual(failed, ["CALLBACK_FAILED", "mine"]);
  });
});
