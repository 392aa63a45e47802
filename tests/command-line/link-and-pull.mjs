import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { emptyFolder, lines, LOGIN, run, sandboxAddress, serving, start, TOKEN } from "./program.mjs";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

describe("link and pull", () => {
  it("link shows address, digest and expiry; --json the same as one object", async () => {
    const asked = ["link", ...LOGIN, "--base-url", sandboxAddress()];
    const { code, stdout, stderr } = await run(asked, { env: TOKEN });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^address +http:.*\?sign=\S+\nsha-256 +[0-9a-f]{64}\nworks until +20\S+Z\n$/);
    const [link, ...more] = lines((await run([...asked, "--json", "-a", "wx1"], { env: TOKEN })).stdout);
    assert.equal(more.length, 0);
    assert.deepEqual(
      { ...link, url: "", checksum: "", expiresAt: "" },
      {
        env: "test-777bb9",
        functionName: "login",
        authorizerAppid: "wx1",
        errcode: 0,
        errmsg: "ok",
        url: "",
        checksum: "",
        expiresAt: "",
      },
    );
    const response = await fetch(link.url);
    assert.equal(digest(new Uint8Array(await response.arrayBuffer())), link.checksum);
  });

  it("pull writes the file, and shows link, digest and verdict, but no signature", async (t) => {
    const cwd = await emptyFolder(t);
    const asked = ["pull", ...LOGIN, "--base-url", sandboxAddress()];
    const { code, stdout, stderr } = await run(asked, { cwd, env: TOKEN });
    assert.deepEqual([code, stderr], [0, ""], "silent in a pipe but for the answer");
    const checksum = digest(await readFile(join(cwd, "login.zip")));
    assert.match(
      stdout,
      new RegExp(
        `^link +http://127.*login_LATEST.zip\n.*file +\\S+login\\.zip\n.*sha-256 +${checksum}\nverdict +verified`,
        "s",
      ),
    );
    assert.doesNotMatch(stdout, /sign=|q-signature/);
    const [saved] = lines((await run([...asked, "--out", "other.zip", "--json"], { cwd, env: TOKEN })).stdout);
    assert.deepEqual([saved.path, saved.checksum, saved.verified], [join(cwd, "other.zip"), checksum, true]);
    assert.deepEqual((await readdir(cwd)).sort(), ["login.zip", "other.zip"]);
  });

  it("pull --out - writes the verified bytes and nothing else to standard output", async (t) => {
    const cwd = await emptyFolder(t);
    const { child, closed } = start(["pull", ...LOGIN, "--out", "-", "--base-url", sandboxAddress()], {
      cwd,
      env: TOKEN,
    });
    const pieces = [];
    child.stdout.on("data", (data) => pieces.push(data));
    const { code, stderr } = await closed;
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(digest(Buffer.concat(pieces))), stderr);
    assert.deepEqual(await readdir(cwd), []);
  });

  it("exit code 1 where the bytes are not the checksum's, and the old file stays", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "corrupt.zip"), "old");
    const asked = ["pull", "-e", "download", "-f", "corrupt", "--base-url", sandboxAddress()];
    const { code, stdout, stderr } = await run(asked, { cwd, env: TOKEN });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(
      stderr,
      /^error: .*\n {2}what to do: Do not use these bytes.*\n {2}expected: \w{64}\n {2}actual: \w{64}\n {2}size: \d+ bytes\n$/,
    );
    assert.equal(await readFile(join(cwd, "corrupt.zip"), "utf8"), "old");
    assert.deepEqual(await readdir(cwd), ["corrupt.zip"]);
    const json = await run([...asked, "--json", "--out", "-"], { cwd, env: TOKEN });
    assert.equal(json.code, 2, "--json and --out - exclude each other");
    const whole = await run([...asked, "--out", "-"], { cwd, env: TOKEN });
    assert.deepEqual([whole.code, whole.stdout], [1, ""], "no wrong byte reaches standard output");
  });

  it("exit code 2 with the rid where the platform refuses, for people and as JSON", async (t) => {
    const cwd = await emptyFolder(t);
    for (const command of ["link", "pull"]) {
      const asked = [command, "-e", "errcode", "-f", "61007", "--base-url", sandboxAddress()];
      const { code, stderr } = await run(asked, { cwd, env: TOKEN });
      assert.equal(code, 2);
      assert.match(
        stderr,
        /errcode 61007.*\[PERMISSION_DENIED\]\n {2}what to do: .*permission set 49 or 64.*\n {2}rid: [0-9a-f-]{26}\n$/,
      );
      const [{ error }] = lines((await run([...asked, "--json"], { cwd, env: TOKEN })).stdout);
      assert.deepEqual([error.code, error.errcode, error.retryable], ["PERMISSION_DENIED", 61007, false]);
    }
    assert.deepEqual(await readdir(cwd), []);
  });

  it("a name from elsewhere is no path, and steers no terminal", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(
      join(cwd, "functions.json"),
      JSON.stringify([
        { env: "e", functionName: "../../evil\u001b[31m" },
        { env: "e", functionName: "con" },
      ]),
    );
    const { child, first } = await serving(["sandbox", "--port", "0", "--json", "--functions", "functions.json"], {
      cwd,
    });
    t.after(() => child.kill());
    const control = await run(["pull", "-e", "e", "-f", "../../evil\u001b[31m", "--base-url", first.baseUrl], {
      cwd,
      env: TOKEN,
    });
    assert.equal(control.code, 2, "control characters are refused before anything is sent");
    assert.ok(!control.stderr.includes("\u001b"));
    assert.equal(
      (await run(["pull", "-e", "e", "-f", "con", "--base-url", first.baseUrl], { cwd, env: TOKEN })).code,
      0,
    );
    assert.deepEqual((await readdir(cwd)).sort(), ["%63on.zip", "functions.json"]);
  });

  it("a host that is not allowed is refused; --allowed-host replaces the list", async (t) => {
    const cwd = await emptyFolder(t);
    const asked = ["pull", ...LOGIN, "--base-url", sandboxAddress(), "--allowed-host", "storage.example"];
    const { code, stderr } = await run(asked, { cwd, env: TOKEN });
    assert.equal(code, 2);
    assert.match(stderr, /\[HOST_REFUSED\]/);
    assert.equal((await run([...asked, "--allowed-host", "127.0.0.1"], { cwd, env: TOKEN })).code, 0);
  });
});
