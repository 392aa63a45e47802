// The snippets of docs/diagnostics.md against the sandbox, and examples/tracing: CONSUMER as in readme.test.mjs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { snippetNamed } from "../support/documents.mjs";
import "./beside.mjs";

const { CONSUMER } = process.env;
assert.ok(CONSUMER, "run this by cargo xtask test");
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
});
