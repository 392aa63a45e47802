import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { HOSTILE, MAIN, packages, TIDY } from "./packages.mjs";
import { lines, LOGIN, run, sandboxAddress, TOKEN } from "./program.mjs";

const LINK = 0o120777;

describe("extract", () => {
  it("unpacks a zip into a folder, and says where and how much; --json the same", async (t) => {
    const cwd = await packages(t, { "login.zip": [...TIDY, { path: "run.sh", mode: 0o100755 }] });
    const { code, stdout, stderr } = await run(["extract", "login.zip", "--out-dir", "login"], { cwd });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(stdout, `folder  ${join(cwd, "login")}\nfiles   4, 66 bytes\n`);
    assert.equal(await readFile(join(cwd, "login/index.js"), "utf8"), MAIN);
    assert.equal((await stat(join(cwd, "login/run.sh"))).mode & 0o777, 0o755);
    const json = await run(["extract", "login.zip", "-d", "other", "--json"], { cwd });
    assert.deepEqual(lines(json.stdout), [{ path: "login.zip", folder: join(cwd, "other"), files: 4, bytes: 66 }]);
    assert.deepEqual((await readdir(cwd)).sort(), ["login", "login.zip", "other"]);
  });

  it("a folder, what is deployed now, and a zip on standard input", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY, source: { "index.js": MAIN, "a.log": "1" } });
    assert.equal((await run(["extract", "source", "--ignore", "*.log", "--out-dir", "copy"], { cwd })).code, 0);
    assert.deepEqual(await readdir(join(cwd, "copy")), ["index.js"]);
    const asked = ["extract", ...LOGIN, "--base-url", sandboxAddress(), "--out-dir", "deployed", "--json"];
    const [extracted] = lines((await run(asked, { cwd, env: TOKEN })).stdout);
    assert.deepEqual([extracted.env, extracted.functionName, extracted.files], ["test-777bb9", "login", 2]);
    assert.deepEqual((await readdir(join(cwd, "deployed"))).sort(), ["index.js", "package.json"]);
    const input = await readFile(join(cwd, "login.zip"));
    assert.equal((await run(["extract", "-", "--out-dir", "piped"], { cwd, input })).code, 0);
    assert.equal(await readFile(join(cwd, "piped/lib/a.txt"), "utf8"), "a\n");
  });

  it("a folder that is not empty is refused, and replaced as a whole by --replace", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY, login: { "old.txt": "old" } });
    const { code, stderr } = await run(["extract", "login.zip", "--out-dir", "login"], { cwd });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^error: could not write .*login: it is a folder that is not empty, and --replace was not given \(ENOTEMPTY\) \[WRITE_FAILED\]\n/,
    );
    assert.deepEqual(await readdir(join(cwd, "login")), ["old.txt"]);
    assert.equal((await run(["extract", "login.zip", "--out-dir", "login", "--replace"], { cwd })).code, 0);
    assert.deepEqual((await readdir(join(cwd, "login"))).sort(), ["index.js", "lib", "package.json"]);
  });

  it("a package that must not be unpacked: exit code 2, its reason, and nothing written", async (t) => {
    const links = [
      { path: "index.js", bytes: MAIN },
      { path: "link", bytes: "index.js", mode: LINK },
    ];
    const cwd = await packages(t, { "hostile.zip": HOSTILE, "links.zip": links });
    const before = (await readdir(cwd)).sort();
    const { code, stdout, stderr } = await run(["extract", "hostile.zip", "--out-dir", "out"], { cwd });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: .* \[BAD_PACKAGE\]\n {2}what to do: /);
    const [{ error }] = lines((await run(["extract", "links.zip", "--out-dir", "out", "--json"], { cwd })).stdout);
    assert.deepEqual([error.code, error.reason], ["BAD_PACKAGE", "SYMLINK"]);
    assert.deepEqual((await readdir(cwd)).sort(), before);
    assert.equal((await run(["extract", "links.zip", "--out-dir", "out", "--symlinks", "skip"], { cwd })).code, 0);
    assert.deepEqual(await readdir(join(cwd, "out")), ["index.js"]);
  });

  it("a target that is no folder, a file that is not there, bytes that do not match: exit code 2", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY });
    await mkdir(join(cwd, "elsewhere"));
    await symlink("elsewhere", join(cwd, "link"));
    const corrupt = ["-e", "download", "-f", "corrupt", "--base-url", sandboxAddress()];
    for (const [parameters, words] of [
      [["login.zip", "--out-dir", "login.zip", "--replace"], /it is a file, not a folder \(EEXIST\) \[WRITE_FAILED\]/],
      [
        ["login.zip", "--out-dir", "link", "--replace"],
        /it is a symbolic link, not a folder \(EEXIST\) \[WRITE_FAILED\]/,
      ],
      [["login.zip", "--out-dir", "no/out"], /no such folder \(ENOENT\) \[WRITE_FAILED\]/],
      [["missing.zip", "--out-dir", "out"], /could not read missing\.zip: .* \(ENOENT\) \[FILE\]/],
      [[...corrupt, "--out-dir", "out"], /\[CHECKSUM_MISMATCH\]/],
    ]) {
      const { code, stdout, stderr } = await run(["extract", ...parameters], { cwd, env: TOKEN });
      assert.deepEqual([code, stdout], [2, ""], parameters.join(" "));
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /maxBytes|options\./);
    }
    assert.deepEqual((await readdir(cwd)).sort(), ["elsewhere", "link", "login.zip"]);
  });

  it("in Chinese", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY, "hostile.zip": HOSTILE, login: { "old.txt": "old" } });
    const extract = (...more) => run(["extract", ...more, "--lang", "zh-CN"], { cwd });
    const full = await extract("login.zip", "--out-dir", "login");
    assert.match(
      full.stderr,
      /^错误：无法写入 .*login：目录不为空，且没有给出 --replace（ENOTEMPTY） \[WRITE_FAILED\]\n/,
    );
    const file = await extract("login.zip", "--out-dir", "login.zip");
    assert.match(file.stderr, /^错误：无法写入 .*：它是文件，不是目录（EEXIST） \[WRITE_FAILED\]\n/);
    const hostile = await extract("hostile.zip", "--out-dir", "out");
    assert.match(hostile.stderr, /^错误：代码包被拒绝：指向代码包之外的符号链接 \[BAD_PACKAGE\]\n {2}处理办法：/);
    const { stdout } = await extract("login.zip", "--out-dir", "out");
    assert.match(stdout, /^文件夹 +\S+out\n文件 +3 个，66 字节\n$/);
  });
});
