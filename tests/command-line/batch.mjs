import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { CANARY, emptyFolder, lines, run, sandboxAddress, TOKEN } from "./program.mjs";

const ndjson = (wishes) => wishes.map((wish) => `${JSON.stringify(wish)}\n`).join("");
const wish = (authorizerAppid, functionName, env = "test-777bb9") => ({ authorizerAppid, env, functionName });
const SOUND = [wish("wx1", "login"), wish("wx1", "pay"), wish("wx2", "login"), wish("wx2", "查询 订单")];
const COMMAND = ["--token-command", "printf sandbox-access-token"];

async function batch(cwd, wishes, ...more) {
  await writeFile(join(cwd, "batch.ndjson"), ndjson(wishes));
  const parameters = ["pull", "--batch", "batch.ndjson", "--out-dir", "out", "--base-url", sandboxAddress(), ...COMMAND, ...more];
  return run(parameters, { cwd });
}

const files = async (folder) => (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile()).map((entry) => entry.name).sort();

describe("pull --batch", () => {
  it("pulls many, writes their SHA256SUMS, and ends with a summary", async (t) => {
    const cwd = await emptyFolder(t);
    const { code, stdout, stderr } = await batch(cwd, [...SOUND, SOUND[0]], "--concurrency", "2");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^pulled +4 \(.+\)\nfailed +0\nlist +out\/SHA256SUMS\n$/);
    assert.deepEqual(await files(join(cwd, "out")), ["SHA256SUMS", "login.zip", "login.zip", "pay.zip", "查询 订单.zip"]);
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: join(cwd, "out") });
    assert.equal((await run(["verify", "-c", "SHA256SUMS"], { cwd: join(cwd, "out") })).code, 0);
  });

  it("goes on where it stopped: what is there and still right stays, the rest is pulled", async (t) => {
    const cwd = await emptyFolder(t);
    assert.equal((await batch(cwd, SOUND.slice(0, 3))).code, 0);
    // One was changed, one is gone, and the run before was killed in the middle of a line.
    await writeFile(join(cwd, "out/wx1/test-777bb9/login.zip"), "changed");
    await rm(join(cwd, "out/wx1/test-777bb9/pay.zip"));
    await appendFile(join(cwd, "out/SHA256SUMS"), "0123456789abcdef");
    const { code, stdout } = await batch(cwd, SOUND, "--json");
    assert.equal(code, 0, stdout);
    const results = lines(stdout);
    const status = Object.fromEntries(results.slice(0, -1).map(({ path, status }) => [path, status]));
    assert.deepEqual(status, {
      "wx1/test-777bb9/login.zip": "pulled", "wx1/test-777bb9/pay.zip": "pulled", "wx2/test-777bb9/login.zip": "kept",
      "wx2/test-777bb9/查询 订单.zip": "pulled",
    });
    const { pulled, kept, failed } = results.at(-1).summary;
    assert.deepEqual([pulled, kept, failed], [3, 1, 0]);
    execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: join(cwd, "out"), stdio: "pipe" });
  });

  it("one that fails leaves the others alone: 2 for an error, 1 where bytes were wrong", async (t) => {
    const cwd = await emptyFolder(t);
    const refused = await batch(cwd, [wish("wx1", "61007", "errcode"), ...SOUND, wish("wx1", "corrupt", "download")]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /failed wx1\/errcode\/61007\.zip: .*61007.*permission set 49 or 64.* rid: [0-9a-f]{8}-/);
    assert.match(refused.stdout, /pulled +4 .*\nfailed +2/);
    const wrong = await batch(cwd, [...SOUND, wish("wx1", "corrupt", "download")], "--json");
    assert.equal(wrong.code, 1);
    const [failure] = lines(wrong.stdout).filter(({ status }) => status === "failed");
    assert.equal(failure.error.code, "CHECKSUM_MISMATCH");
    assert.ok(!(await files(join(cwd, "out"))).includes("corrupt.zip"));
  });

  it("a token is asked for once per merchant, however many functions it has", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "token.sh"), 'echo "$WECHAT_AUTHORIZER_APPID" >> merchants; printf sandbox-access-token');
    assert.equal((await batch(cwd, SOUND, "--token-command", "sh token.sh")).code, 0);
    assert.deepEqual((await readFile(join(cwd, "merchants"), "utf8")).trim().split("\n").sort(), ["wx1", "wx2"]);
  });

  it("names are no paths, and names that some file systems take for one stay two", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "batch.ndjson"), ndjson([wish("../../up", "login"), wish("wx1", "LOGIN"), wish("wx1", "login")]));
    const { stdout } = await batch(cwd, [wish("../../up", "login"), wish("wx1", "LOGIN"), wish("wx1", "login")], "--json");
    const paths = lines(stdout).slice(0, -1).map(({ path }) => path);
    assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, 3);
    assert.ok(paths.every((path) => !path.split("/").includes("..")), paths.join());
    assert.deepEqual(await readdir(cwd), ["batch.ndjson", "out"]);
  });

  it("a malformed line, a token in the file, or one token for several merchants: nothing is sent", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, requests } = await httpServer(t, (_request, response) => response.end());
    const sound = JSON.stringify(SOUND[0]);
    for (const [input, words] of [
      [`${sound}\nnot json\n`, /line 2 of the batch is not JSON/], [`${sound}\n[]\n`, /line 2 of the batch is not an object/],
      [`{"env":"e"}`, /line 1 of the batch needs functionName/], [`{"env":"e","functionName":"f","accessToken":"${CANARY}"}`, /line 1 of the batch has a key/],
      ["\n", /names no function/], [ndjson(SOUND), /several merchants/],
    ]) {
      const parameters = ["pull", "--batch", "-", "--out-dir", "out", "--base-url", url];
      const { code, stderr } = await run(parameters, { cwd, input, env: TOKEN });
      assert.equal(code, 2);
      assert.match(stderr, words);
    }
    assert.equal(requests.length, 0);
    assert.deepEqual(await readdir(cwd), []);
  });
});
