import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { CANARY, emptyFolder, lines, run, start, TOKEN } from "./program.mjs";

import { batch, changing, files, ndjson, SOUND, summed, wish } from "./batches.mjs";

describe("pull --batch", () => {
  it("pulls many, writes their SHA256SUMS, and ends with a summary", async (t) => {
    const cwd = await emptyFolder(t);
    const { code, stdout, stderr } = await batch(cwd, [...SOUND, SOUND[0]], "--concurrency", "2");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^pulled +4 \(.+\)\nfailed +0\nlist +out\/SHA256SUMS\n$/);
    assert.deepEqual(await files(join(cwd, "out")), [
      "SHA256SUMS",
      "login.zip",
      "login.zip",
      "pay.zip",
      "查询 订单.zip",
    ]);
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: join(cwd, "out") });
    assert.equal((await run(["verify", "-c", "SHA256SUMS"], { cwd: join(cwd, "out") })).code, 0);
  });

  it("goes on where it stopped: what is there and still right stays, the rest is pulled", async (t) => {
    const cwd = await emptyFolder(t);
    assert.equal((await batch(cwd, SOUND.slice(0, 3))).code, 0);
    // One file was changed, one was removed, and the last run was killed in the middle of a line.
    await writeFile(join(cwd, "out/wx1/test-777bb9/login.zip"), "changed");
    await rm(join(cwd, "out/wx1/test-777bb9/pay.zip"));
    await appendFile(join(cwd, "out/SHA256SUMS"), "0123456789abcdef");
    const { code, stdout } = await batch(cwd, SOUND, "--json");
    assert.equal(code, 0, stdout);
    const results = lines(stdout);
    const status = Object.fromEntries(results.slice(0, -1).map(({ path, status }) => [path, status]));
    assert.deepEqual(status, {
      "wx1/test-777bb9/login.zip": "pulled",
      "wx1/test-777bb9/pay.zip": "pulled",
      "wx2/test-777bb9/login.zip": "kept",
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
    assert.match(refused.stderr, /^failed wx1\/errcode\/61007\.zip: .*61007.*\[PERMISSION_DENIED\]$/m);
    assert.match(refused.stderr, /\n {2}what to do: .*permission set 49 or 64.*\n {2}rid: [0-9a-f]{8}-[^ ]*\n/);
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
    await writeFile(
      join(cwd, "batch.ndjson"),
      ndjson([wish("../../up", "login"), wish("wx1", "LOGIN"), wish("wx1", "login")]),
    );
    const { stdout } = await batch(
      cwd,
      [wish("../../up", "login"), wish("wx1", "LOGIN"), wish("wx1", "login")],
      "--json",
    );
    const paths = lines(stdout)
      .slice(0, -1)
      .map(({ path }) => path);
    assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, 3);
    assert.ok(
      paths.every((path) => !path.split("/").includes("..")),
      paths.join(),
    );
    assert.deepEqual(await readdir(cwd), ["batch.ndjson", "out"]);
  });

  it("a malformed line, a token in the file, or one token for several merchants: nothing is sent", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, requests } = await httpServer(t, (_request, response) => response.end());
    const sound = JSON.stringify(SOUND[0]);
    for (const [input, words] of [
      [`${sound}\nnot json\n`, /line 2 of the batch is not JSON/],
      [`${sound}\n[]\n`, /line 2 of the batch is not an object/],
      [`{"env":"e"}`, /line 1 of the batch needs functionName/],
      [`{"env":"e","functionName":"f","accessToken":"${CANARY}"}`, /line 1 of the batch has a key/],
      ["\n", /names no function/],
      [ndjson(SOUND), /several merchants/],
    ]) {
      const parameters = ["pull", "--batch", "-", "--out-dir", "out", "--base-url", url];
      const { code, stderr } = await run(parameters, { cwd, input, env: TOKEN });
      assert.equal(code, 2);
      assert.match(stderr, words);
    }
    assert.equal(requests.length, 0);
    assert.deepEqual(await readdir(cwd), []);
  });

  it("a second run says that it did not ask; --refresh asks, and pulls what has changed", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, asked, packages } = await changing(t);
    const names = ["a", "b", "c"];
    for (const name of names) packages.set(name, `first ${name}`);
    const pull = (...more) =>
      run(["pull", "--batch", "-", "--out-dir", "out", "--base-url", url, ...more], {
        cwd,
        env: TOKEN,
        input: ndjson(names.map((functionName) => ({ env: "e", functionName }))),
      });
    assert.equal((await pull()).code, 0);
    assert.equal(asked().links, 3);
    packages.set("b", "second b");
    await rm(join(cwd, "out/e/c.zip"));

    const again = await pull("--concurrency", "1");
    assert.equal(again.code, 0);
    assert.match(
      again.stdout,
      /^pulled +1 .*\nkept +2 \(there already; the platform was not asked, --refresh asks it\)\n/,
    );
    assert.doesNotMatch(again.stdout, /verified again/);
    assert.equal(asked().links, 4, "for the one that was gone");
    const results = lines((await pull("--json", "--concurrency", "1")).stdout);
    assert.deepEqual(
      results.slice(0, 3).map(({ status, asked }) => [status, asked]),
      [
        ["kept", false],
        ["kept", false],
        ["kept", false],
      ],
    );
    await summed(cwd, 3);

    const refreshed = lines((await pull("--refresh", "--json", "--concurrency", "1")).stdout);
    assert.deepEqual(
      refreshed.slice(0, 3).map(({ status, asked }) => [status, asked]),
      [
        ["kept", true],
        ["pulled", true],
        ["kept", true],
      ],
    );
    assert.equal(await readFile(join(cwd, "out/e/b.zip"), "utf8"), "second b");
    await summed(cwd, 3);
    assert.match((await pull("--refresh")).stdout, /^kept +3 \(the platform has them unchanged\)$/m);
  });

  it("what is gone, and what the platform does not give again, has no line in the list; what is there keeps its own", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, packages } = await changing(t);
    for (const name of ["a", "b"]) packages.set(name, name);
    const input = ndjson(["a", "b"].map((functionName) => ({ env: "e", functionName })));
    const pull = (...more) =>
      run(["pull", "--batch", "-", "--out-dir", "out", "--base-url", url, ...more], { cwd, env: TOKEN, input });
    assert.equal((await pull()).code, 0);
    packages.clear();
    await rm(join(cwd, "out/e/a.zip"));
    const { code, stdout } = await pull("--refresh");
    assert.equal(code, 2);
    assert.match(stdout, /failed +2/);
    await summed(cwd, 1);
  });

  it("of several lines for one path the last one counts, and the list is written anew, whole, with its mode", async (t) => {
    const cwd = await emptyFolder(t);
    assert.equal((await batch(cwd, SOUND.slice(0, 2))).code, 0);
    const list = join(cwd, "out/SHA256SUMS");
    const text = await readFile(list, "utf8");
    const elsewhere = `${"1".repeat(64)}  elsewhere.zip`;
    const stale = text
      .trimEnd()
      .split("\n")
      .map((line) => `${"0".repeat(64)}${line.slice(64)}`);
    const other = text.split("\n")[0].replace("  ", "  ./");
    await writeFile(list, `${elsewhere}\n${stale.join("\n")}\n${text}${other}\n`);
    await chmod(list, 0o640);
    const before = await open(list);
    t.after(() => before.close());
    const { stdout } = await batch(cwd, SOUND.slice(0, 2));
    assert.match(stdout, /kept +2/);
    assert.deepEqual(
      (await readFile(list, "utf8")).trimEnd().split("\n").sort(),
      [elsewhere, ...text.trimEnd().split("\n")].sort(),
    );
    assert.match(await before.readFile("utf8"), /^1{64} {2}elsewhere\.zip\n0{64}/, "the old list was not written to");
    assert.equal((await stat(list)).mode & 0o777, 0o640);
    assert.deepEqual((await readdir(join(cwd, "out"))).sort(), ["SHA256SUMS", "wx1"]);
  });

  it("a rewrite's leftover of a run that was killed goes", async (t) => {
    const cwd = await emptyFolder(t);
    const { child, closed } = start(["-c", "exit 0"], { program: "sh" });
    await closed;
    await mkdir(join(cwd, "out"));
    await writeFile(join(cwd, `out/.SHA256SUMS.${child.pid}.partial`), "half");
    await writeFile(join(cwd, `out/.SHA256SUMS.${process.pid}.partial`), "of a run that lives");
    assert.equal((await batch(cwd, SOUND.slice(0, 1))).code, 0);
    assert.deepEqual((await readdir(join(cwd, "out"))).sort(), [
      `.SHA256SUMS.${process.pid}.partial`,
      "SHA256SUMS",
      "wx1",
    ]);
  });
});
