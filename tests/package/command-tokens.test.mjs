// The command line in this runtime, with tokens that the platform refuses.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

import { httpServer } from "../support/server.mjs";

const TOKEN = "canary-token-7f3a";
const RID = "1a2b3c4d-1a2b3c4d-1a2b3c4d";
const PROGRAM = fileURLToPath(new URL("../node_modules/wechat-function-link/cli.cjs", import.meta.url));
const DENO = ["run", "--allow-all", "--no-check", "--no-prompt", "--quiet", "--node-modules-dir=manual"];

// Runs the packed program to its end; `input` goes to its standard input.
async function run(cwd, parameters, input) {
  const { WECHAT_ACCESS_TOKEN, ...environment } = process.env;
  const child = spawn(process.execPath, [...(globalThis.Deno ? DENO : []), PROGRAM, ...parameters], {
    cwd,
    env: { ...environment, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  child.stdin.end(input);
  const [code] = await once(child, "close");
  assert.ok(!(stdout + stderr).includes(TOKEN), "no token is shown");
  return { code, stdout, stderr };
}

const SOURCES = [
  ["a token file", ["--token-file", "token"], "the token file token still holds the token that the platform refused"],
  [
    "a token command",
    ["--token-command", "cat token"],
    "the token command gave the token that the platform refused once more",
  ],
  ["standard input", ["--token-file", "-"], "standard input gave no other token"],
];

for (const [source, parameters, remark] of SOURCES) {
  it(`row 85: the platform refuses the token of ${source}: errcode, errmsg and rid are shown with the remark`, async (t) => {
    const cwd = await mkdtemp(join(tmpdir(), "wechat-function-link-tokens-"));
    t.after(() => rm(cwd, { recursive: true, force: true }));
    await writeFile(join(cwd, "token"), `${TOKEN}\n`);
    const { url, requests } = await httpServer(t, (_request, response) =>
      response.end(JSON.stringify({ errcode: 42001, errmsg: `access_token expired rid: ${RID}` })),
    );
    const asked = ["--env", "e", "--function", "f", "--base-url", url, ...parameters];

    const { code, stdout, stderr } = await run(cwd, ["link", ...asked], `${TOKEN}\n`);
    assert.deepEqual([code, stdout], [2, ""]);
    const [what, ...more] = stderr.trimEnd().split("\n");
    assert.match(what, /^error: .*errcode 42001, access_token expired.*\[TOKEN_REJECTED\]$/);
    assert.ok(what.includes(remark), what);
    assert.ok(more.includes(`  rid: ${RID}`), stderr);

    const json = await run(cwd, ["pull", ...asked, "--json"], `${TOKEN}\n`);
    const { error } = JSON.parse(json.stdout);
    assert.deepEqual([json.code, error.code, error.errcode, error.rid], [2, "TOKEN_REJECTED", 42001, RID]);
    assert.match(error.errmsg, /^access_token expired/);
    assert.ok(error.message.includes(remark), error.message);
    assert.equal(requests.length, 4, "each call asks twice, and no more");
  });
}
