import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";

import { BUSY, failed, row, writeSnapshot } from "../support/snapshots.mjs";
import { emptyFolder, lines, run } from "./program.mjs";

const HOSTILE = "<b>&\"'\u001b[31m\u202e]]>";
const BEFORE = [
  row("wx1/prod/changed", 1),
  row("wx1/prod/same", 2),
  row("wx1/test/moved", 3, 7),
  row("wx2/prod/a", 4),
  row("wx2/prod/b", 4),
  row("wx2/prod/c", 4),
  row("wx2/prod/d", 4),
  row("wx3/prod/gone", 5),
];
const AFTER = [
  row("wx1/prod/changed", 11),
  row("wx1/prod/same", 2),
  row(`wx1/prod/${HOSTILE}`, 12),
  row("wx1/test/moved", 13, 7),
  failed("wx2", { ...BUSY, code: "PERMISSION_DENIED", errcode: 61007, message: `refused ${HOSTILE}`, rid: "rid-7" }),
  failed("wx3/prod/gone"),
].sort((a, b) =>
  Buffer.compare(Buffer.from(JSON.stringify(Object.values(a))), Buffer.from(JSON.stringify(Object.values(b)))),
);
const TIMES = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) => ({
  startedAt: `${day}T02:00:00.000Z`,
  endedAt: `${day}T02:10:00.000Z`,
}));

// Three nights: nothing changed in the second, much in the third.
async function archive(t) {
  const cwd = await emptyFolder(t);
  const folder = join(cwd, "archive");
  writeSnapshot(folder, "first", BEFORE, TIMES[0]);
  writeSnapshot(folder, "second", BEFORE, { ...TIMES[1], previous: "first" });
  writeSnapshot(folder, "third", AFTER, { ...TIMES[2], previous: "second" });
  return { cwd, folder };
}

describe("report", () => {
  it("shows people each drift by merchant, and counts at the end", async (t) => {
    const { cwd } = await archive(t);
    const { code, stdout, stderr } = await run(["report", "archive"], { cwd });
    assert.deepEqual([code, stderr], [2, ""]);
    assert.match(stdout, /^snapshot +third, finished 2026-01-03T02:10:00\.000Z\ncompared with +second, finished /);
    assert.match(stdout, /\nwx1\n(?: {2}.*\n)*? {2}changed +prod +changed +352 bytes, modified 2026-01-01 00:00:00\n/);
    assert.match(stdout, /\n {2}repackaged +test +moved +352 bytes/);
    assert.match(stdout, /\n {2}added +prod +<b>&"'\\u\{1b\}\[31m\\u\{202e\}\]\]> +352 bytes/);
    assert.match(stdout, /\nwx2\n {2}unknown +prod +\(4 functions\) +refused .*\[PERMISSION_DENIED\]\n/);
    assert.match(stdout, /\nwx3\n {2}unknown +prod +gone +the platform is busy \[BUSY\]\n/);
    assert.match(
      stdout,
      /\n\nchanged +1\nrepackaged +1\nadded +1\nremoved +0\nunknown +5\nunchanged +1\n\nNot everything is known: 5 unknown/,
    );
    assert.doesNotMatch(stdout, /same|\u001b|\u202e/);
  });

  it("columns fit names in Chinese, and the texts are Chinese", async (t) => {
    const cwd = await emptyFolder(t);
    writeSnapshot(join(cwd, "a"), "s1", [row("wx1/e/ab", 1), row("wx1/e/查询订单", 1)], TIMES[0]);
    writeSnapshot(join(cwd, "a"), "s2", [row("wx1/e/ab", 2), failed("wx1/e/查询订单")], {
      ...TIMES[1],
      previous: "s1",
    });
    const { stdout } = await run(["report", "a", "--lang", "zh-CN"], { cwd });
    const [, one, other] = stdout.match(/\n( {2}有改动 .*)\n( {2}未知 .*)\n/);
    const width = (text) => [...text].reduce((sum, character) => sum + (character > "\u2e80" ? 2 : 1), 0);
    assert.equal(width(one.slice(0, one.indexOf("352"))), width(other.slice(0, other.indexOf("系统繁忙"))));
    assert.match(stdout, /^快照 +s2，完成于 2026-01-02T02:10:00\.000Z\n/);
    assert.match(stdout, /结果不完整：1 个未知/);
    const known = Object.fromEntries([...stdout.matchAll(/^(\S+) +(\d+)$/gm)].map(([, name, count]) => [name, count]));
    assert.deepEqual([known.有改动, known.未变化, known.未知], ["1", "0", "1"]);
  });

  it("--json: both summaries, the counts, and what is not unchanged", async (t) => {
    const { cwd } = await archive(t);
    for (const flags of [["--json"], ["--format", "json"], ["--json", "--format", "json"]]) {
      const { code, stdout } = await run(["report", "archive", ...flags], { cwd });
      const [{ before, after, counts, drift }, ...more] = lines(stdout);
      assert.deepEqual([code, more.length, before.id, after.id], [2, 0, "second", "third"]);
      assert.deepEqual(counts, { unchanged: 1, repackaged: 1, changed: 1, added: 1, removed: 0, unknown: 5 });
      assert.equal(drift.length, 8);
      const found = drift.find(({ functionName }) => functionName === "changed");
      assert.deepEqual(found, {
        authorizerAppid: "wx1",
        env: "prod",
        functionName: "changed",
        status: "changed",
        before: BEFORE[0],
        after: AFTER.find(({ functionName }) => functionName === "changed"),
      });
      assert.ok(
        drift.some(({ functionName }) => functionName === HOSTILE),
        "JSON has names as they are",
      );
      assert.equal(drift.find(({ authorizerAppid }) => authorizerAppid === "wx2").error.rid, "rid-7");
    }
  });

  it("--since names another snapshot to compare with; 0 without drift, 1 with it", async (t) => {
    const { cwd, folder } = await archive(t);
    const sound = AFTER.filter(({ error }) => !error);
    writeSnapshot(folder, "fourth", sound, { startedAt: "2026-01-04T02:00:00.000Z", previous: "third" });
    assert.equal((await run(["report", "archive", "--since", "third"], { cwd })).code, 2);
    const since = await run(["report", "archive", "--since", "first", "--json"], { cwd });
    assert.deepEqual([since.code, lines(since.stdout)[0].before.id], [1, "first"]);
    writeSnapshot(folder, "fifth", sound, { startedAt: "2026-01-05T02:00:00.000Z", previous: "fourth" });
    const { code, stdout } = await run(["report", "archive"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /\nNothing changed\.\n$/);
    // A repackaged one counts as drift.
    const repackaged = sound.map((one) => (one.functionName === "moved" ? row("wx1/test/moved", 99, 7) : one));
    writeSnapshot(folder, "sixth", repackaged, { startedAt: "2026-01-06T02:00:00.000Z", previous: "fifth" });
    assert.equal((await run(["report", "archive"], { cwd })).code, 1);
  });

  it("the first snapshot is compared with nothing: what failed is unknown", async (t) => {
    const cwd = await emptyFolder(t);
    writeSnapshot(join(cwd, "sound"), "only", BEFORE);
    writeSnapshot(join(cwd, "partial"), "only", AFTER);
    const sound = await run(["report", "sound", "--json"], { cwd });
    const counts = { unchanged: 0, repackaged: 0, changed: 0, added: 0, removed: 0 };
    const [{ before, ...rest }] = lines(sound.stdout);
    assert.deepEqual([sound.code, before, rest.counts, rest.drift], [0, undefined, { ...counts, unknown: 0 }, []]);
    const partial = await run(["report", "partial", "--json"], { cwd });
    assert.deepEqual([partial.code, lines(partial.stdout)[0].counts], [2, { ...counts, unknown: 2 }]);
    assert.match((await run(["report", "partial"], { cwd })).stdout, /\ncompared with +nothing: it is the first one\n/);
  });

  it("what is missing or malformed: an error with what to do, and exit code 2", async (t) => {
    const { cwd, folder } = await archive(t);
    await mkdir(join(cwd, "empty"));
    await writeFile(join(cwd, "file"), "");
    const orphan = join(cwd, "orphan");
    writeSnapshot(orphan, "s", BEFORE, { previous: "lost" });
    for (const [parameters, message] of [
      [[], /DIR must be given/],
      [["nowhere"], /could not read nowhere: .*ENOENT/],
      [["file"], /file is not a folder/],
      [["empty"], /empty has no finished snapshot/],
      [["archive", "--since", "nope"], /there is no finished snapshot nope/],
      [["archive", "--since", "third"], /third is the newest snapshot itself/],
      [["archive", "--since", "../x"], /there is no finished snapshot \.\.\/x/],
      [["orphan"], /s was compared with lost, which is not there/],
      [["archive", "--format", "pdf"], /Give text, json, html or junit/],
      [["archive", "--json", "--format", "html"], /--json and --format html/],
    ]) {
      const { code, stdout, stderr } = await run(["report", ...parameters], { cwd });
      if (parameters.includes("--json")) assert.match(stdout, message);
      else {
        assert.match(stderr, message);
        assert.match(stderr, /what to do: \S/);
        assert.equal(stdout, "");
      }
      assert.equal(code, 2, parameters.join(" "));
    }
    assert.equal((await run(["report", "orphan", "--since", "s"], { cwd })).code, 2);
    const [name] = (await readdir(join(folder, "snapshots"))).filter((file) => file.startsWith("second"));
    await writeFile(join(folder, "snapshots", name), '{"authorizerAppid":"SECRET"}\n');
    const { code, stdout, stderr } = await run(["report", "archive"], { cwd });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /its last line is no summary/);
    assert.doesNotMatch(stderr, /SECRET/);
  });

  it("--format junit is valid for Jenkins' schema, and read as what it says", async (t) => {
    const { cwd } = await archive(t);
    const { code, stdout } = await run(["report", "archive", "--format", "junit"], { cwd });
    assert.equal(code, 2);
    await writeFile(join(cwd, "junit.xml"), stdout);
    const { JUNIT } = process.env;
    const script = [
      "import json, sys, xmlschema, junitparser",
      "xmlschema.XMLSchema(sys.argv[1]).validate(sys.argv[2])",
      "suites = list(junitparser.JUnitXml.fromfile(sys.argv[2]))",
      "result = lambda case: [[type(one).__name__, one.type, one.message] for one in case.result]",
      "print(json.dumps([[s.name, s.tests, s.failures, s.errors, [[c.classname, c.name, result(c)] for c in s]] for s in suites]))",
    ];
    const python = ["-c", script.join("\n"), join(JUNIT, "junit-10.xsd"), "junit.xml"];
    const env = { ...process.env, PYTHONPATH: JUNIT };
    const [one, two, three] = JSON.parse((await promisify(execFile)("python3", python, { cwd, env })).stdout);
    assert.deepEqual(one.slice(0, 4), ["wx1", 4, 3, 0]);
    assert.deepEqual(two.slice(0, 4), ["wx2", 4, 0, 4]);
    assert.deepEqual(three, ["wx3", 1, 0, 1, [["wx3.prod", "gone", [["Error", "BUSY", "the platform is busy"]]]]]);
    const cases = Object.fromEntries(one[4].map(([, name, results]) => [name, results]));
    assert.deepEqual(cases.same, []);
    assert.deepEqual(cases.changed, [["Failure", "changed", "another package"]]);
    assert.deepEqual(cases["<b>&\"'\\u{1b}[31m\\u{202e}]]>"], [["Failure", "added", "it was not there before"]]);
    assert.equal(two[4][0][2][0][2], "refused <b>&\"'\\u{1b}[31m\\u{202e}]]>");
  });

  it("a closed pipe ends it", async (t) => {
    const { cwd, folder } = await archive(t);
    const many = Array.from({ length: 20_000 }, (_, at) => row(`wx1/e/f${String(at).padStart(6, "0")}`, at));
    writeSnapshot(folder, "many", many, { startedAt: "2026-02-01T00:00:00.000Z", previous: "third" });
    const { PROGRAM } = await import("./program.mjs");
    const { stdout } = await promisify(execFile)("sh", ["-c", `'${PROGRAM}' report archive | head -1`], { cwd });
    assert.match(stdout, /^snapshot +many/);
  });
});
