// snapshot: targets from a file, an archive in a folder, and what programs and people read of it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, it } from "node:test";

import { CANARY, emptyFolder, lines, PROGRAM, run, serving, start } from "./program.mjs";

const TOKENS = ["--token-command", 'echo "sandbox-token-$WECHAT_AUTHORIZER_APPID"'];
const appid = (number) => `wx${String(number).padStart(16, "0")}`;
const targetsOf = (...targets) => `${targets.map((target) => JSON.stringify(target)).join("\n")}\n`;
const TWO = targetsOf({ authorizerAppid: appid(1) }, { authorizerAppid: appid(2) });
const ids = (folder) => readdirSync(join(folder, "archive/snapshots")).map((name) => name.replace(/\.ndjson$/, ""));

const sandbox = await serving(["sandbox", "--port", "0", "--json", "--merchants", "3"]);
after(() => sandbox.child.kill());
const address = sandbox.first.baseUrl;

// A folder with a file of targets.
async function folderWith(t, targets) {
  const cwd = await emptyFolder(t);
  await writeFile(join(cwd, "targets.ndjson"), targets);
  return cwd;
}

const parameters = (...more) => [
  ...["snapshot", "--targets", "targets.ndjson", "--archive", "archive", "--base-url", address],
  ...TOKENS,
  ...more,
];
const taken = (cwd, ...more) => run(parameters(...more), { cwd });

describe("snapshot", () => {
  it("keeps every function, and shows a person what it kept", async (t) => {
    const cwd = await folderWith(t, TWO);
    const { code, stdout, stderr } = await taken(cwd, "--id", "one");
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^snapshot +one\nfunctions +\d+ of 2 merchants, in [\d.]+ s\nstored +\d+ packages \(.+\)\nfailed +0\narchive +archive\n$/,
    );
    assert.equal(stderr, "");
    const text = readFileSync(join(cwd, "archive/snapshots/one.ndjson"), "utf8");
    assert.match(text, new RegExp(`"authorizerAppid":"${appid(2)}"`));
    assert.ok(!text.includes("sandbox-token"));
  });

  it("--json: events and rows, and the summary as the last line", async (t) => {
    const cwd = await folderWith(t, TWO);
    const { code, stdout, stderr } = await taken(cwd, "--json");
    assert.deepEqual([code, stderr], [0, ""]);
    const shown = lines(stdout);
    const summary = shown.pop();
    assert.deepEqual([summary.targets, summary.merchants, summary.partial], [2, 2, false]);
    assert.deepEqual(ids(cwd), [summary.id]);
    assert.equal(shown.length, summary.functions);
    for (const { type, row } of shown) assert.ok(type === "row" && row.checksum && row.contentDigest);
  });

  it("ends with 0 where nothing drifted, 1 where something did, 2 where something failed", async (t) => {
    const cwd = await folderWith(t, TWO);
    assert.equal((await taken(cwd, "--id", "one")).code, 0);
    const same = await taken(cwd, "--id", "two");
    assert.equal(same.code, 0);
    assert.match(same.stdout, /\nas they were +\d+\n(.*\n)*since one +no drift\n/);
    await writeFile(join(cwd, "targets.ndjson"), targetsOf({ authorizerAppid: appid(1) }));
    const narrower = await taken(cwd, "--id", "three");
    assert.equal(narrower.code, 1);
    assert.match(narrower.stdout, /\nsince two +\d+ removed\n/);
    assert.equal((await taken(cwd, "--no-previous")).code, 0);
    const compared = await taken(cwd, "--previous", "one", "--json");
    assert.equal(compared.code, 1);
    assert.equal(lines(compared.stdout).at(-1).previous, "one");
    await writeFile(
      join(cwd, "targets.ndjson"),
      targetsOf({ authorizerAppid: appid(1) }, { authorizerAppid: "unknown" }),
    );
    const partial = await taken(cwd);
    assert.equal(partial.code, 2);
    assert.match(partial.stdout, /\nfailed +1\n/);
    assert.match(partial.stderr, /^unknown: .*40014.* \[TOKEN_REJECTED\]\n/);
  });

  it("of an id that is there is its summary; of one that is not finished it goes on", async (t) => {
    const cwd = await folderWith(t, TWO);
    const first = lines((await taken(cwd, "--id", "one", "--json")).stdout).at(-1);
    const again = await taken(cwd, "--id", "one", "--json", "--base-url", "http://127.0.0.1:1");
    assert.deepEqual([again.code, lines(again.stdout)], [0, [first]]);
  });

  it("may have options for how fast, and asks again with --full", async (t) => {
    const cwd = await folderWith(t, TWO);
    const fast = ["--concurrency", "1", "--per-merchant", "1", "--rate", "500", "--pause", "0.1"];
    assert.equal((await taken(cwd, ...fast)).code, 0);
    assert.equal(lines((await taken(cwd, "--json")).stdout).at(-1).reused > 0, true);
    assert.equal(lines((await taken(cwd, "--full", "--json")).stdout).at(-1).reused, 0);
  });

  it("reads targets from standard input, with a byte order mark, too", async (t) => {
    const cwd = await emptyFolder(t);
    const given = ["snapshot", "--targets", "-", "--archive", "a", "--base-url", address, ...TOKENS, "--json"];
    const { code, stdout } = await run(given, { cwd, input: `\ufeff${TWO}` });
    assert.deepEqual([code, lines(stdout).at(-1).targets], [0, 2]);
  });

  for (const [what, text, message] of [
    ["is empty", "\n \n", /names? no merchant/],
    ["is not JSON", `${TWO}{"a"`, /line 3 of the targets is not JSON/],
    ["has an array", `${TWO}[]\n`, /line 3 of the targets is not an object/],
    [
      "has another key",
      targetsOf({ authorizerAppid: "a", appid: "b" }),
      /line 1 .*none of authorizerAppid, env, functionName/,
    ],
    ["lacks an appid", targetsOf({ env: "a" }), /line 1 .*needs authorizerAppid/],
    ["has an empty env", targetsOf({ authorizerAppid: "a", env: "" }), /needs env/],
    ["has control characters", targetsOf({ authorizerAppid: "a", env: "b\nc" }), /needs env/],
    ["has a long appid", targetsOf({ authorizerAppid: "a".repeat(65) }), /more than 64 bytes/],
    ["has a function without env", targetsOf({ authorizerAppid: "a", functionName: "f" }), /without an env/],
  ]) {
    it(`a file that ${what} is refused as a whole, and nothing is written`, async (t) => {
      const cwd = await folderWith(t, text);
      const { code, stdout, stderr } = await taken(cwd);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.deepEqual(readdirSync(cwd), ["targets.ndjson"]);
    });
  }

  it("needs a token command where there are several merchants", async (t) => {
    const cwd = await folderWith(t, TWO);
    const given = ["snapshot", "--targets", "targets.ndjson", "--archive", "a", "--base-url", address];
    const { code, stderr } = await run(given, { cwd, env: { WECHAT_ACCESS_TOKEN: CANARY } });
    assert.equal(code, 2);
    assert.match(stderr, /several merchants.*\n.*--token-command/);
  });

  for (const [given, message] of [
    [["--targets", "x"], /--archive must be given/],
    [["--archive", "x"], /--targets must be given/],
    [["--targets", "/nowhere", "--archive", "x"], /could not read \/nowhere/],
    [["--id", "a b"], /--id must be 1 to 64 letters/],
    [["--previous", "unknown"], /no finished snapshot "unknown"/],
    [["--rate", "0"], /Give a number above 0/],
    [["--concurrency", "x"], /whole number above 0/],
  ]) {
    it(`is refused with ${given.join(" ")}`, async (t) => {
      const cwd = await folderWith(t, TWO);
      const whole = given.some((one) => one === "--targets" || one === "--archive")
        ? ["snapshot", ...given]
        : parameters(...given);
      const { code, stdout, stderr } = await run(whole, { cwd });
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, message);
    });
  }

  it("that is interrupted says how to go on", async (t) => {
    // One that is killed between its archive's first file and its first target has nothing to go on with.
    for (let left = 20; ; left--) {
      const cwd = await folderWith(t, TWO);
      const slow = start(parameters("--rate", "0.5"), { cwd });
      while (!readdirSync(cwd).includes("archive")) await new Promise((resolve) => setTimeout(resolve, 20));
      slow.child.kill("SIGINT");
      const { signal, stderr } = await slow.closed;
      assert.equal(signal, "SIGINT");
      const id = /--id (\S+)/.exec(stderr)?.[1];
      if (id === undefined && left > 0) continue;
      assert.ok(id, stderr);
      const { code, stdout } = await taken(cwd, "--id", id, "--json");
      assert.deepEqual([code, lines(stdout).at(-1).id], [0, id]);
      return;
    }
  });

  it("shows how far it is on a terminal, in either language", async (t) => {
    const cwd = await folderWith(t, TWO);
    for (const [LANG, words] of [
      ["C", /2 of 2 targets.*functions/],
      ["zh_CN.UTF-8", /目标 2 \/ 2.*云函数/],
    ]) {
      const command = [PROGRAM, ...parameters()].map((one) => `'${one}'`).join(" ");
      const shown = start(["-qefc", command, "/dev/null"], { cwd, env: { TERM: "xterm", LANG }, program: "script" });
      await once(shown.child, "close");
      assert.match(shown.stdout, words);
    }
  });
});
