// Progress and colour on a terminal, which util-linux's `script` provides.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { emptyFolder, LOGIN, PROGRAM, start, TOKEN } from "./program.mjs";

const BYTES = Buffer.alloc(3_000_000, "x");
const COLOR = /\u001b\[3[12]m/;

// In two halves: the second follows when the first was shown.
async function platform(t, shown) {
  const checksum = createHash("sha256").update(BYTES).digest("hex");
  const { url } = await httpServer(t, (request, response) => {
    if (request.method === "POST")
      return response.end(JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a.zip`, checksum }));
    response.writeHead(200, { "content-length": String(BYTES.length) });
    response.write(BYTES.subarray(0, 2_000_000));
    return shown.then(() => response.end(BYTES.subarray(2_000_000)));
  });
  return url;
}

async function onTerminal(t, env = {}, shown = undefined) {
  const cwd = await emptyFolder(t);
  let show;
  const url = await platform(t, shown ?? new Promise((resolve) => (show = resolve)));
  const command = `'${PROGRAM}' pull ${LOGIN.join(" ")} --base-url ${url}`;
  const run = start(["-qefc", command, "/dev/null"], {
    cwd,
    env: { ...TOKEN, TERM: "xterm", ...env },
    program: "script",
  });
  run.child.stdout.on("data", () => /\d+%/.test(run.stdout) && show?.());
  return run.closed;
}

describe("on a terminal", () => {
  it("progress with rate and remaining time, then colour", async (t) => {
    const { code, stdout } = await onTerminal(t);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /░+ \d+% {2}[\d.]+ \wB of 3 MB {2}[\d.]+ \w*B\/s {2}\S+ left/);
    assert.match(stdout, COLOR);
    const [before, ...after] = stdout.split("http://127.0.0.1");
    assert.equal(after.length, 1, "the link is shown once");
    assert.doesNotMatch(before, /%/, "and first");
    assert.ok(stdout.lastIndexOf("\u001b[?25h") > stdout.lastIndexOf("\u001b[?25l"), "the cursor is there again");
  });

  for (const [name, env] of [
    ["NO_COLOR=1", { NO_COLOR: "1" }],
    ["FORCE_COLOR=0", { FORCE_COLOR: "0" }],
  ]) {
    it(`${name} switches colour off, and progress stays`, async (t) => {
      const { code, stdout } = await onTerminal(t, env);
      assert.equal(code, 0, stdout);
      assert.doesNotMatch(stdout, COLOR);
      assert.match(stdout, /\d+%/);
    });
  }

  it("TERM=dumb gets no escape sequence at all, and an error neither", async (t) => {
    const { code, stdout } = await onTerminal(t, { TERM: "dumb" }, Promise.resolve());
    assert.equal(code, 0, stdout);
    assert.match(stdout, /verified/);
    assert.doesNotMatch(stdout, /\u001b|%/);
    const command = `'${PROGRAM}' link -e e`;
    for (const env of [{ TERM: "dumb" }, { NO_COLOR: "1" }, { FORCE_COLOR: "0" }]) {
      const refused = await start(["-qefc", command, "/dev/null"], {
        env: { TERM: "xterm", ...env },
        program: "script",
      }).closed;
      assert.match(refused.stdout, /^error: --function must be given/);
      assert.doesNotMatch(refused.stdout, /\u001b/);
    }
  });

  it("in a pipe there is neither, though colour be wished for", async (t) => {
    const cwd = await emptyFolder(t);
    const url = await platform(t, Promise.resolve());
    const { stdout, stderr } = await start(["pull", ...LOGIN, "--base-url", url], {
      cwd,
      env: { ...TOKEN, FORCE_COLOR: "1", CI: "1" },
    }).closed;
    assert.doesNotMatch(stdout + stderr, /\u001b|%/);
    assert.match(stdout, /verified/);
  });
});
