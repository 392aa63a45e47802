import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { HOSTILE, packages, TIDY } from "./packages.mjs";
import { lines, LOGIN, run, sandboxAddress, TOKEN } from "./program.mjs";

describe("inspect", () => {
  it("shows a tidy package as a tree with sizes, and finds nothing", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY });
    const { code, stdout, stderr } = await run(["inspect", "login.zip"], { cwd });
    assert.deepEqual([code, stderr], [0, ""]);
    const digest = createHash("sha256")
      .update(await readFile(join(cwd, "login.zip")))
      .digest("hex");
    assert.match(stdout, new RegExp(`^size +\\d+ bytes; 3 entries, unpacked 66 bytes\nsha-256 +${digest}\n`));
    assert.match(
      stdout,
      /\ncontent digest +tree1:[0-9a-f]{64}\nentry file +index\.js\npackage\.json +login 1\.0\.0, 0 dependencies\n\n/,
    );
    assert.match(stdout, /\nindex\.js +30 B\nlib\/ +2 B\n {2}a\.txt +2 B\npackage\.json +34 B\n$/);
  });

  it("--json is the report as one object, with what was asked for", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY });
    const [report, ...more] = lines((await run(["inspect", "login.zip", "--json"], { cwd })).stdout);
    assert.equal(more.length, 0);
    assert.deepEqual([report.path, report.entries.length, report.unpackedSize], ["login.zip", 3, 66]);
    assert.deepEqual(report.entryFile, { path: "index.js", exportsMain: true });
    assert.deepEqual(report.findings, []);
  });

  it("findings come with what to do; exit code 1 for a level of error, 0 for a warning", async (t) => {
    const cwd = await packages(t, { "hostile.zip": HOSTILE, "none.zip": [{ path: "app/index.js", bytes: "1" }] });
    const hostile = await run(["inspect", "hostile.zip"], { cwd });
    assert.equal(hostile.code, 1, hostile.stderr);
    assert.match(
      hostile.stdout,
      /\nerror: .* \[NAME_DOTS\]\n {2}\.\.\/\.\.\/evil\\u\{1b\}\[31m\n {2}what to do: \S.*\n/,
    );
    assert.match(hostile.stdout, /\nerror: .* \[SYMLINK_OUTSIDE\]\n {2}link\n {2}what to do: .*--symlinks skip/);
    assert.match(hostile.stdout, /^link \(symbolic link\) +11 B$/m);
    const json = await run(["inspect", "hostile.zip", "--json"], { cwd });
    assert.equal(json.code, 1);
    const [{ findings, entries }] = lines(json.stdout);
    assert.ok(findings.some(({ level, code }) => level === "error" && code === "NAME_DOTS"));
    assert.ok(
      entries.some(({ path }) => path.includes("\u001b")),
      "JSON has names as they are",
    );
    const none = await run(["inspect", "none.zip"], { cwd });
    assert.equal(none.code, 0);
    assert.match(none.stdout, /\nwarning: .* \[NO_INDEX\]\n {2}what to do: /);
    assert.match(none.stdout, /\nwarning: .* \[ONE_FOLDER\]\n {2}app\/\n {2}what to do: /);
  });

  it("every finding of the catalogue has what to do", async () => {
    const catalogue = await readFile(new URL("../../package/src/reason.rs", import.meta.url), "utf8");
    const codes = [...catalogue.matchAll(/ = "([A-Z0-9_]+)", "/g)].map(([, code]) => code);
    for (const language of ["en", "zh-CN"]) {
      const { default: advice } = await import(`../../pkg-template/cli/texts/findings.${language}.js`);
      assert.deepEqual(Object.keys(advice).sort(), codes.map((code) => `finding.${code}`).sort());
    }
  });

  it("a folder, without what --ignore names", async (t) => {
    const cwd = await packages(t, {
      login: { "index.js": "1", "node_modules/x/index.js": "2", "node_modules/@y/z/a.js": "3", ".git/config": "4" },
    });
    const whole = await run(["inspect", "login"], { cwd });
    assert.equal(whole.code, 1);
    assert.match(whole.stdout, /\[GIT_FOLDER\]/);
    assert.doesNotMatch(whole.stdout, /sha-256/);
    const less = await run(["inspect", "login", "--ignore", ".git/", "--ignore", "/node_modules"], { cwd });
    assert.equal(less.code, 0);
    assert.doesNotMatch(less.stdout, /node_modules|\.git/);
    const malformed = await run(["inspect", "login", "--ignore", "[a"], { cwd });
    assert.equal(malformed.code, 2);
    assert.match(malformed.stderr, /^error: .*\[a.* \[INVALID_ARGUMENT\]\n {2}what to do: /);
  });

  it("node_modules is summed up, a line each package, unless --all is given", async (t) => {
    const files = { "index.js": "1", "node_modules/x/index.js": "22", "node_modules/x/lib/a.js": "333" };
    const cwd = await packages(t, { login: { ...files, "node_modules/@y/z/node_modules/x/a.js": "4444" } });
    const { stdout } = await run(["inspect", "login"], { cwd });
    assert.match(stdout, /\nnode_modules\/ +9 B\n {2}@y\/ +4 B\n {4}z\/ +4 B in 1 file\n {2}x\/ +5 B in 2 files\n/);
    const all = await run(["inspect", "login", "--all"], { cwd });
    assert.match(all.stdout, /\n {2}x\/ +5 B\n {4}index\.js +2 B\n {4}lib\/ +3 B\n {6}a\.js +3 B\n/);
  });

  it("what is deployed now", async () => {
    const deployed = ["inspect", ...LOGIN, "--base-url", sandboxAddress()];
    const { code, stdout } = await run(deployed, { env: TOKEN });
    assert.equal(code, 0);
    assert.match(stdout, /^index\.js +\d+ B$/m);
    const [report] = lines((await run([...deployed, "--json"], { env: TOKEN })).stdout);
    assert.deepEqual([report.env, report.functionName, report.path], ["test-777bb9", "login", undefined]);
    assert.equal(report.accessToken, undefined);
  });

  it("a zip on standard input", async (t) => {
    const cwd = await packages(t, { "login.zip": TIDY });
    const { code, stdout } = await run(["inspect", "-"], { input: await readFile(join(cwd, "login.zip")) });
    assert.equal(code, 0);
    assert.match(stdout, /\ncontent digest +tree1:/);
  });

  it("exit code 2 where it is no zip, is not there, or does not match its checksum", async (t) => {
    const cwd = await packages(t, {});
    await writeFile(join(cwd, "text.zip"), "<html>no zip</html>");
    for (const [parameters, words] of [
      [["inspect", "text.zip"], /\[BAD_PACKAGE\]\n {2}what to do: /],
      [["inspect", "missing.zip"], /could not read missing\.zip: there is no such file or folder \(ENOENT\) \[FILE\]/],
      [["inspect", "-e", "download", "-f", "corrupt", "--base-url", sandboxAddress()], /\[CHECKSUM_MISMATCH\]/],
      [["inspect", "-e", "errcode", "-f", "61007", "--base-url", sandboxAddress()], /\[PERMISSION_DENIED\]/],
      [["inspect"], /FILE must be given/],
      [["inspect", "text.zip", ...LOGIN], /were both given/],
      [["inspect", "--env", "e"], /--function must be given/],
    ]) {
      const { code, stdout, stderr } = await run(parameters, { cwd, env: TOKEN });
      assert.deepEqual([code, stdout], [2, ""], parameters.join(" "));
      assert.match(stderr, words);
    }
  });

  it("in Chinese", async (t) => {
    const cwd = await packages(t, { "hostile.zip": HOSTILE });
    const { code, stdout } = await run(["inspect", "hostile.zip", "--lang", "zh-CN"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /^大小 +\d+ 字节；3 个条目，解压后 45 字节\n/);
    assert.match(
      stdout,
      /\n错误：名称含有 `\.` 或 `\.\.` 路径段 \[NAME_DOTS\]\n {2}\.\.\/\.\.\/evil\\u\{1b\}\[31m\n {2}处理办法：请不要用任何工具解压/,
    );
    assert.match(stdout, /^link（符号链接） +11 B$/m);
  });

  it("the deepest and the strangest names are shown in one line each", async (t) => {
    const deep = `${"d/".repeat(2000)}deep.txt`;
    const names = ["a\nb", "\u202egnp.exe", "a//b", "/abs", "x\u0000y", deep, "constructor", "__proto__/x"];
    const cwd = await packages(t, { "strange.zip": names.map((path) => ({ path, bytes: "1" })) });
    const { code, stdout } = await run(["inspect", "strange.zip"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /^a\\u\{a\}b +1 B$/m);
    assert.match(stdout, /^\\u\{202e\}gnp\.exe +1 B$/m);
    assert.match(stdout, /^constructor +1 B$/m);
    assert.match(stdout, /^__proto__\/ +1 B\n {2}x +1 B$/m);
    assert.ok(stdout.length < 100_000);
  });
});
