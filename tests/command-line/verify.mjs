import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { emptyFolder, lines, run } from "./program.mjs";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async function folder(t) {
  const cwd = await emptyFolder(t);
  await writeFile(join(cwd, "abc"), "abc");
  await writeFile(join(cwd, "other"), "other");
  return cwd;
}

describe("verify", () => {
  it("FILE SUM: 0 and 1, in either case, from standard input too", async (t) => {
    const cwd = await folder(t);
    const intact = await run(["verify", "abc", ABC.toUpperCase()], { cwd });
    assert.deepEqual(intact, { code: 0, signal: null, stdout: "abc: verified\n", stderr: "" });
    assert.equal((await run(["verify", "other", ABC], { cwd })).code, 1);
    assert.equal((await run(["verify", "-", ABC], { cwd, input: "abc" })).code, 0);
    assert.equal((await run(["verify", "-", ABC], { cwd, input: "abd" })).code, 1);
    const empty = createHash("sha256").digest("hex");
    assert.equal((await run(["verify", "-", empty], { cwd })).code, 0);
    const large = Buffer.alloc(20_000_000, 7);
    await writeFile(join(cwd, "large"), large);
    const [seen] = lines(
      (await run(["verify", "large", createHash("sha256").update(large).digest("hex"), "--json"], { cwd })).stdout,
    );
    assert.deepEqual([seen.verified, seen.size], [true, large.length]);
  });

  it("what cannot be told is an error, never a no", async (t) => {
    const cwd = await folder(t);
    await mkdir(join(cwd, "folder"));
    for (const [parameters, words] of [
      [["nothing", ABC], /could not read nothing: there is no such file/],
      [["folder", ABC], /could not read folder: it is a folder/],
      [["abc", ABC.slice(1)], /not 64 hexadecimal digits/],
      [["abc", `${ABC} `], /not 64 hexadecimal digits/],
    ]) {
      const { code, stderr } = await run(["verify", ...parameters], { cwd });
      assert.equal(code, 2);
      assert.match(stderr, words);
    }
  });

  it("-c reads what sha256sum writes, escapes and both forms", async (t) => {
    const cwd = await folder(t);
    const odd = ["back\\slash", "new\nline", " space ", "*star", "中文"];
    for (const name of odd) await writeFile(join(cwd, name), name);
    const sums = execFileSync("sha256sum", ["abc", ...odd], { cwd });
    const tagged = execFileSync("sha256sum", ["--tag", "abc", ...odd], { cwd });
    const binary = execFileSync("sha256sum", ["--binary", "abc"], { cwd });
    for (const input of [sums, tagged, binary, `# comment\r\n\r\n${ABC}  abc\r\n`]) {
      const { code, stdout, stderr } = await run(["verify", "-c", "-"], { cwd, input });
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^abc: OK$/m);
    }
    await writeFile(join(cwd, "SUMS"), sums);
    const quiet = await run(["verify", "--check", "SUMS", "--quiet"], { cwd });
    assert.deepEqual([quiet.code, quiet.stdout], [0, ""]);
    const results = lines((await run(["verify", "-c", "SUMS", "--json"], { cwd })).stdout);
    assert.deepEqual(
      results.slice(0, -1).map(({ path, verified }) => [path, verified]),
      ["abc", ...odd].map((name) => [name, true]),
    );
    assert.deepEqual(results.at(-1), { summary: { intact: 6, wrong: 0, unreadable: 0, malformed: 0 } });
  });

  it("-c: 1 where one is wrong, 2 where one cannot be told", async (t) => {
    const cwd = await folder(t);
    const check = (input) => run(["verify", "-c", "-"], { cwd, input });
    const wrong = await check(`${ABC}  abc\n${ABC}  other\n`);
    assert.deepEqual([wrong.code, wrong.stdout], [1, "abc: OK\nother: FAILED\n"]);
    assert.match(wrong.stderr, /1 wrong/);
    assert.equal((await check(`${ABC}  abc\n${ABC}  nothing\n`)).code, 2);
    const unreadable = await check(`${ABC}  abc\n${ABC}  nothing\n`);
    assert.equal(unreadable.stdout, "abc: OK\nnothing: FAILED open or read\n");
    assert.match(
      unreadable.stderr,
      /unreadable could not read nothing: there is no such file or folder \(ENOENT\)\n1 unreadable/,
    );
    assert.equal((await check("\n")).code, 2);
  });

  // sha256sum has only the exit codes 0 and 1.
  const same = (text, parameters, cwd) => {
    const { status, stdout } = spawnSync("sha256sum", ["-c", ...parameters], { cwd, input: text, encoding: "utf8" });
    return { failed: status !== 0, stdout };
  };

  for (const [name, text, sha256sum = "the same"] of [
    ["plain", `${ABC}  abc\n`],
    ["binary, CRLF", `${ABC} *abc\r\n`],
    ["no line feed at the end", `${ABC}  abc`],
    ["upper case", `${ABC.toUpperCase()}  abc\n`],
    ["blanks before", ` \t${ABC}  abc\n`],
    ["a tab between", `${ABC}\tabc\n`],
    ["one blank", `${ABC} abc\n${ABC} abc\n`],
    ["one blank, a name of one letter", `${ABC} b\n`],
    ["one blank after two", `${ABC}  abc\n${ABC} other\n`],
    ["two blanks after one", `${ABC} abc\n${ABC}  abc\n`],
    ["three blanks", `${ABC}   abc\n`],
    ["BSD", `SHA256 (abc) = ${ABC}\n`],
    ["OpenSSL 1", `SHA256(abc)= ${ABC}\n`],
    ["BSD without blanks", `SHA256(abc)=${ABC}\n`],
    ["BSD, blanks before and within", `  SHA256 (abc)\t =   ${ABC}\n`],
    ["BSD, two blanks before the name", `SHA256  (abc) = ${ABC}\n`, "malformed"],
    ["OpenSSL 3", `SHA2-256(abc)= ${ABC}\n`, "malformed"],
    ["comment and empty line", `# ${ABC}  other\n\n${ABC}  abc\n`],
    ["an escaped name", `\\${ABC}  new\\nline\n`],
    ["a backslash in a name", `\\${ABC}  back\\\\slash\n`],
    ["blanks before a backslash", `  \\${ABC}  new\\nline\n`],
    ["an escape that is none", `\\${ABC}  a\\bc\n${ABC}  abc\n`],
    ["an escaped BSD line", `\\SHA256 (new\\nline) = ${ABC}\n`],
    ["UTF-8 with BOM", `\ufeff${ABC}  abc\n`, "malformed"],
    ["a malformed line", `${ABC}  abc\njunk\n`],
    ["63 digits", `${ABC.slice(1)}  abc\n`],
    ["65 digits", `a${ABC}  abc\n`],
    ["no name", `${ABC}  \n${ABC}  abc\n`],
    ["a folder", `${ABC}  .\n`],
    ["a wrong file", `${ABC}  other\n`],
    ["a missing file", `${ABC}  nothing\n`],
    ["nothing", ""],
  ]) {
    it(`-c reads what sha256sum -c reads: ${name}`, async (t) => {
      const cwd = await folder(t);
      for (const file of ["b", "new\nline", "back\\slash"]) await writeFile(join(cwd, file), "abc");
      for (const parameters of [[], ["--strict"]]) {
        const { code, stdout } = await run(["verify", ...parameters, "-c"], { cwd, input: text });
        const peer = same(text, parameters, cwd);
        if (sha256sum === "malformed") assert.deepEqual([peer.failed, code, stdout], [true, 0, "abc: OK\n"]);
        else assert.equal(code !== 0, peer.failed, `${code}: ${stdout}`);
      }
    });
  }

  it("-c stands before or after its lists, several of them, and takes sha256sum's options", async (t) => {
    const cwd = await folder(t);
    await writeFile(join(cwd, "good"), `${ABC}  abc\n`);
    await writeFile(join(cwd, "mixed"), `${ABC}  abc\njunk\n${ABC}  nothing\n${ABC}  other\n`);
    await writeFile(join(cwd, "loose"), `junk\n${ABC}  abc\n`);
    await writeFile(join(cwd, "absent"), `${ABC}  nothing\n`);
    for (const parameters of [
      ["-c", "good"],
      ["good", "-c"],
      ["good", "--check"],
      ["--check", "good", "good"],
      ["good", "-c", "loose"],
      ["-c", "--quiet", "good"],
      ["-c", "good", "--status"],
      ["-c", "--status", "mixed"],
      ["-c", "--quiet", "mixed"],
      ["--ignore-missing", "-c", "mixed"],
      ["-c", "absent", "--ignore-missing"],
      ["-c", "loose", "--strict"],
      ["-cw", "loose"],
      ["--warn", "--strict", "-c", "good", "loose"],
      ["-c", "good", "nowhere"],
      ["-c", "nowhere", "good"],
    ]) {
      const { status, stdout: expected } = spawnSync("sha256sum", parameters, { cwd, encoding: "utf8" });
      const { code, stdout } = await run(["verify", ...parameters], { cwd });
      assert.equal(code !== 0, status !== 0, parameters.join(" "));
      assert.equal(stdout, expected, parameters.join(" "));
    }
    const check = (...parameters) => run(["verify", "-c", ...parameters], { cwd });
    assert.match((await check("loose")).stderr, /^1 malformed\n$/);
    assert.match((await check("loose", "--warn")).stderr, /^malformed loose: line 1\n1 malformed\n$/);
    assert.equal((await check("loose", "--status")).stderr, "");
    assert.equal((await check("loose", "--strict")).code, 2);
    assert.equal((await check("mixed", "--ignore-missing")).code, 1);
    assert.match((await check("absent", "--ignore-missing")).stderr, /no file of absent is there/);
    const results = lines((await check("mixed", "--json")).stdout);
    assert.deepEqual(
      results.map(({ path, line, verified, error }) => [path ?? line, verified ?? error?.code]),
      [
        ["abc", true],
        [2, "INVALID_ARGUMENT"],
        ["nothing", "FILE"],
        ["other", false],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(results.at(-1), { summary: { intact: 1, wrong: 1, unreadable: 1, malformed: 1 } });
    assert.deepEqual((await check("good", "--status", "--json")).stdout, "");
  });

  it("a list in UTF-16, with or without a byte order mark, is read; one of sha256sum -z is refused with the reason", async (t) => {
    const cwd = await folder(t);
    const le = Buffer.from(`${ABC}  abc\r\n`, "utf16le");
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), le]);
    for (const bytes of [le, marked, Buffer.from(le).swap16(), Buffer.from(marked).swap16()]) {
      assert.equal((await run(["verify", "-c", "--strict"], { cwd, input: bytes })).stdout, "abc: OK\n");
    }
    const zero = execFileSync("sha256sum", ["-z", "abc", "other"], { cwd });
    const { code, stdout, stderr } = await run(["verify", "-c"], { cwd, input: zero });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /lines that end with NUL.*\n {2}what to do: .*without -z/);
    assert.match((await run(["verify", "-c", "-z", "list"], { cwd })).stderr, /--zero is not for checking/);
  });
});
