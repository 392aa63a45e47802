// A folder as an archive: packages, and whose its files are.
import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
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
const _DIGEST = `tree1:${CHECKSUM}`;
const _error = { code: "BUSY", message: "m", advice: "a", retryable: true };
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
