import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { CANARY, emptyFolder, lines, LOGIN, PROGRAM, run, sandboxAddress, start, TOKEN } from "./program.mjs";

const COMMANDS = [
  "link",
  "pull",
  "verify",
  "inspect",
  "diff",
  "extract",
  "snapshot",
  "report",
  "relay",
  "sandbox",
  "console",
];

// The help of the program or a command, which several tests read.
const helps = new Map();
const helpOf = (...command) => {
  const name = command.join(" ");
  if (!helps.has(name)) helps.set(name, run([...command, "--help"]));
  return helps.get(name);
};

describe("usage", () => {
  it("--help names every command, and every command's teaches by examples", async () => {
    const { code, stdout, stderr } = await helpOf();
    assert.deepEqual([code, stderr], [0, ""]);
    for (const command of COMMANDS) {
      assert.match(stdout, new RegExp(`^  ${command} `, "m"));
      const help = await helpOf(command);
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`Examples:\n(.*\n)*?.*\\$ .*wechat-function-link ${command}`));
    }
  });

  it("--version is the package's", async () => {
    const metadata = await readFile(
      join(process.env.CONSUMER, "node_modules/wechat-function-link/package.json"),
      "utf8",
    );
    for (const flag of ["--version", "-v"])
      assert.equal((await run([flag])).stdout, `${JSON.parse(metadata).version}\n`);
  });

  it("no arguments: the help on standard error, no error message, and exit code 2", async () => {
    const help = await helpOf();
    assert.deepEqual(await run([]), { code: 2, signal: null, stdout: "", stderr: help.stdout });
  });

  it("help COMMAND is COMMAND --help; of what is no command it is an error", async () => {
    assert.deepEqual(await run(["help"]), await helpOf());
    for (const command of COMMANDS) assert.deepEqual(await run(["help", command]), await helpOf(command));
    const { code, stdout, stderr } = await run(["help", "nope"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: unknown command 'nope' /);
    assert.doesNotMatch(stderr, /outputHelp/);
    assert.match(lines((await run(["help", "nope", "--json"])).stdout)[0].error.message, /unknown command 'nope'/);
  });

  it("no help shows a default of false", async () => {
    for (const command of COMMANDS) assert.doesNotMatch((await helpOf(command)).stdout, /default: false/);
  });

  for (const [parameters, suggestion] of [
    [["pul"], "pull"],
    [["help", "verfy"], "verify"],
    [["link", ...LOGIN, "--timout", "3"], "--timeout"],
    [["link", "--fuction", "f", "-e", "e"], "--function"],
    [["pull", ...LOGIN, `--atempt-timeout=${CANARY}`], "--attempt-timeout"],
    [["verify", "--ignore-mising", "-c", "x"], "--ignore-missing"],
  ]) {
    it(`a typo gets a suggestion: ${parameters.slice(0, 2).join(" ")}`, async () => {
      const { code, stderr } = await run(parameters);
      assert.equal(code, 2);
      assert.match(
        stderr,
        new RegExp(`^error: unknown (command|option) .*\n {2}what to do: Did you mean (one of .*)?${suggestion}`),
      );
    });
  }

  it("standard output or standard error that takes nothing more: a message where there is a place, and exit code 2", async (t) => {
    const cwd = await emptyFolder(t);
    execFileSync("mknod", ["full", "c", "1", "7"], { cwd });
    const link = `link ${LOGIN.join(" ")} --base-url ${sandboxAddress()}`;
    for (const command of [
      link,
      `${link} --json`,
      `pull ${LOGIN.join(" ")} --base-url ${sandboxAddress()} --out -`,
      "--help",
      "--version",
    ]) {
      const { code, stderr } = await start(["-c", `'${PROGRAM}' ${command} > full`], { cwd, program: "sh", env: TOKEN })
        .closed;
      assert.equal(code, 2, command);
      assert.match(
        stderr,
        /^error: could not write to standard output: no space is left \(ENOSPC\) \[FILE\]\n {2}what to do: .*\n$/,
        command,
      );
    }
    const silent = await start(["-c", `'${PROGRAM}' nope 2> full`], { cwd, program: "sh" }).closed;
    assert.deepEqual([silent.code, silent.stdout], [2, ""]);
  });

  it("a list that never ends is given up, with the reason", async (t) => {
    const cwd = await emptyFolder(t);
    execFileSync("mknod", ["endless", "c", "1", "5"], { cwd });
    for (const parameters of [
      ["pull", "--batch", "endless", "--out-dir", "out"],
      ["verify", "-c", "endless"],
      ["sandbox", "--functions", "endless"],
    ]) {
      const { code, stdout, stderr } = await run(parameters, { cwd, env: TOKEN });
      assert.deepEqual([code, stdout], [2, ""], parameters[0]);
      assert.match(stderr, /^error: endless holds more than 256 MiB/m);
    }
  });

  for (const parameters of [
    [],
    ["nonsense"],
    ["link"],
    ["link", "--env", "e"],
    ["pull"],
    ["pull", "--env", "e"],
    ["pull", "--batch", "-"],
    ["pull", "--batch", "-", "--out-dir", "x", ...LOGIN],
    ["pull", ...LOGIN, "--out-dir", "x"],
    ["verify"],
    ["verify", "file"],
    ["verify", "file", "sum", "more"],
    ["verify", "-c", "SUMS", "file"],
    ["verify", "--quiet", "file", "sum"],
    ["verify", "-c", "-z", "SUMS"],
    ["pull", ...LOGIN, "--refresh"],
    ["inspect"],
    ["inspect", "file", ...LOGIN],
    ["inspect", "--env", "e"],
    ["inspect", "/nothing"],
    ["inspect", PROGRAM, "--ignore", "x"],
    ["diff"],
    ["diff", "a.zip"],
    ["diff", "a.zip", "b.zip", "c.zip"],
    ["diff", "a.zip", "b.zip", ...LOGIN],
    ["diff", ...LOGIN],
    ["diff", "a.zip", "--function", "f"],
    ["diff", "-", "-"],
    ["diff", "a.zip", "b.zip", "--stat", "--patch"],
    ["extract"],
    ["extract", "a.zip"],
    ["extract", "--out-dir", "x"],
    ["extract", "a.zip", "--out-dir", "x", "--symlinks", "follow"],
    ["extract", "a.zip", ...LOGIN, "--out-dir", "x"],
    ["pull", "--batch", "-", "--out-dir", "x", "--token-file", "-"],
    ["pull", ...LOGIN, "--attempt-timeout", "x"],
    ["pull", ...LOGIN, "--attempts", "0"],
    ["pull", ...LOGIN, "--timeout", "-1"],
    ["relay", "--port", "65536"],
    ["sandbox", "--functions", "/nothing"],
    ["link", ...LOGIN, "--nonsense"],
  ]) {
    it(`exit code 2, with what to do: ${parameters.join(" ") || "nothing"}`, async () => {
      const { code, stdout, stderr } = await run(parameters, { env: { WECHAT_ACCESS_TOKEN: CANARY } });
      assert.equal(code, 2, stdout + stderr);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: .+\n {2}what to do: .+|^Usage: /);
    });
  }

  it("an error as JSON: one object on standard output, and nothing else", async () => {
    const { code, stdout, stderr } = await run(["link", "--json", "--env", "e"]);
    assert.deepEqual([code, stderr, stdout.trimEnd().includes("\n")], [2, "", false]);
    assert.equal(JSON.parse(stdout).error.code, "INVALID_ARGUMENT");
  });

  it("a token as an argument is refused and never repeated", async () => {
    const refused = async (command, flags) => {
      const { code, stderr } = await run([...command, ...flags]);
      assert.equal(code, 2);
      assert.match(stderr, /cannot be an argument.*\n.*WECHAT_ACCESS_TOKEN.*--token-file.*--token-command/);
    };
    // Every command adds the same flags: each form of one, and one form with each.
    for (const flags of [["--token", CANARY], [`--token=${CANARY}`], [`--access-token=${CANARY}`], ["--token"]])
      await refused(["link", ...LOGIN], flags);
    for (const command of [["pull", ...LOGIN], ["relay"], ["verify"]]) await refused(command, ["--token", CANARY]);
    const { code, stderr } = await run(["link", ...LOGIN, `--acess-token=${CANARY}`]);
    assert.equal(code, 2);
    assert.match(stderr, /unknown option '--acess-token/);
    // run() checks that the output repeats none of it.
    assert.match((await run(["link", ...LOGIN, `-t${CANARY}`])).stderr, /unknown option '-t'/);
  });
});
