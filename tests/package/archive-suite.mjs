// What every archive does, whatever keeps its objects. `open(t)` gives an empty one: `archive`, `other` (another instance of it), `paths()` (what
// is there, with a folder's names), `read(path)`, `overwrite(path, bytes)`, `place(path)` (what an error calls it; none says nothing), and
// `isExclusive`: whether of two writers one learns that it was late.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { arrayOf, bytesIn, digestOf, summariser } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf, MIB } from "../support/saving.mjs";

const BYTES = bytesOf(300_000);
const CHECKSUM = digestOf(BYTES);
const BLOB = `blobs/${CHECKSUM.slice(0, 2)}/${CHECKSUM}`;
const OTHER = "0".repeat(64);
const error = { code: "BUSY", message: "m", advice: "a", retryable: true };
const row = (authorizerAppid, env, functionName, more) => ({ authorizerAppid, env, functionName, ...more });
const FINISHED = /^(?:blobs\/([0-9a-f]{2})\/\1[0-9a-f]{62}|snapshots\/[A-Za-z0-9._-]+\.ndjson)$/;
const assertTidy = (paths) => paths.forEach((path) => assert.match(path, FINISHED));

export function archiveSuite(name, open) {
  describe(`a package in ${name}`, () => {
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
        const { archive, paths } = await open(t);
        assert.equal(await archive.has(CHECKSUM), false);
        assert.equal(await archive.get(CHECKSUM), undefined);
        assert.deepEqual(await archive.put(CHECKSUM, source()), { size: BYTES.length, stored: true });
        assert.deepEqual(await archive.put(CHECKSUM.toUpperCase(), source()), { size: BYTES.length, stored: false });
        assert.equal(await archive.has(CHECKSUM.toUpperCase()), true);
        assert.ok((await bytesIn(await archive.get(CHECKSUM))).equals(BYTES));
        assert.deepEqual(await paths(), [BLOB]);
      });
    }

    it("may be empty, and may be larger than what is held in memory", async (t) => {
      const { archive } = await open(t);
      for (const bytes of [new Uint8Array(0), bytesOf(5 * MIB + 3)]) {
        assert.equal((await archive.put(digestOf(bytes), bytes)).size, bytes.length);
        assert.ok((await bytesIn(await archive.get(digestOf(bytes)))).equals(bytes));
      }
    });

    it("that is there already cancels its source unread", async (t) => {
      const { archive } = await open(t);
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
      const { archive, paths } = await open(t);
      const error = await rejection(archive.put(OTHER, BYTES), "CHECKSUM_MISMATCH");
      assert.deepEqual([error.expected, error.actual, error.size], [OTHER, CHECKSUM, BYTES.length]);
      assert.deepEqual(await paths(), []);
      assert.equal(await archive.has(OTHER), false);
    });

    it("whose source fails rejects with the source's own reason; one that is no source, INVALID_ARGUMENT", async (t) => {
      const { archive, paths } = await open(t);
      for (const reason of [new Error("broken"), undefined, "text"]) {
        const source = async function* () {
          yield BYTES;
          throw reason;
        };
        const found = await archive.put(CHECKSUM, source()).then(assert.fail, (given) => ({ given }));
        assert.equal(found.given, reason);
      }
      const text = async function* () {
        yield "text";
      };
      const locked = new Blob([BYTES]).stream();
      locked.getReader();
      for (const source of [undefined, null, 1, "text", {}, [BYTES], text(), locked])
        await rejection(archive.put(CHECKSUM, source), "INVALID_ARGUMENT");
      assert.deepEqual(await paths(), []);
    });

    it("with a flipped bit, a byte less or a byte more errors the stream, whose last chunk never comes", async (t) => {
      const { archive, overwrite } = await open(t);
      await archive.put(CHECKSUM, BYTES);
      const flipped = Uint8Array.from(BYTES);
      flipped[150_000] ^= 4;
      const longer = Buffer.concat([BYTES, BYTES.subarray(0, 1)]);
      for (const bytes of [flipped, BYTES.subarray(1), longer, new Uint8Array(0)]) {
        await overwrite(BLOB, bytes);
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

    it("may be given up while it is read", async (t) => {
      const { archive } = await open(t);
      const bytes = bytesOf(3 * MIB);
      await archive.put(digestOf(bytes), bytes);
      const reader = (await archive.get(digestOf(bytes))).getReader();
      await reader.read();
      await reader.cancel();
      await (await archive.get(digestOf(bytes))).cancel();
    });

    it("of a malformed checksum is INVALID_ARGUMENT", async (t) => {
      const { archive, paths } = await open(t);
      const noDigit = CHECKSUM.replace(/./, "g");
      for (const checksum of [undefined, "", "../../etc", CHECKSUM.slice(1), `${CHECKSUM}0`, noDigit, 7]) {
        for (const call of [
          () => archive.has(checksum),
          () => archive.put(checksum, BYTES),
          () => archive.get(checksum),
        ])
          await rejection(call(), "INVALID_ARGUMENT");
      }
      assert.deepEqual(await paths(), []);
    });
  });

  describe(`a snapshot in ${name}`, () => {
    it("has the rows of all parts, sorted by the bytes of their names, each once, between head and summary", async (t) => {
      const { archive, other, paths, read } = await open(t);
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
      const parts = ["all", "none", ...rows.map((_, index) => `part-${index}`)];
      assert.deepEqual((await arrayOf(archive.parts("one"))).sort(), parts.sort());
      assert.ok(!(await paths()).some((path) => path.endsWith(".ndjson")));
      const summary = await archive.finish("one", summariser("one", { previous: "zero" }));
      assert.equal(summary.functions, rows.length);
      assert.deepEqual(await arrayOf(other.snapshot("one")), rows);
      assert.deepEqual(await other.snapshot("one").summary(), summary);
      assert.equal(other.snapshot("one").id, "one");
      const lines = (await read("snapshots/one.ndjson")).toString().split("\n");
      const head = { version: 1, id: "one", startedAt: summary.startedAt, previous: "zero" };
      assert.equal(lines[0], JSON.stringify({ snapshot: head }));
      assert.deepEqual(
        lines.slice(1, -2).map((line) => JSON.parse(line)),
        rows,
      );
      assert.deepEqual([JSON.parse(lines.at(-2)), lines.at(-1)], [{ summary }, ""]);
      assert.deepEqual(await arrayOf(archive.parts("one")), []);
      assertTidy(await paths());
    });

    it("without a part is empty; finished again it is as it was, and late parts go", async (t) => {
      const { archive, paths } = await open(t);
      const summary = await archive.finish("one", summariser("one"));
      assert.deepEqual(await arrayOf(archive.snapshot("one")), []);
      await archive.writePart("one", "late", [row("wx1", "e", "f")]);
      assert.deepEqual(await archive.finish("one", () => assert.fail("it is finished")), summary);
      assert.deepEqual(await arrayOf(archive.snapshot("one")), []);
      assertTidy(await paths());
    });

    it("stays unfinished where its summary fails, and can be finished then", async (t) => {
      const { archive, paths } = await open(t);
      await archive.writePart("one", "a", [row("wx1", "e", "f")]);
      const reason = new Error("no");
      await assert.rejects(
        archive.finish("one", () => Promise.reject(reason)),
        reason,
      );
      assert.deepEqual(await arrayOf(archive.snapshots()), []);
      const left = await paths();
      assert.ok(!left.some((path) => path.endsWith(".ndjson") || path.includes(".wfl-")), left.join());
      await archive.finish("one", summariser("one"));
      assert.equal((await arrayOf(archive.snapshot("one"))).length, 1);
    });

    it("is listed newest first; what is not finished, and foreign objects, are not", async (t) => {
      const { archive, overwrite } = await open(t);
      assert.deepEqual(await arrayOf(archive.snapshots()), []);
      const ends = { b: "2026-01-02T00:00:00.000Z", a: "2026-01-04T00:00:00.000Z", c: "2026-01-03T00:00:00.000Z" };
      for (const [id, endedAt] of Object.entries(ends)) await archive.finish(id, summariser(id, { endedAt }));
      await archive.writePart("d", "part", [row("wx1", "e", "f")]);
      await overwrite("snapshots/notes.txt", "notes");
      const found = await arrayOf(archive.snapshots());
      assert.deepEqual(
        found.map(({ id }) => id),
        ["a", "c", "b"],
      );
    });

    it("that is unknown, unfinished or of a malformed id is INVALID_ARGUMENT", async (t) => {
      const { archive, paths } = await open(t);
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
      for (const malformed of [{}, row("wx1", undefined, "f"), row("wx1", "e", "f", { checksum: "0" }), null, "row"])
        await rejection(archive.writePart("one", "a", [row("wx0", "e", "f"), malformed]), "INVALID_ARGUMENT");
      assert.deepEqual(await arrayOf(archive.parts("unknown")), []);
      assert.equal((await paths()).length, 1);
    });

    it("whose text was cut off or changed is not read as whole", async (t) => {
      const { archive, overwrite, read, place } = await open(t);
      await archive.writePart("one", "a", [row("wx1", "e", "f"), row("wx2", "e", "f")]);
      await archive.finish("one", summariser("one"));
      const text = (await read("snapshots/one.ndjson")).toString();
      for (const damaged of [
        "\n",
        text.slice(0, -9),
        text.slice(0, text.indexOf("wx2")),
        text.replace('"wx1"', "wx1"),
      ]) {
        await overwrite("snapshots/one.ndjson", damaged);
        const { message } = await rejection(arrayOf(archive.snapshot("one")), "INVALID_ARGUMENT");
        const called = place?.("snapshots/one.ndjson") ?? "";
        assert.ok(message.includes(called), message);
      }
    });

    it("has parts of any name, none of which holds 64 hexadecimal digits or leaves its place", async (t) => {
      const { archive, paths } = await open(t);
      const names = [
        ...["..", "../up", "a/b", "A", "a", "Ä", ".", "con", "%41", "_41", "env\u0001"],
        ...[CHECKSUM, CHECKSUM.repeat(2).slice(0, 99), CHECKSUM.repeat(2)],
      ];
      for (const [index, part] of names.entries())
        await archive.writePart("One.x", part, [row("wx1", "e", `${index}`)]);
      assert.deepEqual((await arrayOf(archive.parts("One.x"))).sort(), [...names].sort());
      for (const path of await paths()) assert.doesNotMatch(path, /[0-9a-f]{64}/i);
      for (const part of ["", "x".repeat(300), "\ud800", undefined])
        await rejection(archive.writePart("One.x", part, []), "INVALID_ARGUMENT");
      await archive.finish("One.x", summariser("One.x"));
      assert.equal((await arrayOf(archive.snapshot("One.x"))).length, names.length);
      assertTidy(await paths());
    });

    it("of two instances and many writers at once is one, of all rows", async (t) => {
      const { archive, other, paths, isExclusive } = await open(t);
      const archives = [archive, other];
      const packages = Array.from({ length: 6 }, (_, index) => bytesOf(100_000 + index));
      const outcomes = await Promise.all(
        packages.flatMap((bytes) => [0, 1, 2, 3].map((n) => archives[n % 2].put(digestOf(bytes), bytes))),
      );
      const stored = outcomes.filter((outcome) => outcome.stored).length;
      assert.ok(isExclusive ? stored === packages.length : stored >= packages.length, `${stored} were stored`);
      const rows = Array.from({ length: 50 }, (_, index) => row("wx1", "e", String(index)));
      await Promise.all(
        rows.flatMap((one, index) => archives.map((each) => each.writePart("one", `p${index % 25}-${index}`, [one]))),
      );
      const summaries = await Promise.all(
        [0, 1, 2, 3].map((n) => archives[n % 2].finish("one", summariser("one", { targets: n + 1 }))),
      );
      const kept = await archive.snapshot("one").summary();
      if (isExclusive) for (const summary of summaries) assert.deepEqual(summary, kept, "the one that is stored");
      assert.equal((await arrayOf(archive.snapshot("one"))).length, rows.length);
      assertTidy(await paths());
    });
  });
}
