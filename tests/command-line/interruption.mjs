import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { emptyFolder, LOGIN, PROGRAM, sandboxAddress, start, TOKEN } from "./program.mjs";

// A platform whose packages stop in the middle; `stalled` resolves when one has.
async function stalling(t) {
  let reached;
  const stalled = new Promise((resolve) => (reached = resolve));
  const { url } = await httpServer(t, (request, response) => {
    if (request.method === "POST") {
      return response.end(JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a.zip`, checksum: "0".repeat(64) }));
    }
    response.writeHead(200, { "content-length": "8000000" });
    return response.write(Buffer.alloc(4_000_000), reached);
  });
  return { url, stalled };
}

// Package a is whole, b as well once the reader has left. The others never end. A batch writes a refused package to standard error: the
// first one when a has ended, the second one, which nobody reads, when b has.
async function halting(t, cwd) {
  const checksum = createHash("sha256").update("package").digest("hex");
  let leave;
  const left = new Promise((resolve) => (leave = resolve));
  const { url } = await httpServer(t, async (request, response) => {
    if (request.method === "POST") {
      const { function_name: name } = JSON.parse(request.body);
      if (name.startsWith("refused"))
        return response.end(JSON.stringify({ errcode: 48001, errmsg: "api unauthorized" }));
      return response.end(JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/${name}`, checksum }));
    }
    if (request.url === "/a") {
      while ((await partials(join(cwd, "out"))) < 2) await new Promise(setImmediate);
      return response.end("package");
    }
    if (request.url === "/b") {
      await left;
      return response.end("package");
    }
    response.writeHead(200, { "content-length": "8000000" });
    return response.write(Buffer.alloc(4_000_000));
  });
  return { url, leave };
}

const isPartial = (name) => name.endsWith(".partial") || basename(name).startsWith(".wfl-");
const partials = async (folder) => (await readdir(folder, { recursive: true })).filter(isPartial).length;

// Resolves when the program listens for the signal.
const LOADED = encodeURIComponent(
  'process.on("newListener",(name)=>name==="SIGHUP"&&setImmediate(()=>process.stderr.write("loaded")))',
);

// Resolves when the program has written a partial file.
async function partialFile(folder) {
  while (!(await readdir(folder, { recursive: true })).some(isPartial)) await new Promise(setImmediate);
}

describe("interruption", () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    it(`${signal} leaves no partial file and the old one as it was, and ends the process by the signal`, async (t) => {
      const cwd = await emptyFolder(t);
      await writeFile(join(cwd, "login.zip"), "old");
      const { url, stalled } = await stalling(t);
      const run = start(["pull", ...LOGIN, "--base-url", url], { cwd, env: TOKEN });
      await stalled;
      await partialFile(cwd);
      run.child.kill(signal);
      const ended = await run.closed;
      assert.deepEqual(ended, { code: null, signal, stdout: "", stderr: "" });
      assert.deepEqual(await readdir(cwd), ["login.zip"]);
      assert.equal(await readFile(join(cwd, "login.zip"), "utf8"), "old");
    });
  }

  it("SIGKILL leaves partial files, which the next pull removes", async (t) => {
    const cwd = await emptyFolder(t);
    for (let kills = 0; kills < 2; kills++) {
      const { url, stalled } = await stalling(t);
      const run = start(["pull", ...LOGIN, "--base-url", url], { cwd, env: TOKEN });
      await stalled;
      await partialFile(cwd);
      run.child.kill("SIGKILL");
      await run.closed;
    }
    await partialFile(cwd);
    const { code } = await start(["pull", ...LOGIN, "--base-url", sandboxAddress()], { cwd, env: TOKEN }).closed;
    assert.equal(code, 0);
    assert.deepEqual(await readdir(cwd), ["login.zip"]);
  });

  it("a batch too", async (t) => {
    const cwd = await emptyFolder(t);
    await mkdir(join(cwd, "out"));
    const { url, stalled } = await stalling(t);
    const input = ["a", "b", "c", "d"].map((functionName) => JSON.stringify({ env: "e", functionName })).join("\n");
    const run = start(["pull", "--batch", "-", "--out-dir", "out", "--concurrency", "3", "--base-url", url], {
      cwd,
      env: TOKEN,
      input,
    });
    await stalled;
    await partialFile(join(cwd, "out"));
    run.child.kill("SIGINT");
    const { code, signal, stdout } = await run.closed;
    assert.deepEqual([code, signal], [null, "SIGINT"]);
    assert.match(stdout, /^pulled +0/);
    assert.deepEqual((await readdir(cwd, { recursive: true })).sort(), ["out", "out/SHA256SUMS", "out/e"]);
  });

  it("while standard input is waited for", async () => {
    for (const parameters of [
      ["verify", "-c", "-"],
      ["verify", "-", "0".repeat(64)],
      ["pull", "--batch", "-", "--out-dir", "out"],
    ]) {
      const run = start(parameters, {
        input: null,
        env: { ...TOKEN, NODE_OPTIONS: `--import=data:text/javascript,${LOADED}` },
      });
      while (!run.stderr.includes("loaded")) await once(run.child.stderr, "data");
      run.child.kill("SIGINT");
      const { code, signal } = await run.closed;
      assert.deepEqual([code, signal], [null, "SIGINT"], parameters.join(" "));
    }
  });

  for (const [more, last] of [
    [["--json"], []],
    [[], ["refused", "refused-too"]],
  ]) {
    it(`a reader that leaves in the middle of a batch: no partial file, and the process ends by SIGPIPE ${more}`, async (t) => {
      const cwd = await emptyFolder(t);
      const { url, leave } = await halting(t, cwd);
      const input = ["a", "b", "c", "d", ...last]
        .map((functionName) => JSON.stringify({ env: "e", functionName }))
        .join("\n");
      const parameters = ["pull", "--batch", "-", "--out-dir", "out", "--concurrency", "4", "--base-url", url, ...more];
      const { child, closed } = start(parameters, { cwd, env: TOKEN, input });
      const stream = more.length > 0 ? child.stdout : child.stderr; // the stream of a batch's first line
      await once(stream, "data");
      stream.destroy();
      await once(stream, "close");
      leave();
      assert.equal((await closed).signal, "SIGPIPE");
      const left = await readdir(join(cwd, "out"), { recursive: true });
      assert.deepEqual(left.sort(), ["SHA256SUMS", "e", "e/a.zip", "e/b.zip"]);
      execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: join(cwd, "out") });
    });
  }

  it("a reader that leaves ends the program quietly", async (t) => {
    const cwd = await emptyFolder(t);
    const { stderr } = await start(["-c", `'${PROGRAM}' pull --help | true`], { cwd, program: "sh" }).closed;
    assert.equal(stderr, "");
  });
});
