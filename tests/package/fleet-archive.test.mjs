// A folder as an archive: what every archive does, and what is a folder's own.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { fileArchive } from "wechat-function-link/fleet";

import { archiveSuite } from "./archive-suite.mjs";
import { archiveOf, arrayOf, bytesIn, filesIn, pathsIn, digestOf, summariser } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf, folderOf } from "../support/saving.mjs";

const BYTES = bytesOf(300_000);
const CHECKSUM = digestOf(BYTES);
const row = (authorizerAppid, env, functionName, more) => ({ authorizerAppid, env, functionName, ...more });

archiveSuite("a folder", (t) => {
  const { archive, folder } = archiveOf(t);
  return {
    archive,
    other: fileArchive(folder),
    isExclusive: true,
    paths: () => (existsSync(folder) ? filesIn(folder) : []),
    place: (path) => join(folder, path),
    read: (path) => readFileSync(join(folder, path)),
    overwrite(path, bytes) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    },
  };
});

describe("a package in a folder", () => {
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

  it("of a malformed checksum makes no folder", async (t) => {
    const { archive, folder } = archiveOf(t);
    const noDigit = CHECKSUM.replace(/./, "g");
    for (const checksum of [undefined, "", "../../etc", CHECKSUM.slice(1), `${CHECKSUM}0`, noDigit, 7]) {
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
});
