import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
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
    assert.deepEqual(intact, { code: 0, signal: null, stdout: "abc: intact\n", stderr: "" });
    assert.equal((await run(["verify", "other", ABC], { cwd })).code, 1);
    assert.equal((await run(["verify", "-", ABC], { cwd, input: "abc" })).code, 0);
    assert.equal((await run(["verify", "-", ABC], { cwd, input: "abd" })).code, 1);
    const empty = createHash("sha256").digest("hex");
    assert.equal((await run(["verify", "-", empty], { cwd })).code, 0);
    const large = Buffer.alloc(20_000_000, 7);
    await writeFile(join(cwd, "large"), large);
    const [seen] = lines((await run(["verify", "large", createHash("sha256").update(large).digest("hex"), "--json"], { cwd })).stdout);
    assert.deepEqual([seen.verified, seen.size], [true, large.length]);
  });

  it("what cannot be told is an error, never a no", async (t) => {
    const cwd = await folder(t);
    await mkdir(join(cwd, "folder"));
    for (const [parameters, words] of [
      [["nothing", ABC], /could not read nothing: there is no such file/], [["folder", ABC], /could not read folder: it is a folder/],
      [["abc", ABC.slice(1)], /not 64 hexadecimal digits/], [["abc", `${ABC} `], /not 64 hexadecimal digits/],
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
    assert.deepEqual(results.slice(0, -1).map(({ path, verified }) => [path, verified]), ["abc", ...odd].map((name) => [name, true]));
    assert.deepEqual(results.at(-1), { summary: { intact: 6, wrong: 0, unreadable: 0, malformed: 0 } });
  });

  it("-c: 1 where one is wrong, 2 where one cannot be told", async (t) => {
    const cwd = await folder(t);
    const check = (input) => run(["verify", "-c", "-"], { cwd, input });
    const wrong = await check(`${ABC}  abc\n${ABC}  other\n`);
    assert.deepEqual([wrong.code, wrong.stdout], [1, "abc: OK\nother: FAILED\n"]);
    assert.match(wrong.stderr, /1 wrong/);
    assert.equal((await check(`${ABC}  abc\n${ABC}  nothing\n`)).code, 2);
    assert.equal((await check(`${ABC}  abc\n${ABC.slice(2)}  abc\n`)).code, 2);
    assert.equal((await check("\n")).code, 2);
  });
});
