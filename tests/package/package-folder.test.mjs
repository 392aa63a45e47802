// A folder as a source of the package entry.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { folder } from "wechat-function-link/fs";
import { comparePackages, inspectPackage, readEntry } from "wechat-function-link/package";

import { rejection } from "../support/calls.mjs";
import { FILES, PACKAGE, writeTree } from "../support/extracting.mjs";
import { bytesOf, childOf, folderOf, inDeno, MIB, system } from "../support/saving.mjs";
import { zipped, zippedFiles } from "../support/zipped.mjs";

const NOBODY = 65534;
const LINK = 0o120777;
const paths = async (...given) => (await inspectPackage(folder(...given))).entries.map(({ path }) => path);

describe("folder", () => {
  it("has the report of the zip of the same files, but for a checksum", async (t) => {
    const root = folderOf(t);
    writeTree(root, FILES);
    const report = await inspectPackage(folder(root));
    const zip = await inspectPackage(PACKAGE);
    assert.equal(report.contentDigest, zip.contentDigest);
    assert.equal(report.checksum, undefined);
    assert.equal(report.size, report.unpackedSize);
    assert.equal(report.unpackedSize, zip.unpackedSize);
    assert.deepEqual(report.entryFile, zip.entryFile);
    const facts = ({ path, kind, size, checksum, executable }) => ({ path, kind, size, checksum, executable });
    assert.deepEqual(
      report.entries.filter(({ kind }) => kind === "file").map(facts),
      zip.entries.map(facts).sort((one, other) => (one.path < other.path ? -1 : 1)),
    );
    assert.ok(report.entries.every(({ modified }) => modified instanceof Date && Date.now() - modified < 3_600_000));
    const { same, files } = await comparePackages(folder(root), PACKAGE, { modes: true });
    assert.deepEqual([same, files], [true, []]);
  });

  it("comes in the order of the paths' bytes, whatever order the system has", async (t) => {
    const root = folderOf(t);
    const names = ["b/c", "b.txt", "b0", "a", "B", "\u00e9", "\uff5e", "\u{1f600}", "b/a/z", "b/a.txt", "b/a0"];
    writeTree(root, Object.fromEntries(names.map((name) => [name, name])));
    const found = await paths(root);
    const sorted = [...found].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    assert.deepEqual(found, sorted);
    assert.deepEqual(found.filter((path) => !path.endsWith("/")).sort(), [...names].sort());
  });

  it("is what it is at each call: it is read lazily, and anew", async (t) => {
    const root = folderOf(t);
    const source = folder(root);
    writeTree(root, { "a.txt": "1" });
    const first = await inspectPackage(source);
    writeTree(root, { "a.txt": "2", "b.txt": "3" });
    const second = await inspectPackage(source);
    assert.deepEqual(
      second.entries.map(({ path }) => path),
      ["a.txt", "b.txt"],
    );
    assert.notEqual(first.contentDigest, second.contentDigest);
    assert.equal(Buffer.from(await readEntry(source, "b.txt")).toString(), "3");
    await rejection(readEntry(source, "c.txt"), "INVALID_ARGUMENT");
    await rejection(readEntry(folder(root, { ignore: ["b.txt"] }), "b.txt"), "INVALID_ARGUMENT");
  });

  it("of empty folders, of nothing, and of large files", async (t) => {
    const root = folderOf(t);
    const empty = await inspectPackage(folder(root));
    assert.deepEqual([empty.entries, empty.size], [[], 0]);
    const large = bytesOf(3 * MIB + 5);
    writeTree(root, { "empty/deep/": null, large });
    const report = await inspectPackage(folder(root));
    assert.deepEqual(
      report.entries.map(({ path }) => path),
      ["empty/", "empty/deep/", "large"],
    );
    assert.equal(report.contentDigest, (await inspectPackage(zippedFiles({ large }))).contentDigest);
  });

  it("a file: URL, and a relative path as it is at the call", async (t) => {
    const [root, elsewhere] = [folderOf(t), folderOf(t)];
    writeTree(root, { "inner/a.txt": "1" });
    assert.deepEqual(await paths(pathToFileURL(join(root, "inner"))), ["a.txt"]);
    const before = process.cwd();
    process.chdir(root);
    const source = folder("inner");
    process.chdir(elsewhere);
    try {
      assert.equal((await inspectPackage(source)).entries.length, 1);
    } finally {
      process.chdir(before);
    }
  });
});

describe("folder follows no link", () => {
  it("links are entries of their own, with their target as contents", async (t) => {
    const root = folderOf(t);
    writeTree(root, { "index.js": "1", "lib/a.txt": "2" });
    symlinkSync("index.js", join(root, "link"));
    symlinkSync("lib", join(root, "folder-link"));
    symlinkSync("nothing", join(root, "dangling"));
    symlinkSync(".", join(root, "loop"));
    const report = await inspectPackage(folder(root));
    const zip = await inspectPackage(
      zipped([
        { path: "index.js", bytes: "1" },
        { path: "lib/a.txt", bytes: "2" },
        { path: "link", bytes: "index.js", mode: LINK },
        { path: "folder-link", bytes: "lib", mode: LINK },
        { path: "dangling", bytes: "nothing", mode: LINK },
        { path: "loop", bytes: ".", mode: LINK },
      ]),
    );
    assert.equal(report.contentDigest, zip.contentDigest);
    const links = report.entries.filter(({ kind }) => kind === "symlink").map(({ path }) => path);
    assert.deepEqual(links, ["dangling", "folder-link", "link", "loop"]);
  });
  it("one that leads outside is a finding, and nothing of there is read", async (t) => {
    const [root, outside] = [folderOf(t), folderOf(t)];
    writeTree(outside, { secret: "secret" });
    symlinkSync(join(outside, "secret"), join(root, "link"));
    symlinkSync(`../${outside.split("/").at(-1)}`, join(root, "up"));
    const { findings, entries } = await inspectPackage(folder(root));
    const outsides = findings.filter(({ code }) => code === "SYMLINK_OUTSIDE").map(({ path, level }) => [path, level]);
    assert.deepEqual(outsides, [
      ["link", "error"],
      ["up", "error"],
    ]);
    assert.equal(entries.length, 2);
    await rejection(readEntry(folder(root), "link"), "INVALID_ARGUMENT");
  });
});

describe("folder with ignore", () => {
  const TREE = {
    "index.js": "1",
    "a.log": "2",
    "node_modules/x/a.log": "3",
    "src/b.log": "4",
    "src/keep.log": "5",
    "build/c": "6",
  };
  for (const [ignore, left] of [
    [["*.log"], ["build/c", "index.js"]],
    [["/a.log"], ["build/c", "index.js", "node_modules/x/a.log", "src/b.log", "src/keep.log"]],
    [
      ["node_modules/", "build"],
      ["a.log", "index.js", "src/b.log", "src/keep.log"],
    ],
    [
      ["*.log", "!keep.log", "/build/"],
      ["index.js", "src/keep.log"],
    ],
    [["**"], []],
    [[], ["a.log", "build/c", "index.js", "node_modules/x/a.log", "src/b.log", "src/keep.log"]],
  ]) {
    it(JSON.stringify(ignore), async (t) => {
      const root = folderOf(t);
      writeTree(root, TREE);
      const found = await paths(root, { ignore });
      assert.deepEqual(
        found.filter((path) => !path.endsWith("/")),
        left,
      );
    });
  }
  it("does not read what is left out", async (t) => {
    const root = folderOf(t);
    writeTree(root, { "index.js": "1", "secret/": null });
    system("mkfifo", join(root, "secret/fifo"));
    system("mkfifo", join(root, "fifo"));
    assert.deepEqual(await paths(root, { ignore: ["secret/", "fifo"] }), ["index.js"]);
  });
  it("is read at the call", async (t) => {
    const root = folderOf(t);
    writeTree(root, TREE);
    const ignore = ["*.log"];
    const source = folder(root, { ignore });
    ignore.length = 0;
    assert.equal((await inspectPackage(source)).entries.filter(({ path }) => path.endsWith(".log")).length, 0);
  });
  it("a malformed pattern is INVALID_ARGUMENT", async (t) => {
    const error = await rejection(inspectPackage(folder(folderOf(t), { ignore: ["ok", "[a"] })), "INVALID_ARGUMENT");
    assert.ok(error.message.includes("[a"), error.message);
  });
});

describe("INVALID_ARGUMENT where", () => {
  it("arguments are malformed: thrown at the call", () => {
    for (const path of [undefined, null, "", "a\0b", 1, {}, new URL("https://example.com/")])
      assert.throws(() => folder(path), { name: "FunctionLinkError", code: "INVALID_ARGUMENT" });
    for (const options of [1, { ignore: "*.log" }, { ignore: [1] }, { ignore: {} }])
      assert.throws(() => folder(".", options), { name: "FunctionLinkError", code: "INVALID_ARGUMENT" });
  });
  it("there is no such folder, or it is a file", async (t) => {
    const root = folderOf(t);
    writeFileSync(join(root, "file"), "");
    for (const [name, code] of [
      ["missing", "ENOENT"],
      ["file", "ENOTDIR"],
    ]) {
      const error = await rejection(inspectPackage(folder(join(root, name))), "INVALID_ARGUMENT");
      assert.equal(error.cause?.code, code, String(error.cause));
      assert.ok(error.message.startsWith(`could not read ${join(root, name)}: `), error.message);
    }
  });
  it("there is a FIFO, a device or a socket: none is opened", async (t) => {
    for (const make of [
      (path) => system("mkfifo", path),
      (path) => system("mknod", path, "c", "1", "5"),
      (path) =>
        new Promise((resolve) => {
          const server = createServer().listen(path, resolve);
          t.after(() => server.close());
        }),
    ]) {
      const root = folderOf(t);
      await make(join(root, "special"));
      const error = await rejection(inspectPackage(folder(root)), "INVALID_ARGUMENT");
      assert.ok(error.message.includes(join(root, "special")), error.message);
    }
  });
  it("a file goes away between its name and its contents", async (t) => {
    const root = folderOf(t);
    writeTree(root, { "a.txt": "1", "b.txt": "2" });
    const symbol = Symbol.for("wechat-function-link.folder");
    const entries = folder(root)[symbol].entries(() => false);
    const { value } = await entries.next();
    unlinkSync(join(root, "a.txt"));
    await rejection(value.read().next(), "INVALID_ARGUMENT");
    // The same where it became a link or a FIFO: it is neither followed nor waited for.
    symlinkSync("b.txt", join(root, "a.txt"));
    await rejection(value.read().next(), "INVALID_ARGUMENT");
    unlinkSync(join(root, "a.txt"));
    system("mkfifo", join(root, "a.txt"));
    await rejection(value.read().next(), "INVALID_ARGUMENT");
  });
  const asNobody = async (t, root) => {
    const child = childOf(t, "folder-child.mjs", { path: root, uid: NOBODY });
    const line = await child.line();
    await child.end();
    return line;
  };
  it("another user than root may not read a file or a folder of it", async (t) => {
    const root = folderOf(t);
    chmodSync(root, 0o755);
    writeTree(root, { "a.txt": "1" });
    assert.equal(await asNobody(t, root), "1 entries");
    chmodSync(join(root, "a.txt"), 0o600);
    assert.match(await asNobody(t, root), /^INVALID_ARGUMENT, cause (EACCES|PermissionDenied)$/);
    chmodSync(join(root, "a.txt"), 0o644);
    mkdirSync(join(root, "private"), 0o700);
    assert.match(await asNobody(t, root), /^INVALID_ARGUMENT, cause (EACCES|PermissionDenied)$/);
  });
});

describe("names that are no UTF-8", () => {
  it("count as their bytes, as those of a zip; Deno, which does not tell them apart, says that it cannot read them", async (t) => {
    const root = folderOf(t);
    system("sh", "-c", `printf 1 > "$0/$(printf 'a\\377\\376')"`, root);
    if (inDeno) {
      await rejection(inspectPackage(folder(root)), "INVALID_ARGUMENT");
      return;
    }
    const { entries, findings, contentDigest } = await inspectPackage(folder(root));
    const zip = await inspectPackage(zipped([{ path: Buffer.from([0x61, 0xff, 0xfe]), bytes: "1", flags: 0 }]));
    assert.deepEqual(
      entries.map(({ path }) => path),
      zip.entries.map(({ path }) => path),
    );
    assert.equal(contentDigest, zip.contentDigest);
    assert.ok(findings.some(({ level }) => level === "error"));
  });
});
