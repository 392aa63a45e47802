// list: environments, and functions page by page; a table on a terminal, lines in a pipe, objects with --json.
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { emptyFolder, lines, PROGRAM, run, sandboxAddress, serving, start, TOKEN } from "./program.mjs";

const at = (address = sandboxAddress()) => ["list", "--base-url", address];
const asked = async (more, options) => run([...at(), ...more], { env: TOKEN, ...options });

// A sandbox of its own, from a file of --functions.
async function sandboxOf(t, contents) {
  const cwd = await emptyFolder(t);
  await writeFile(join(cwd, "sandbox.json"), JSON.stringify(contents));
  const { first, child } = await serving(["sandbox", "--port", "0", "--json", "--functions", "sandbox.json"], { cwd });
  t.after(() => child.kill());
  return first.baseUrl;
}

// util-linux's `script` provides a terminal. Its output has \r\n.
async function onTerminal(parameters, env = {}) {
  const command = [`'${PROGRAM}'`, ...parameters.map((one) => `'${one}'`)].join(" ");
  const { code, stdout } = await start(["-qefc", command, "/dev/null"], {
    env: { ...TOKEN, TERM: "xterm", NO_COLOR: "1", ...env },
    program: "script",
  }).closed;
  return { code, shown: stdout.replaceAll("\r\n", "\n").trimEnd().split("\n") };
}

describe("list in a pipe", () => {
  it("names environments, a line of cells each", async () => {
    const { code, stdout, stderr } = await asked([]);
    assert.equal(code, 0, stderr);
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    assert.deepEqual(rows[0], ["test-777bb9", "NORMAL", "测试", "基础版 1", "2019-05-16 06:55:53"]);
    assert.deepEqual(rows.find(([env]) => env === "halted").slice(0, 2), ["halted", "HALTED"]);
    assert.equal(stderr, "");
  });
  it("names the functions of --env, with the reasons of a status", async () => {
    const { code, stdout, stderr } = await asked(["--env", "status"]);
    assert.equal(code, 0, stderr);
    const [active, , failed] = stdout.split("\n").map((line) => line.split("\t"));
    assert.deepEqual(active, ["Active", "Active", "Nodejs18.15", "2019-05-16 06:55:53", ""]);
    assert.equal(failed[4], "ResourceNotFound.File (-1)");
    assert.equal(stderr, "");
  });
  it("escapes what would steer a terminal, begin a line or a cell", async (t) => {
    const functionName = "a\tb\nc\u001b[31md\u202ee";
    const address = await sandboxOf(t, { functions: [{ env: "e", functionName, status: "A\u0007" }] });
    const { stdout } = await run([...at(address), "-e", "e"], { env: TOKEN });
    const [name, status] = stdout.trimEnd().split("\t");
    assert.deepEqual([name, status], ["a\\u{9}b\\u{a}c\\u{1b}[31md\\u{202e}e", "A\\u{7}"]);
    const json = await run([...at(address), "-e", "e", "--json"], { env: TOKEN });
    assert.equal(lines(json.stdout)[0].name, functionName);
  });
});

describe("list --json", () => {
  it("writes one environment a line", async () => {
    const { code, stdout, stderr } = await asked(["--json"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(lines(stdout)[0], {
      env: "test-777bb9",
      alias: "测试",
      status: "NORMAL",
      packageId: "basic",
      packageName: "基础版 1",
      createdAt: "2019-05-16 06:55:53",
      updatedAt: "2019-05-16 06:55:53",
    });
  });
  it("writes one function a line, with its environment", async () => {
    const { code, stdout } = await asked(["--json", "-e", "status"]);
    assert.equal(code, 0);
    assert.deepEqual(lines(stdout)[2], {
      env: "status",
      name: "CreateFailed",
      runtime: "Nodejs18.15",
      status: "CreateFailed",
      statusReason: [{ errcode: -1, errmsg: "ResourceNotFound.File" }],
      modTime: "2019-05-16 06:55:53",
      addTime: "2019-05-16 06:55:53",
    });
  });
  it("writes nothing of an environment without functions", async () => {
    assert.deepEqual(await asked(["--json", "-e", "halted"]), { code: 0, signal: null, stdout: "", stderr: "" });
    assert.deepEqual(await asked(["-e", "halted"]), { code: 0, signal: null, stdout: "", stderr: "" });
  });
  it("is the merchant's of --authorizer-appid, by the token command", async () => {
    const command = 'test "$WECHAT_AUTHORIZER_APPID" = wx01 && echo sandbox-access-token';
    const { code, stdout } = await asked(["--json", "-a", "wx01", "--token-command", command], { env: {} });
    assert.equal(code, 0, stdout);
    const other = await asked(["--json", "-a", "wx02", "--token-command", command], { env: {} });
    assert.deepEqual([other.code, lines(other.stdout)[0].error.code], [2, "TOKEN_REJECTED"]);
  });
});

describe("list that fails", () => {
  it("on its first page writes the error alone, and ends with 2", async () => {
    const { code, stdout, stderr } = await asked(["-e", "nothing"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: .*-501005.*\[REJECTED\]\n {2}what to do: .*\n {2}rid: /);
    const json = await asked(["-e", "nothing", "--json"]);
    const [{ error }] = lines(json.stdout);
    assert.deepEqual([json.code, error.code, error.errcode, json.stderr], [2, "REJECTED", -501005, ""]);
  });
  it("on a later page writes the earlier rows before the error, and ends with 2", async () => {
    const more = ["-e", "list-fails-later", "--page-size", "2"];
    const { code, stdout, stderr } = await asked(more);
    assert.deepEqual([code, stdout.split("\n").map((line) => line.split("\t")[0])], [2, ["first", "second", ""]]);
    assert.match(stderr, /45009/);
    const rows = lines((await asked([...more, "--json"])).stdout);
    assert.deepEqual(
      rows.map(({ name, error }) => name ?? error.code),
      ["first", "second", "QUOTA_EXCEEDED"],
    );
    const table = await onTerminal([...at(), ...more]);
    assert.equal(table.code, 2);
    assert.deepEqual(
      table.shown.slice(1, 3).map((line) => line.split(" ")[0]),
      ["first", "second"],
    );
    assert.match(table.shown[3], /^error: /);
  });
  it("keeps the reader's own names as they are", async () => {
    for (const lang of ["en", "zh-CN"]) {
      const { stderr } = await asked(["-e", "my timeoutMs env", "--lang", lang]);
      assert.match(stderr, /"my timeoutMs env"/);
    }
  });
  it("says so of a misuse, in the command's words", async () => {
    for (const [more, words] of [
      [["--page-size", "0"], /option '--page-size <number>' argument '0' is invalid/],
      [["--token", "secret"], /an access token cannot be an argument/],
      [["--function", "login"], /unknown option '--function'/],
      [["--env", ""], /^error: --env must be a non-empty string/],
      [["--authorizer-appid", "x".repeat(65)], /^error: --authorizer-appid must have at most 64 bytes/],
    ]) {
      const { code, stdout, stderr } = await asked(more);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, words);
    }
    const none = await run(at());
    assert.equal(none.code, 2);
    assert.match(none.stderr, /there is no access token/);
  });
});

describe("list page by page", () => {
  const row = (name) => ({ name, status: "Active", runtime: "Nodejs18.15", mod_time: "2024-01-02 03:04:05" });

  it("shows a page while the next one is under way, and asks for --page-size at a time", async (t) => {
    const bodies = [];
    let goOn;
    const shown = new Promise((resolve) => (goOn = resolve));
    const { url } = await httpServer(t, async ({ body }, response) => {
      bodies.push(JSON.parse(body));
      if (bodies.length > 1) await shown;
      const functions = bodies.length > 1 ? [row("third")] : [row("first"), row("second")];
      response.end(JSON.stringify({ errcode: 0, total_count: 3, functions }));
    });
    const parameters = [...at(url), "-e", "e", "--page-size", "2"];
    const command = [`'${PROGRAM}'`, ...parameters].join(" ");
    const listing = start(["-qefc", command, "/dev/null"], {
      env: { ...TOKEN, TERM: "xterm", NO_COLOR: "1" },
      program: "script",
    });
    while (!listing.stdout.includes("second")) await once(listing.child.stdout, "data");
    assert.doesNotMatch(listing.stdout, /third/);
    goOn();
    const { code, stdout } = await listing.closed;
    assert.equal(code, 0, stdout);
    assert.match(stdout, /third[^]*3 functions/);
    assert.deepEqual(bodies, [
      { env: "e", limit: 2, offset: 0 },
      { env: "e", limit: 2, offset: 2 },
    ]);
  });
  it("ends with its reader", async (t) => {
    let count = 0;
    const { url } = await httpServer(t, (_request, response) => {
      const functions = Array.from({ length: 100 }, () => row(`function-${count++}`));
      response.end(JSON.stringify({ errcode: 0, functions })); // there are ever more
    });
    const command = `'${PROGRAM}' list --base-url ${url} -e e | head -n 1`;
    const { stdout, stderr } = await start(["-c", command], { env: TOKEN, program: "bash" }).closed;
    assert.match(stdout, /^function-0\tActive\t[^\n]*\n$/);
    assert.equal(stderr, "");
  });
});

describe("list on a terminal", () => {
  // The columns where the cells of a line begin, with two for each wide character.
  const columns = (line) => {
    let width = 0;
    const starts = [];
    [...line].forEach((character, index, all) => {
      if (character !== " " && (index === 0 || (all[index - 1] === " " && all[index - 2] === " "))) starts.push(width);
      width += /[\u2e80-\uffe6\u{1f300}-\u{3fffd}]/u.test(character) ? 2 : /\p{Mn}/u.test(character) ? 0 : 1;
    });
    return starts;
  };

  it("is a table, aligned beside names in Chinese, emoji and marks", async (t) => {
    const names = ["login", "查询订单", "😀 smile", "e\u0301te\u0301", "𠮷野家", "a\nb", "x".repeat(60)];
    const functions = names.map((functionName) => ({ env: "e", functionName }));
    functions[1].statusReason = [{ errcode: 7, errmsg: "代码" }, { errmsg: "b" }];
    const address = await sandboxOf(t, { functions });
    const { code, shown } = await onTerminal([...at(address), "-e", "e"]);
    assert.equal(code, 0);
    assert.match(shown[0], /^name +status +runtime +changed +reason$/);
    const starts = shown.slice(0, -1).map((line) => columns(line).slice(0, 4));
    assert.equal(starts.length, names.length + 1);
    for (const start of starts) assert.deepEqual(start, [0, 62, 70, 83]);
    assert.match(shown[2], /代码 \(7\); b$/);
    assert.match(shown[6], /^a\\u\{a\}b /);
    assert.equal(shown.at(-1), "7 functions");
    assert.ok(
      shown.every((line) => line === line.trimEnd()),
      "no blanks at a line's end",
    );
  });
  it("says how many there are, or that there is none", async () => {
    assert.equal(
      (await onTerminal([...at(), "-e", "halted"])).shown.join(),
      "There is no function in this environment.",
    );
    assert.match((await onTerminal(at())).shown.at(-1), /^\d+ environments$/);
    const chinese = await onTerminal([...at(), "-e", "test-777bb9", "--lang", "zh-CN"]);
    assert.match(chinese.shown[0], /^名称 +状态 +运行环境 +修改时间 +原因$/);
    assert.equal(chinese.shown.at(-1), "3 个云函数");
    assert.deepEqual(columns(chinese.shown[0]).slice(0, 4), columns(chinese.shown[1]));
  });
  it("has colour, unless NO_COLOR is set; a pipe has none", async () => {
    const parameters = [...at(), "-e", "status"];
    const colored = (await onTerminal(parameters, { NO_COLOR: "" })).shown.join("\n");
    assert.match(colored, /\u001b\[32mActive/);
    assert.match(colored, /\u001b\[31mCreateFailed/);
    assert.match(colored, /\u001b\[33mCreating/);
    assert.doesNotMatch((await onTerminal(parameters)).shown.join(), /\u001b\[3/);
    assert.doesNotMatch((await asked(["-e", "status"])).stdout, /\u001b/);
  });
});
