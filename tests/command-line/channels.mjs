// `pull --out` to a FIFO, a device, standard output by another name, and paths that cannot take a package.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, lstatSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { emptyFolder, LOGIN, lines, PROGRAM, run, sandboxAddress, start, TOKEN } from "./program.mjs";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
const CORRUPT = ["-e", "download", "-f", "corrupt"];

function system(program, ...parameters) {
  const { status, stderr, error } = spawnSync(program, parameters, { encoding: "utf8" });
  assert.equal(
    status,
    0,
    `this test runs \`${[program, ...parameters].join(" ")}\`: run it on Linux, as root (${error?.message ?? stderr.trim()})`,
  );
}

async function fifo(t) {
  const cwd = await emptyFolder(t);
  const path = join(cwd, "pipe");
  system("mkfifo", path);
  return { cwd, path };
}

async function waitsForReader(pid) {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const waits = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/wchan`, "utf8").catch(() => "")),
  );
  return waits.some((where) => /fifo|wait_for_partner/.test(where));
}

const pull = (cwd, out, asked = LOGIN, more = []) =>
  start(["pull", ...asked, "--out", out, "--base-url", sandboxAddress(), ...more], { cwd, env: TOKEN });

describe("pull --out to what is no file", () => {
  for (const link of [false, true]) {
    it(`row 70: a FIFO${link ? " behind a link" : ""} gets the verified bytes, and stays`, async (t) => {
      const { cwd, path } = await fifo(t);
      if (link) await symlink("pipe", join(cwd, "link"));
      const [bytes, { code, stdout, stderr }] = await Promise.all([
        buffer(createReadStream(path)),
        pull(cwd, link ? "link" : "pipe").closed,
      ]);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(
        stdout,
        new RegExp(`file +${join(cwd, link ? "link" : "pipe")}\n.*sha-256 +${digest(bytes)}\n`, "s"),
      );
      assert.ok(lstatSync(path).isFIFO());
      assert.deepEqual(await readdir(cwd), link ? ["link", "pipe"] : ["pipe"]);
    });
  }

  it("--json says the same of a FIFO as of a file", async (t) => {
    const { cwd, path } = await fifo(t);
    const [bytes, { stdout }] = await Promise.all([
      buffer(createReadStream(path)),
      pull(cwd, "pipe", LOGIN, ["--json"]).closed,
    ]);
    const [pulled] = lines(stdout);
    assert.deepEqual(
      { ...pulled, expiresAt: "" },
      {
        env: "test-777bb9",
        functionName: "login",
        path,
        size: bytes.length,
        checksum: digest(bytes),
        verified: true,
        expiresAt: "",
      },
    );
  });

  it("row 70: a FIFO gets nothing of a package that does not match, and its reader sees the end", async (t) => {
    const { cwd, path } = await fifo(t);
    const [bytes, { code }] = await Promise.all([buffer(createReadStream(path)), pull(cwd, "pipe", CORRUPT).closed]);
    assert.deepEqual([code, bytes.length], [1, 0]);
    assert.ok(lstatSync(path).isFIFO());
  });

  it("a failure without a reader ends", async (t) => {
    const { cwd } = await fifo(t);
    assert.equal((await pull(cwd, "pipe", CORRUPT).closed).code, 1);
  });

  it("a reader that leaves is an error", async (t) => {
    const { cwd, path } = await fifo(t);
    // More than a pipe holds, so that the program still writes when the reader closes it.
    const large = Buffer.alloc(4_000_000, "x");
    const { url } = await httpServer(t, (request, response) => {
      response.end(
        request.method === "GET"
          ? large
          : JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a.zip`, checksum: digest(large) }),
      );
    });
    const running = start(["pull", ...LOGIN, "--out", "pipe", "--base-url", url], { cwd, env: TOKEN });
    const reader = createReadStream(path);
    await once(reader, "data");
    reader.destroy();
    const { code, stdout, stderr } = await running.closed;
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /could not write pipe: /);
  });

  it("Ctrl-C ends it while no reader comes", async (t) => {
    const { cwd } = await fifo(t);
    let served;
    const isServed = new Promise((resolve) => (served = resolve));
    const { url } = await httpServer(t, (request, response) => {
      if (request.method === "GET") return response.on("close", served).end("package");
      return response.end(
        JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a.zip`, checksum: digest("package") }),
      );
    });
    const { child, closed } = start(["pull", ...LOGIN, "--out", "pipe", "--base-url", url], { cwd, env: TOKEN });
    await isServed;
    // Waits until the program is in open(2), where the kernel reports it. Ctrl-C has to end it at any other time, too.
    for (let looks = 0; looks < 500 && !(await waitsForReader(child.pid)); looks++) await new Promise(setImmediate);
    child.kill("SIGINT");
    const { code, signal } = await closed;
    assert.deepEqual([code, signal], [null, "SIGINT"]);
  });

  it("row 70: a device takes the verified bytes, and stays", async (t) => {
    const cwd = await emptyFolder(t);
    system("mknod", join(cwd, "null"), "c", "1", "3");
    system("mknod", join(cwd, "full"), "c", "1", "7");
    assert.equal((await pull(cwd, "null").closed).code, 0);
    const { code, stdout, stderr } = await pull(cwd, "full").closed;
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /could not write full: no space is left/);
    for (const name of ["null", "full"]) assert.ok(lstatSync(join(cwd, name)).isCharacterDevice());
    assert.deepEqual(await readdir(cwd), ["full", "null"]);
  });

  for (const name of ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) {
    it(`row 70: ${name} is standard output, also where that is a file`, async (t) => {
      const cwd = await emptyFolder(t);
      const before = lstatSync(name === "/dev/stdout" ? name : "/dev/fd").ino;
      const piped = await pull(cwd, name).closed;
      assert.equal(piped.code, 0, piped.stderr);
      const command = `'${PROGRAM}' pull ${LOGIN.join(" ")} --base-url ${sandboxAddress()} --out ${name} > out.zip`;
      const redirected = await start(["-c", command], { cwd, env: TOKEN, program: "sh" }).closed;
      assert.equal(redirected.code, 0, redirected.stderr);
      assert.ok(redirected.stderr.includes(digest(await readFile(join(cwd, "out.zip")))), redirected.stderr);
      assert.equal(lstatSync(name === "/dev/stdout" ? name : "/dev/fd").ino, before);
      assert.equal((await pull(cwd, name, LOGIN, ["--json"]).closed).code, 2, "--json would be in between");
    });
  }

  it("row 70: a folder, a link to one, a slash at the end and a missing folder are refused before anything is sent", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, requests } = await httpServer(t, (_request, response) => response.end("{}"));
    await mkdir(join(cwd, "folder"));
    await writeFile(join(cwd, "file"), "old");
    await symlink("folder", join(cwd, "link"));
    const reasons = {
      folder: /a folder/,
      link: /a link to a folder/,
      "file/": /ends like a folder's/,
      "missing/x.zip": /no such folder/,
    };
    for (const [out, reason] of Object.entries(reasons)) {
      const { code, stderr } = await run(["pull", ...LOGIN, "--out", out, "--base-url", url], { cwd, env: TOKEN });
      assert.equal(code, 2);
      assert.match(stderr, reason);
      assert.ok(stderr.includes(join(cwd, out.replace(/\/$/, ""))), stderr);
      assert.match(stderr, /\[WRITE_FAILED\]/);
    }
    assert.equal(requests.length, 0);
    assert.equal(await readFile(join(cwd, "file"), "utf8"), "old");
    assert.deepEqual(await readdir(cwd), ["file", "folder", "link"]);
  });
});
