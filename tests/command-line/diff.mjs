import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { HOSTILE, MAIN, packages, TIDY } from "./packages.mjs";
import { emptyFolder, lines, LOGIN, PROGRAM, run, sandboxAddress, start, TOKEN } from "./program.mjs";

const dependency = (name, version, text = "1") => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version }),
  [`node_modules/${name}/index.js`]: text,
});
const BEFORE = {
  "index.js": "1\n2\n3\n",
  "gone.txt": "gone\n",
  "eol.txt": "a\r\nb\r\n",
  "data.bin": "a\0b",
  "same.txt": "same\n",
  ...dependency("left-pad", "1.0.0"),
  ...dependency("patched", "1.0.0"),
  ...dependency("gone", "3.0.0"),
  ...dependency("@a/same", "1.0.0"),
};
const AFTER = {
  "index.js": "1\ntwo\n3\nfour\n",
  "eol.txt": "a\nb\n",
  "data.bin": "a\0bcd",
  "new/a.txt": "new\n",
  "same.txt": "same\n",
  ...dependency("left-pad", "1.1.0", "2"),
  ...dependency("patched", "1.0.0", "2"),
  ...dependency("@a/same", "1.0.0"),
};
const entriesOf = (files) => Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
const NAMES = `M\tdata.bin
E\teol.txt
D\tgone.txt
M\tindex.js
A\tnew/a.txt
D\tnode_modules/gone\t3.0.0
M\tnode_modules/left-pad\t1.0.0 → 1.1.0
M\tnode_modules/patched\t1.0.0, with other files
`;

describe("diff", () => {
  it("names what changed, your own files first, then the dependencies; exit code 1", async (t) => {
    const cwd = await packages(t, { "a.zip": entriesOf(BEFORE), "b.zip": entriesOf(AFTER), a: BEFORE, b: AFTER });
    for (const pair of [
      ["a.zip", "b.zip"],
      ["a", "b"],
      ["a", "b.zip"],
      ["a.zip", "b", "--name-status"],
    ]) {
      const { code, stdout, stderr } = await run(["diff", ...pair], { cwd });
      assert.deepEqual([code, stderr, stdout], [1, "", NAMES], pair.join(" "));
    }
  });

  it("is silent where nothing differs, whatever the zip's dates and order; exit code 0", async (t) => {
    const reordered = entriesOf(BEFORE)
      .reverse()
      .map((entry) => ({ ...entry, method: 0 }));
    const cwd = await packages(t, { "a.zip": entriesOf(BEFORE), "b.zip": reordered, a: BEFORE });
    for (const pair of [
      ["a.zip", "b.zip"],
      ["a", "b.zip"],
      ["a", "a"],
      ["a.zip", "a.zip", "--stat"],
      ["a", "a", "--patch"],
    ])
      assert.deepEqual(await run(["diff", ...pair], { cwd }), { code: 0, signal: null, stdout: "", stderr: "" });
    const { stdout } = await start(["-qefc", `'${PROGRAM}' diff a.zip b.zip`, "/dev/null"], {
      cwd,
      env: { TERM: "xterm" },
      program: "script",
    }).closed;
    assert.match(stdout, /^the same contents\r\n$/);
  });

  it("--json is one object with the whole comparison", async (t) => {
    const cwd = await packages(t, { "a.zip": entriesOf(BEFORE), "b.zip": entriesOf(AFTER) });
    const { code, stdout } = await run(["diff", "a.zip", "b.zip", "--json"], { cwd });
    assert.equal(code, 1);
    const [comparison, ...more] = lines(stdout);
    assert.equal(more.length, 0);
    const { same, before, after, files, dependencies } = comparison;
    assert.deepEqual([same, before.path, after.path], [false, "a.zip", "b.zip"]);
    assert.match(before.contentDigest, /^tree1:/);
    assert.deepEqual(
      files.map(({ path, status }) => `${status} ${path}`),
      ["modified data.bin", "eol-only eol.txt", "removed gone.txt", "modified index.js", "added new/a.txt"],
    );
    assert.deepEqual(
      dependencies.map(({ name, before, after, changed }) => [name, before, after, changed]),
      [
        ["gone", "3.0.0", undefined, undefined],
        ["left-pad", "1.0.0", "1.1.0", undefined],
        ["patched", "1.0.0", "1.0.0", true],
      ],
    );
  });

  it("--stat counts lines, with a graph and a sum", async (t) => {
    const cwd = await packages(t, { "a.zip": entriesOf(BEFORE), "b.zip": entriesOf(AFTER) });
    const { code, stdout } = await run(["diff", "a.zip", "b.zip", "--stat"], { cwd });
    assert.equal(code, 1);
    assert.equal(
      stdout,
      [
        " data.bin  | 3 -> 5 bytes",
        " eol.txt   | 4 ++--",
        " gone.txt  | 1 -",
        " index.js  | 3 ++-",
        " new/a.txt | 1 +",
        " node_modules/gone | 3.0.0",
        " node_modules/left-pad | 1.0.0 → 1.1.0",
        " node_modules/patched | 1.0.0, with other files",
        " 5 files changed, 3 of node_modules, 5 lines added, 4 removed",
        "",
      ].join("\n"),
    );
  });

  it("--patch is taken by git apply and gives the other side", async (t) => {
    const own = (files) => Object.fromEntries(Object.entries(files).filter(([path]) => !/node_modules|bin/.test(path)));
    const cwd = await packages(t, { "a.zip": entriesOf(BEFORE), "b.zip": entriesOf(AFTER), work: own(BEFORE) });
    const { code, stdout } = await run(["diff", "a.zip", "b.zip", "--patch"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /^# M data\.bin: 3 -> 5 bytes$/m);
    assert.match(stdout, /^# M node_modules\/left-pad: 1\.0\.0 → 1\.1\.0$/m);
    execFileSync("git", ["apply", "-"], { cwd: join(cwd, "work"), input: stdout });
    for (const [path, text] of Object.entries(own(AFTER)))
      assert.equal(await readFile(join(cwd, "work", path), "utf8"), text);
    assert.deepEqual((await readdir(join(cwd, "work"))).sort(), ["eol.txt", "index.js", "new", "same.txt"]);
  });

  it("--patch is coloured on a terminal, where no line steers it, and not in a pipe", async (t) => {
    const cwd = await packages(t, {
      a: { "index.js": "1\n" },
      b: { "index.js": "1\n\u001b[2Jevil\u202e\ttab\n--- not a header\n" },
    });
    const { stdout } = await start(["-qefc", `'${PROGRAM}' diff a b --patch`, "/dev/null"], {
      cwd,
      env: { TERM: "xterm" },
      program: "script",
    }).closed;
    assert.ok(stdout.includes("\u001b[32m+\\u{1b}[2Jevil\\u{202e}\ttab\u001b[39m"), JSON.stringify(stdout));
    assert.ok(stdout.includes("\u001b[32m+--- not a header\u001b[39m"));
    assert.ok(stdout.includes("\u001b[36m@@ -1 +1,3 @@\u001b[39m"), JSON.stringify(stdout));
    const piped = await run(["diff", "a", "b", "--patch"], { cwd, env: { FORCE_COLOR: "1" } });
    assert.match(piped.stdout, /^\+\u001b\[2Jevil\u202e\ttab$/m);
    assert.doesNotMatch(piped.stdout, /\u001b\[3/);
  });

  it("--ignore, --modes and --ignore-cr-at-eol", async (t) => {
    const file = (path, bytes, mode) => ({ path, bytes, mode });
    const cwd = await packages(t, {
      "a.zip": [file("a.log", "1"), file("eol.txt", "a\r\n"), file("run.sh", "1", 0o100644)],
      "b.zip": [file("a.log", "2"), file("eol.txt", "a\n"), file("run.sh", "1", 0o100755)],
    });
    const diff = async (...more) => {
      const { code, stdout } = await run(["diff", "a.zip", "b.zip", ...more], { cwd });
      return [code, stdout];
    };
    assert.deepEqual(await diff(), [1, "M\ta.log\nE\teol.txt\n"]);
    assert.deepEqual(await diff("--ignore", "*.log"), [1, "E\teol.txt\n"]);
    assert.deepEqual(await diff("--ignore", "*.log", "--ignore", "eol.*"), [0, ""]);
    assert.deepEqual(await diff("--ignore", "*.log", "--ignore", "!a.log", "--ignore-cr-at-eol"), [1, "M\ta.log\n"]);
    assert.deepEqual(await diff("--ignore", "*.log", "--ignore-cr-at-eol"), [0, ""]);
    assert.deepEqual(await diff("--ignore", "*.log", "--ignore-cr-at-eol", "--modes"), [1, "X\trun.sh\n"]);
    assert.equal((await diff("--ignore", "[a"))[0], 2);
  });

  it("against what is deployed now: A is before", async (t) => {
    const cwd = await emptyFolder(t);
    const asked = [...LOGIN, "--base-url", sandboxAddress()];
    await run(["extract", ...asked, "--out-dir", "login"], { cwd, env: TOKEN });
    const diff = (...more) => run(["diff", "login", ...asked, ...more], { cwd, env: TOKEN });
    assert.deepEqual([(await diff()).code, (await diff()).stdout], [0, ""]);
    await writeFile(join(cwd, "login/mine.txt"), "mine");
    const { code, stdout } = await diff();
    assert.deepEqual([code, stdout], [1, "D\tmine.txt\n"]);
    const [{ before, after }] = lines((await diff("--json")).stdout);
    assert.deepEqual([before.path, after.env, after.functionName], ["login", "test-777bb9", "login"]);
    const corrupt = ["diff", "login", "-e", "download", "-f", "corrupt", "--base-url", sandboxAddress()];
    const mismatch = await run(corrupt, { cwd, env: TOKEN });
    assert.deepEqual([mismatch.code, mismatch.stdout], [2, ""]);
    assert.match(mismatch.stderr, /\[CHECKSUM_MISMATCH\]/);
  });

  it("a bad package, or one that is not there: exit code 2; links and unsafe names alone do not forbid it", async (t) => {
    const twice = [{ path: "a" }, { path: "a" }];
    const cwd = await packages(t, { "a.zip": TIDY, "hostile.zip": HOSTILE, "twice.zip": twice });
    for (const other of ["twice.zip", "missing.zip"]) {
      for (const pair of [
        ["a.zip", other],
        [other, "a.zip"],
      ]) {
        const { code, stdout } = await run(["diff", ...pair], { cwd });
        assert.deepEqual([code, stdout], [2, ""], pair.join(" "));
      }
    }
    const { code, stdout } = await run(["diff", "a.zip", "hostile.zip"], { cwd });
    assert.equal(code, 1);
    assert.match(stdout, /^A\t\.\.\/\.\.\/evil\\u\{1b\}\[31m$/m);
    assert.match(stdout, /^A\tlink$/m);
    assert.doesNotMatch(stdout, /\u001b/);
  });

  it("a zip on standard input", async (t) => {
    const cwd = await packages(t, { "a.zip": TIDY, a: { "index.js": MAIN } });
    const { code, stdout } = await run(["diff", "a", "-"], { cwd, input: await readFile(join(cwd, "a.zip")) });
    assert.deepEqual([code, stdout], [1, "A\tlib/a.txt\nA\tpackage.json\n"]);
  });
});
