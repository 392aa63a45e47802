import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { CANARY, emptyFolder, lines, LOGIN, PROGRAM, run, serving, start } from "./program.mjs";

const CHECKSUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const LINK = { errcode: 0, errmsg: "ok", url: "https://a.myqcloud.com/a.zip", checksum: CHECKSUM };

// Accepts only the token `good`. `requests` has the requests.
function platform(t, good) {
  return httpServer(t, ({ url }, response) => {
    const token = new URL(url, "http://localhost").searchParams.get("access_token");
    response.end(
      JSON.stringify(
        good.includes(token)
          ? LINK
          : { errcode: 42001, errmsg: "access_token expired rid: 1a2b3c4d-1a2b3c4d-1a2b3c4d" },
      ),
    );
  });
}

// Records its calls, and prints a token.
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
    assert.equal(
      (await run(["link", ...LOGIN, "--base-url", url], { env: { WECHAT_ACCESS_TOKEN: `${CANARY}\n` } })).code,
      0,
    );
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
    const { code, stderr } = await run(
      ["link", ...LOGIN, "-a", "wx1", "--base-url", url, "--token-command", "node token.cjs"],
      { cwd },
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(lines(await readFile(join(cwd, "calls.ndjson"), "utf8")), [
      { appid: "wx1", argv: [] },
      { appid: "wx1", rejected: `${CANARY}-old`, argv: [] },
    ]);
  });

  it("a token command that fails is said in words", async (t) => {
    const { url, requests } = await platform(t, []);
    for (const [command, words] of [
      ["exit 3", /token command ended with exit code 3/],
      ["true", /token command wrote no token/],
      ["kill -9 $$", /token command ended with SIGKILL/],
      ["no-such-program-of-mine 2> /dev/null", /token command ended with exit code 127/],
    ]) {
      const { code, stderr } = await run(["link", ...LOGIN, "--base-url", url, "--token-command", command]);
      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.match(stderr, /\[TOKEN_REJECTED\]/);
    }
    assert.equal(requests.length, 0);
  });

  it("a refused token of a file shows errcode and rid in a batch, too, and in a relay, where callers do not see the file's name", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "token"), `${CANARY}-old\n`);
    const { url } = await platform(t, []);
    const input = '{"env":"e","functionName":"f"}\n';
    const batch = ["pull", "--batch", "-", "--out-dir", "out", "--base-url", url, "--token-file", "token", "--json"];
    const [{ error }] = lines((await run(batch, { cwd, input })).stdout);
    assert.deepEqual([error.errcode, error.rid], [42001, "1a2b3c4d-1a2b3c4d-1a2b3c4d"]);
    assert.match(error.message, /token file token still holds/);

    const relay = await serving(["relay", "--port", "0", "--json", "--base-url", url, "--token-file", "token"], {
      cwd,
    });
    t.after(() => relay.child.kill("SIGKILL"));
    const signedIn = await fetch(relay.first.address, { redirect: "manual" });
    const headers = {
      cookie: signedIn.headers.get("set-cookie").split(";")[0],
      origin: relay.first.relay,
      "content-type": "application/json",
    };
    const ask = () => fetch(`${relay.first.relay}/link`, { method: "POST", headers, body: input });
    const told = await (await ask()).text();
    assert.equal(JSON.parse(told).error.errcode, 42001);
    assert.doesNotMatch(told, /token file/);
    await writeFile(join(cwd, "token"), "two\nlines\n");
    assert.doesNotMatch(await (await ask()).text(), /token file/);
    relay.child.kill("SIGINT");
    const { stdout } = await relay.closed;
    assert.ok(!stdout.includes(CANARY));
    const written = lines(stdout).slice(1);
    assert.match(written[0].remark, /token file token still holds/);
    assert.ok(
      written.some(({ error }) => error?.message === "the token file token holds 2 lines"),
      stdout,
    );
  });

  const UTF16 = Buffer.from(`${CANARY}\r\n`, "utf16le");
  for (const [what, bytes, reason] of [
    ["nothing", "", /is empty/],
    ["blanks", " \r\n\t", /is empty/],
    ["a byte order mark alone", "\ufeff", /is empty/],
    ["two lines", `${CANARY}\n${CANARY}\n`, /holds 2 lines/],
    ["three lines", `a\r\n\r\n${CANARY}`, /holds 3 lines/],
    ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), UTF16]), /is UTF-16/],
    ["UTF-16 without a mark", UTF16, /is UTF-16/],
    ["UTF-16 of the other order", Buffer.from(UTF16).swap16(), /is UTF-16/],
    ["JSON", JSON.stringify({ access_token: CANARY }), /holds JSON, not a token alone/],
    ["a JSON string", JSON.stringify(CANARY), /holds JSON/],
    ["control characters", `${CANARY}\u0007`, /holds control characters/],
    ["a zero byte", `${CANARY}\0`, /holds control characters/],
    ["a blank", `Bearer ${CANARY}`, /holds a blank/],
    ["no ASCII", `${CANARY}令牌`, /not ASCII/],
    ["no UTF-8", Buffer.from([0xc0, 0xaf]), /is not UTF-8/],
    ["more than 64 KiB", CANARY.repeat(5000), /more than 65536 bytes/],
  ]) {
    it(`a token file that holds ${what} is refused with the reason; nothing is sent, and nothing of it shown`, async (t) => {
      const cwd = await emptyFolder(t);
      await writeFile(join(cwd, "token"), bytes);
      const { url, requests } = await platform(t, [CANARY]);
      for (const parameters of [
        ["--token-file", "token"],
        ["--token-file", "-"],
        ["--token-command", "cat token"],
      ]) {
        const { code, stderr } = await run(["link", ...LOGIN, "--base-url", url, ...parameters], { cwd, input: bytes });
        assert.equal(code, 2);
        assert.match(stderr, /^error: (the token (file|command)|standard input).*\[TOKEN_REJECTED\]/);
        const isSilent = parameters[0] === "--token-command" && bytes.length === 0;
        assert.match(stderr, isSilent ? /wrote no token/ : reason);
      }
      assert.equal(requests.length, 0);
    });
  }

  it("a token may end with a line feed, and begin with UTF-8's byte order mark; standard input and a pipe are read once", async (t) => {
    const cwd = await emptyFolder(t);
    const { url } = await platform(t, [CANARY]);
    const asked = ["link", ...LOGIN, "--base-url", url, "--token-file"];
    for (const text of [CANARY, `${CANARY}\n`, `\ufeff${CANARY}\r\n`]) {
      await writeFile(join(cwd, "token"), text);
      assert.equal((await run([...asked, "token"], { cwd })).code, 0);
      assert.equal((await run([...asked, "-"], { cwd, input: text })).code, 0);
    }
    execFileSync("mkfifo", ["pipe"], { cwd });
    const piped = (token) =>
      start(["-c", `printf %s '${token}' > pipe & exec '${PROGRAM}' ${[...asked, "pipe"].join(" ")}`], {
        cwd,
        program: "sh",
      }).closed;
    assert.equal((await piped(CANARY)).code, 0);
    const refused = await piped("stale");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /errcode 42001/);
  });

  it("WECHAT_ACCESS_TOKEN with two lines, too", async () => {
    const { code, stderr } = await run(["link", ...LOGIN], { env: { WECHAT_ACCESS_TOKEN: `${CANARY}\n${CANARY}` } });
    assert.equal(code, 2);
    assert.match(stderr, /WECHAT_ACCESS_TOKEN holds 2 lines/);
  });

  it("a token command that never answers is given up in time", async (t) => {
    const { url } = await platform(t, []);
    const { code, stderr } = await run([
      "link",
      ...LOGIN,
      "--base-url",
      url,
      "--timeout",
      "0.5",
      "--token-command",
      "sleep 600",
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /\[TIMEOUT\]/);
  });
});
