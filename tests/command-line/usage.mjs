import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { CANARY, LOGIN, run } from "./program.mjs";

const COMMANDS = ["link", "pull", "verify", "relay", "sandbox"];

describe("usage", () => {
  it("--help names every command, and every command's teaches by examples", async () => {
    const { code, stdout, stderr } = await run(["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    for (const command of COMMANDS) {
      assert.match(stdout, new RegExp(`^  ${command} `, "m"));
      const help = await run([command, "--help"]);
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`Examples:\n(.*\n)*?.*\\$ .*wechat-function-link ${command}`));
    }
  });

  it("--version is the package's", async () => {
    const metadata = await readFile(join(process.env.CONSUMER, "node_modules/wechat-function-link/package.json"), "utf8");
    assert.equal((await run(["--version"])).stdout, `${JSON.parse(metadata).version}\n`);
  });

  for (const parameters of [
    [], ["nonsense"], ["link"], ["link", "--env", "e"], ["pull"], ["pull", "--env", "e"], ["pull", "--batch", "-"],
    ["pull", "--batch", "-", "--out-dir", "x", ...LOGIN], ["pull", ...LOGIN, "--out-dir", "x"], ["verify"], ["verify", "file"],
    ["verify", "file", "sum", "more"], ["verify", "-c", "SUMS", "file"], ["pull", ...LOGIN, "--attempts", "0"], ["pull", ...LOGIN, "--timeout", "-1"],
    ["relay", "--port", "65536"], ["sandbox", "--functions", "/nothing"], ["link", ...LOGIN, "--nonsense"],
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
    for (const flags of [["--token", CANARY], [`--token=${CANARY}`], [`--access-token=${CANARY}`], ["--token"]]) {
      for (const command of [["link", ...LOGIN], ["pull", ...LOGIN], ["relay"], ["verify"]]) {
        const { code, stderr } = await run([...command, ...flags]);
        assert.equal(code, 2);
        assert.match(stderr, /cannot be an argument.*\n.*WECHAT_ACCESS_TOKEN.*--token-file.*--token-command/);
      }
    }
    const { code, stderr } = await run(["link", ...LOGIN, `--acess-token=${CANARY}`]);
    assert.equal(code, 2);
    assert.match(stderr, /unknown option '--acess-token/);
  });
});
