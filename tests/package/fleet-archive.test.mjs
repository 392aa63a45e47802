// A folder as an archive: packages, parts and snapshots.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { fileArchive } from "wechat-function-link/fleet";

import {
  archiveOf,
  arrayOf,
  assertTidy,
  bytesIn,
  digestOf,
  filesIn,
  pathsIn,
  summariser,
} from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf, folderOf, MIB } from "../support/saving.mjs";

const BYTES = bytesOf(300_000);
const CHECKSUM = digestOf(BYTES);
const OTHER = "0".repeat(64);
const DIGEST = `tree1:${CHECKSUM}`;
const error = { code: "BUSY", message: "m", advice: "a", retryable: true };
const row = (authorizerAppid, env, functionName, more) => ({ authorizerAppid, env, functionName, ...more });

describe("a package", () => {
  for (const [what, source] of Object.entries({
    "a buffer": () => BYTES,
    "a stream": () => new Blob([BYTES]).stream(),
    "an async iterable": async function* () {
      yield BYTES.subarray(0, 1);
      yield new Uint8Array(0);
      yield BYTES.subarray(1);
    },
  })) {
    it(`is stored from ${what}, once, and comes back`, async (t) => {
      const { archive, folder } = archiveOf(t);
      assert.equal(await archive.has(CHECKSUM), false);
      assert.equal(await archive.get(CHECKSUM), undefined);
      assert.deepEqual(await archive.put(CHECKSUM, source()), { size: BYTES.length, stored: true });
      assert.deepEqual(await archive.put(CHECKSUM.toUpperCase(), source()), { size: BYTES.length, stored: false });
      assert.equal(await archive.has(CHECKSUM.toUpperCase()), true);
      assert.ok((await bytesIn(await archive.get(CHECKSUM))).equals(BYTES));
      assert.deepEqual(filesIn(folder), [`blobs/${CHECKSUM.slice(0, 2)}/${CHECKSUM}`]);
    });
  }

  it("may be empty, and may be larger than what is written at once", async (t) => {
    const { archive } = archiveOf(t);
    for (const bytes of [new Uint8Array(0), bytesOf(5 * MIB + 3)]) {
      assert.equal((await archive.put(digestOf(bytes), bytes)).size, bytes.length);
      assert.ok((await bytesIn(await archive.get(digestOf(bytes)))).equals(bytes));
    }
  });

  it("that is there already cancels its source unread", async (t) => {
    const { archive } = archiveOf(t);
    await archive.put(CHECKSUM, BYTES);
    let [reads, cancelled] = [0, false];
    const source = new ReadableStream(
      { pull: () => void reads++, cancel: () => void (cancelled = true) },
      { highWaterMark: 0 },
    );
    assert.equal((await archive.put(CHECKSUM, source)).stored, false);
    assert.deepEqual([reads, cancelled, source.locked], [0, true, false]);
    let returned = false;
    const iterable = {
      [Symbol.asyncIterator]: () => ({
        next: () => assert.fail("it is read"),
        return: async () => ((returned = true), { done: true }),
      }),
    };
    assert.equal((await archive.put(CHECKSUM, iterable)).stored, false);
    assert.equal(returned, true);
  });

  it("of other bytes is CHECKSUM_MISMATCH, and leaves nothing", async (t) => {
    const { archive, folder } = archiveOf(t);
    const error = await rejection(archive.put(OTHER, BYTES), "CHECKSUM_MISMATCH");
    assert.deepEqual([error.expected, error.actual, error.size], [OTHER, CHECKSUM, BYTES.length]);
    assert.deepEqual(filesIn(folder), []);
    assert.equal(await archive.has(OTHER), false);
  });

  it("whose source fails rejects with the source's own reason, and leaves nothing", async (t) => {
    const { archive, folder } = archiveOf(t);
    for (const reason of [new Error("broken"), undefined, "text"]) {
      const source = async function* () {
        yield BYTES;
        throw reason;
      };
      const found = await archive.put(CHECKSUM, source()).then(assert.fail, (given) => ({ given }));
      assert.equal(found.given, reason);
    }
    assert.deepEqual(filesIn(folder), []);
  });

  it("that is no source of bytes, or yields something else, is INVALID_ARGUMENT", async (t) => {
    const { archive, folder } = archiveOf(t);
    const text = async function* () {
      yield "text";
    };
    const locked = new Blob([BYTES]).stream();
    locked.getReader();
    for (const source of [undefined, null, 1, "text", {}, [BYTES], text(), locked])
      await rejection(archive.put(CHECKSUM, source), "INVALID_ARGUMENT");
    assert.deepEqual(filesIn(folder), []);
  });

  it("is copied as it arrives: what is hashed is what is written", async (t) => {
    const { archive } = archiveOf(t);
    const source = async function* () {
      const buffer = new Uint8Array(1000);
      for (let at = 0; at < BYTES.length; at += buffer.length) {
        buffer.set(BYTES.subarray(at, at + 1000));
        yield buffer;
        buffer.fill(0);
      }
    };
    await archive.put(CHECKSUM, source());
    assert.ok((await bytesIn(await archive.get(CHECKSUM))).equals(BYTES));
  });

  it("with a flipped bit, a byte less or a byte more errors the stream, whose last chunk never comes", async (t) => {
    const { archive, folder } = archiveOf(t);
    await archive.put(CHECKSUM, BYTES);
    const path = join(folder, "blobs", CHECKSUM.slice(0, 2), CHECKSUM);
    const flipped = Uint8Array.from(BYTES);
    flipped[150_000] ^= 4;
    for (const bytes of [flipped, BYTES.subarray(1), Buffer.concat([BYTES, BYTES.subarray(0, 1)]), new Uint8Array(0)]) {
      writeFileSync(path, bytes);
      assert.equal(await archive.has(CHECKSUM), true, "presence alone");
      let received = 0;
      const reading = (async () => {
        for await (const chunk of await archive.get(CHECKSUM)) received += chunk.length;
      })();
      const error = await rejection(reading, "CHECKSUM_MISMATCH");
      assert.deepEqual([error.expected, error.actual, error.size], [CHECKSUM, digestOf(bytes), bytes.length]);
      assert.ok(bytes.length === 0 || received < bytes.length);
    }
  });

  it("is not open before it is read, nor after it is given up", { skip: process.platform !== "linux" }, async (t) => {
    const { archive } = archiveOf(t);
    await archive.put(CHECKSUM, BYTES);
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    const streams = await Promise.all(Array.from({ length: 20 }, () => archive.get(CHECKSUM)));
    assert.equal(open(), before);
    for (const stream of streams) {
      const reader = stream.getReader();
      await reader.read();
      await reader.cancel();
    }
    assert.equal(open(), before);
  });

  it("of a malformed checksum is INVALID_ARGUMENT", async (t) => {
    const { archive, folder } = archiveOf(t);
    for (const checksum of [
      undefined,
      "",
      "../../etc",
      CHECKSUM.slice(1),
      `${CHECKSUM}0`,
      CHECKSUM.replace(/./, "g"),
      7,
    ]) {
      for (const call of [() => archive.has(checksum), () => archive.put(checksum, BYTES), () => archive.get(checksum)])
        await rejection(call(), "INVALID_ARGUMENT");
    }
    assert.throws(() => statSync(folder));
  });
});

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
      await rejection(arrayOf(archive.snapshot("one")), "INVALID_ARGUMENT");
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

describe("its files", () => {
  it("are the owner's alone, whatever the umask is", { skip: process.platform === "win32" }, async (t) => {
    for (const umask of [0o000, 0o022, 0o777]) {
      const folder = join(folderOf(t), "deep", "archive");
      const before = process.umask(umask);
      try {
        const archive = fileArchive(folder);
        await archive.put(CHECKSUM, BYTES);
        await archive.writePart("open", "part", [row("wx1", "e", "f")]);
        await archive.writePart("open", "none", []);
        await archive.writePart("one", "part", [row("wx1", "e", "f")]);
        await archive.finish("one", summariser("one"));
      } finally {
        process.umask(before);
      }
      for (const path of ["", "../", ...pathsIn(folder)]) {
        const mode = (statSync(join(folder, path)).mode & 0o777).toString(8);
        assert.equal(mode, path === "" || path.endsWith("/") ? "700" : "600", path);
      }
    }
  });

  it("are in a folder that is given as a path or a file: URL, resolved at the call", async (t) => {
    const folder = folderOf(t);
    await fileArchive(pathToFileURL(join(folder, "by url"))).put(CHECKSUM, BYTES);
    const cwd = process.cwd();
    process.chdir(folder);
    const archive = fileArchive("relative");
    process.chdir(cwd);
    await archive.put(CHECKSUM, BYTES);
    assert.equal(filesIn(folder).length, 2);
    for (const given of [undefined, "", 7, {}, new URL("https://a.example/"), "a\0b"])
      assert.throws(() => fileArchive(given), { code: "INVALID_ARGUMENT" });
  });

  it("of a folder that cannot be one are WRITE_FAILED when written, INVALID_ARGUMENT when read", async (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "file"), "");
    const archive = fileArchive(join(folder, "file"));
    const writes = [
      () => archive.put(CHECKSUM, BYTES),
      () => archive.writePart("one", "a", [row("wx1", "e", "f")]),
      () => archive.writePart("one", "a", []),
    ];
    for (const write of writes) {
      const { cause, message } = await rejection(write(), "WRITE_FAILED");
      assert.ok(cause instanceof Error && message.includes(folder), message);
    }
    for (const read of [
      () => archive.has(CHECKSUM),
      () => arrayOf(archive.snapshots()),
      () => archive.snapshot("one").summary(),
    ])
      await rejection(read(), "INVALID_ARGUMENT");
  });

  it("of two instances and many writers at once do not meet", async (t) => {
    const { archive, folder } = archiveOf(t);
    const archives = [archive, fileArchive(folder)];
    const packages = Array.from({ length: 6 }, (_, index) => bytesOf(100_000 + index));
    const outcomes = await Promise.all(
      packages.flatMap((bytes) => [0, 1, 2, 3].map((n) => archives[n % 2].put(digestOf(bytes), bytes))),
    );
    assert.equal(outcomes.filter(({ stored }) => stored).length, packages.length, "each is stored once");
    const rows = Array.from({ length: 50 }, (_, index) => row("wx1", "e", String(index)));
    await Promise.all(
      rows.flatMap((one, index) => archives.map((each) => each.writePart("one", `p${index % 25}-${index}`, [one]))),
    );
    const summaries = await Promise.all(
      archives.map((each, n) => each.finish("one", summariser("one", { targets: n + 1 }))),
    );
    assert.deepEqual(summaries[0], summaries[1], "the one that is stored");
    assert.equal((await arrayOf(archive.snapshot("one"))).length, rows.length);
    assertTidy(folder);
  });
});
