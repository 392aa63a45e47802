// The snapshots of an archive: parts of them, and finished ones.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { archiveOf, arrayOf, assertTidy, digestOf, filesIn, pathsIn, summariser } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf } from "../support/saving.mjs";

const BYTES = bytesOf(300_000);
const CHECKSUM = digestOf(BYTES);
const _OTHER = "0".repeat(64);
const DIGEST = `tree1:${CHECKSUM}`;
const error = { code: "BUSY", message: "m", advice: "a", retryable: true };
const row = (authorizerAppid, env, functionName, more) => ({ authorizerAppid, env, functionName, ...more });

describe("a snapshot", () => {
  it("has the rows of all parts, sorted by the bytes of their names, each once, between head and summary", async (t) => {
    const { archive, folder } = archiveOf(t);
    const names = ["wx1", "wx2", "wx\u{ff5e}", "wx\u{1f600}"];
    const rows = names.flatMap((appid) => [
      { authorizerAppid: appid, error },
      { authorizerAppid: appid, env: "a", error },
      row(appid, "a", "B"),
      row(appid, "a", "b", { checksum: CHECKSUM, size: 7 }),
      { authorizerAppid: appid, env: "b", error },
    ]);
    // Each part is written twice, in the other order; one repeats rows of others.
    for (const [index, one] of [...rows].reverse().entries()) await archive.writePart("one", `part-${index}`, [one]);
    await archive.writePart("one", "all", rows);
    await archive.writePart("one", "all", [...rows].reverse());
    await archive.writePart("one", "none", []);
    assert.deepEqual((await arrayOf(archive.parts("one"))).sort(), [
      ...["all", "none"],
      ...rows.map((_, index) => `part-${index}`).sort(),
    ]);
    const summary = await archive.finish("one", summariser("one", { previous: "zero" }));
    assert.equal(summary.functions, rows.length);
    assert.deepEqual(await arrayOf(archive.snapshot("one")), rows);
    assert.deepEqual(await archive.snapshot("one").summary(), summary);
    assert.equal(archive.snapshot("one").id, "one");
    const lines = readFileSync(join(folder, "snapshots/one.ndjson"), "utf8").split("\n");
    const head = { version: 1, id: "one", startedAt: summary.startedAt, previous: "zero" };
    assert.equal(lines[0], JSON.stringify({ snapshot: head }));
    assert.deepEqual(
      lines.slice(1, -2).map((line) => JSON.parse(line)),
      rows,
    );
    assert.deepEqual([JSON.parse(lines.at(-2)), lines.at(-1)], [{ summary }, ""]);
    assert.deepEqual(await arrayOf(archive.parts("one")), []);
    assertTidy(folder);
  });

  it("of equal rows is equal bytes, whatever the order of their fields and parts", async (t) => {
    const { archive, folder } = archiveOf(t);
    const full = row("wx1", "e", "f", {
      runtime: "r",
      status: "Active",
      checksum: CHECKSUM,
      size: 1,
      contentDigest: DIGEST,
    });
    const turned = Object.fromEntries(Object.entries(full).reverse());
    await archive.writePart("one", "a", [full, row("wx0", "e", "f")]);
    await archive.writePart("two", "b", [row("wx0", "e", "f")]);
    await archive.writePart("two", "c", [turned]);
    const texts = [];
    for (const id of ["one", "two"]) {
      await archive.finish(id, summariser("same"));
      texts.push(
        readFileSync(join(folder, `snapshots/${id}.ndjson`), "utf8")
          .split("\n")
          .slice(1, -2),
      );
    }
    assert.deepEqual(texts[0], texts[1]);
  });

  it("takes, of several rows of one function, one without an error, in any order", async (t) => {
    const { archive } = archiveOf(t);
    const good = row("wx1", "e", "f", { checksum: CHECKSUM, size: 1 });
    const bad = row("wx1", "e", "f", { checksum: CHECKSUM, error });
    await archive.writePart("one", "a", [good]);
    await archive.writePart("one", "b", [bad]);
    await archive.writePart("two", "a", [bad]);
    await archive.writePart("two", "b", [good]);
    for (const id of ["one", "two"]) {
      await archive.finish(id, summariser(id));
      assert.deepEqual(await arrayOf(archive.snapshot(id)), [good]);
    }
  });

  it("without a part is empty; finished again it is as it was", async (t) => {
    const { archive, folder } = archiveOf(t);
    const summary = await archive.finish("one", summariser("one"));
    assert.deepEqual(await arrayOf(archive.snapshot("one")), []);
    await archive.writePart("one", "late", [row("wx1", "e", "f")]);
    assert.deepEqual(await archive.finish("one", () => assert.fail("it is finished")), summary);
    assert.deepEqual(await arrayOf(archive.snapshot("one")), []);
    assertTidy(folder);
  });

  it("stays unfinished where its summary fails, and can be finished then", async (t) => {
    const { archive, folder } = archiveOf(t);
    await archive.writePart("one", "a", [row("wx1", "e", "f")]);
    const reason = new Error("no");
    await assert.rejects(
      archive.finish("one", () => Promise.reject(reason)),
      reason,
    );
    assert.deepEqual(await arrayOf(archive.snapshots()), []);
    assert.ok(
      !filesIn(folder).some((path) => path.endsWith(".ndjson") || path.includes(".wfl-")),
      filesIn(folder).join(),
    );
    await archive.finish("one", summariser("one"));
    assert.equal((await arrayOf(archive.snapshot("one"))).length, 1);
  });

  it("is listed newest first; what is not finished, and foreign files, are not", async (t) => {
    const { archive, folder } = archiveOf(t);
    assert.deepEqual(await arrayOf(archive.snapshots()), []);
    const ends = { b: "2026-01-02T00:00:00.000Z", a: "2026-01-04T00:00:00.000Z", c: "2026-01-03T00:00:00.000Z" };
    for (const [id, endedAt] of Object.entries(ends)) await archive.finish(id, summariser(id, { endedAt }));
    await archive.writePart("d", "part", [row("wx1", "e", "f")]);
    writeFileSync(join(folder, "snapshots/notes.txt"), "notes");
    const found = await arrayOf(archive.snapshots());
    assert.deepEqual(
      found.map(({ id }) => id),
      ["a", "c", "b"],
    );
  });

  it("that is unknown, unfinished or of a malformed id is INVALID_ARGUMENT when it is read", async (t) => {
    const { archive, folder } = archiveOf(t);
    await archive.writePart("unfinished", "part", []);
    for (const id of ["unknown", "unfinished", "", "-a", "../one", "a/b", "x".repeat(65), undefined, 7]) {
      const snapshot = archive.snapshot(id);
      await rejection(arrayOf(snapshot), "INVALID_ARGUMENT");
      await rejection(snapshot.summary(), "INVALID_ARGUMENT");
    }
    for (const id of ["", "-a", "../one", "x".repeat(65), undefined]) {
      await rejection(archive.writePart(id, "part", []), "INVALID_ARGUMENT");
      await rejection(arrayOf(archive.parts(id)), "INVALID_ARGUMENT");
      await rejection(archive.finish(id, summariser("one")), "INVALID_ARGUMENT");
    }
    assert.deepEqual(await arrayOf(archive.parts("unknown")), []);
    assert.deepEqual(filesIn(folder).length, 1);
  });

  it("whose file was cut off or changed is not read as whole", async (t) => {
    const { archive, folder } = archiveOf(t);
    await archive.writePart("one", "a", [row("wx1", "e", "f"), row("wx2", "e", "f")]);
    await archive.finish("one", summariser("one"));
    const path = join(folder, "snapshots/one.ndjson");
    const text = readFileSync(path, "utf8");
    for (const damaged of ["", text.slice(0, -9), text.slice(0, text.indexOf("wx2")), text.replace('"wx1"', "wx1")]) {
      writeFileSync(path, damaged);
      const { message } = await rejection(arrayOf(archive.snapshot("one")), "INVALID_ARGUMENT");
      assert.ok(message.includes(path), message);
    }
  });

  it("takes no part with a malformed row, which nobody could finish", async (t) => {
    const { archive, folder } = archiveOf(t);
    for (const malformed of [{}, row("wx1", undefined, "f"), row("wx1", "e", "f", { checksum: "0" }), null, "row"])
      await rejection(archive.writePart("one", "a", [row("wx0", "e", "f"), malformed]), "INVALID_ARGUMENT");
    assert.throws(() => statSync(folder));
  });

  it("has parts of any name, none of which holds 64 hexadecimal digits or leaves its folder", async (t) => {
    const { archive, folder } = archiveOf(t);
    const names = [
      "..",
      "../up",
      "a/b",
      "A",
      "a",
      "Ä",
      ".",
      "con",
      "%41",
      "env\u0001",
      CHECKSUM,
      `${CHECKSUM}${CHECKSUM}`.slice(0, 99),
    ];
    for (const [index, name] of names.entries()) await archive.writePart("One", name, [row("wx1", "e", String(index))]);
    assert.deepEqual((await arrayOf(archive.parts("One"))).sort(), [...names].sort());
    for (const path of pathsIn(folder)) assert.doesNotMatch(path, /[0-9a-f]{64}/i);
    for (const name of ["", "x".repeat(300), "\ud800", undefined])
      await rejection(archive.writePart("One", name, []), "INVALID_ARGUMENT");
    await archive.finish("One", summariser("One"));
    assert.equal((await arrayOf(archive.snapshot("One"))).length, names.length);
  });

  it("of more rows than are sorted in memory comes out sorted", async (t) => {
    const { archive } = archiveOf(t);
    const long = { error: { ...error, message: "m".repeat(2000) } };
    const numbers = Array.from({ length: 12_000 }, (_, index) => (index * 7919) % 12_000);
    for (let at = 0; at < numbers.length; at += 1000) {
      const rows = numbers.slice(at, at + 1000).map((n) => row("wx", "e", String(n).padStart(6, "0"), long));
      await archive.writePart("large", String(at), rows);
    }
    assert.equal((await archive.finish("large", summariser("large"))).functions, 12_000);
    let expected = 0;
    for await (const { functionName } of archive.snapshot("large")) assert.equal(Number(functionName), expected++);
    assert.equal(expected, 12_000);
  });
});
