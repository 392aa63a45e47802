import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { CANARY, emptyFolder, lines, LOGIN, run } from "./program.mjs";

const CHECKSUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const LINK = { errcode: 0, errmsg: "ok", url: "https://a.myqcloud.com/a.zip", checksum: CHECKSUM };

// Takes `good` alone; `requests` show what was asked.
function platform(t, good) {
  return httpServer(t, ({ url }, response) => {
    const token = new URL(url, "http://localhost").searchParams.get("access_token");
    response.end(JSON.stringify(good.includes(token) ? LINK : { errcode: 42001, errmsg: "access_token expired rid: 1a2b3c4d-1a2b3c4d-1a2b3c4d" }));
  });
}

// Writes down how it was called, and answers a token.
const COMMAND = `
const { appendFileSync } = require("fs");
const { WECHAT_AUTHORIZER_APPID: appid, WECHAT_REJECTED_TOKEN: rejected } = process.env;
appendFileSync("calls.ndjson", JSON.stringify({ appid, rejected, argv: process.argv.slice(2) }) + "\\n");
console.log(rejected === undefined ? "${CANARY}-old" : "${CANARY}-new");
`;

describe("tokens", () => {
  it("none at all: what to do, and nothing is sent", async (t) => {
    const { url, requests } = await platform(t, []);
    const { code, stderr } = await run(["link", ...LOGIN, "--base-url", url]);
    assert.equal(code, 2);
    assert.match(stderr, /there is no access token.*\n.*WECHAT_ACCESS_TOKEN.*--token-file.*--token-command/);
    assert.equal(requests.length, 0);
  });

  it("WECHAT_ACCESS_TOKEN", async (t) => {
    const { url } = await platform(t, [CANARY]);
    assert.equal((await run(["link", ...LOGIN, "--base-url", url], { env: { WECHAT_ACCESS_TOKEN: `${CANARY}\n` } })).code, 0);
    const refused = await run(["link", ...LOGIN, "--base-url", url], { env: { WECHAT_ACCESS_TOKEN: `${CANARY}-old` } });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /TOKEN_REJECTED.*\n.*\n {2}rid: 1a2b3c4d-/);
  });

  it("--token-file is read anew: a renewed one is heard, one that is not renewed is said", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "token"), `${CANARY}-old\n`);
    const { url, requests } = await httpServer(t, async ({ url: path }, response) => {
      if (path.includes(`${CANARY}-new`)) return response.end(JSON.stringify(LINK));
      if (renew) await writeFile(join(cwd, "token"), `${CANARY}-new\n`);
      return response.end(JSON.stringify({ errcode: 42001, errmsg: "access_token expired" }));
    });
    let renew = true;
    const asked = ["link", ...LOGIN, "--base-url", url, "--token-file", "token"];
    const renewed = await run(asked, { cwd });
    assert.equal(renewed.code, 0, renewed.stderr);
    assert.equal(requests.length, 2);
    renew = false;
    await writeFile(join(cwd, "token"), `${CANARY}-old\n`);
    const stale = await run(asked, { cwd });
    assert.equal(stale.code, 2);
    assert.match(stale.stderr, /token file token still holds the token that the platform refused/);
    const missing = await run([...asked.slice(0, -1), "nothing"], { cwd });
    assert.match(missing.stderr, /could not read the token file nothing: there is no such file or folder/);
  });

  it("--token-command is told merchant and rejected token by its environment, never on its command line", async (t) => {
    const cwd = await emptyFolder(t);
    const { url } = await platform(t, [`${CANARY}-new`]);
    await writeFile(join(cwd, "token.cjs"), COMMAND);
    const { code, stderr } = await run(["link", ...LOGIN, "-a", "wx1", "--base-url", url, "--token-command", "node token.cjs"], { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(lines(await readFile(join(cwd, "calls.ndjson"), "utf8")), [
      { appid: "wx1", argv: [] }, { appid: "wx1", rejected: `${CANARY}-old`, argv: [] },
    ]);
  });

  it("a token command that fails is said in words", async (t) => {
    const { url, requests } = await platform(t, []);
    for (const [command, words] of [
      ["exit 3", /token command ended with exit code 3/], ["true", /token command wrote no token/], ["kill -9 $$", /token command ended with SIGKILL/],
      ["no-such-program-of-mine 2> /dev/null", /token command ended with exit code 127/],
    ]) {
      const { code, stderr } = await run(["link", ...LOGIN, "--base-url", url, "--token-command", command]);
      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.match(stderr, /\[TOKEN_REJECTED\]/);
    }
    assert.equal(requests.length, 0);
  });

  it("a token command that never answers is given up in time", async (t) => {
    const { url } = await platform(t, []);
    const { code, stderr } = await run(["link", ...LOGIN, "--base-url", url, "--timeout", "0.5", "--token-command", "sleep 600"]);
    assert.equal(code, 2);
    assert.match(stderr, /\[TIMEOUT\]/);
  });
});
