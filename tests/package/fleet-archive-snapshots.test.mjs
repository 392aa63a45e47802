// The snapshots of an archive: parts of them, and finished ones.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { archiveOf, arrayOf, digestOf, summariser } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf } from "../support/saving.mjs";

const BYTES = bytesOf(300_000);
const CHECKSUM = digestOf(BYTES);
const DIGEST = `tree1:${CHECKSUM}`;
const error = { code: "BUSY", message: "m", advice: "a", retryable: true };
const row = (authorizerAppid, env, functionName, more) => ({ authorizerAppid, env, functionName, ...more });

describe("a snapshot", () => {
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

  it("whose file is empty is not read as whole", async (t) => {
    const { archive, folder } = archiveOf(t);
    await archive.finish("one", summariser("one"));
    const path = join(folder, "snapshots/one.ndjson");
    writeFileSync(path, "");
    const { message } = await rejection(arrayOf(archive.snapshot("one")), "INVALID_ARGUMENT");
    assert.ok(message.includes(path), message);
  });

  it("takes no part with a malformed row, which could not be finished", async (t) => {
    const { archive, folder } = archiveOf(t);
    for (const malformed of [{}, row("wx1", undefined, "f"), row("wx1", "e", "f", { checksum: "0" }), null, "row"])
      await rejection(archive.writePart("one", "a", [row("wx0", "e", "f"), malformed]), "INVALID_ARGUMENT");
    assert.throws(() => statSync(folder));
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
