// extractPackage: what it writes, and where it may.
import assert from "node:assert/strict";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { extractPackage, folder as folderSource } from "wechat-function-link/fs";
import { inspectPackage } from "wechat-function-link/package";

import { rejection } from "../support/calls.mjs";
import { extractingChild, FILES, modeOf, OLD, PACKAGE, treeOf, writeTree } from "../support/extracting.mjs";
import { bytesOf, folderOf, MIB, system } from "../support/saving.mjs";
import { zipped, zippedFiles } from "../support/zipped.mjs";

const SIZE = Object.values(FILES).reduce((sum, text) => sum + (text?.length ?? 0), 0);

describe("extractPackage writes", () => {
  it("every file into a folder that was not there, and nothing beside it", async (t) => {
    const parent = folderOf(t);
    const extracted = await extractPackage(PACKAGE, join(parent, "out"));
    assert.deepEqual(extracted, { folder: join(parent, "out"), files: 3, bytes: SIZE });
    assert.deepEqual(treeOf(parent), { "out/": null, ...under("out/", FILES) });
  });

  it("the same of every kind of source", async (t) => {
    const parent = folderOf(t);
    writeTree(join(parent, "source"), FILES);
    const files = async function* () {
      for (const [path, text] of Object.entries(FILES)) if (text !== null) yield { path, bytes: Buffer.from(text) };
    };
    const sources = {
      buffer: PACKAGE.buffer.slice(PACKAGE.byteOffset, PACKAGE.byteOffset + PACKAGE.length),
      view: new DataView(PACKAGE.buffer, PACKAGE.byteOffset, PACKAGE.length),
      blob: new Blob([PACKAGE]),
      files: { files: files() },
      folder: folderSource(join(parent, "source")),
    };
    for (const [name, source] of Object.entries(sources)) {
      const { files: count, bytes } = await extractPackage(source, join(parent, name));
      assert.deepEqual([count, bytes], [3, SIZE], name);
      assert.deepEqual(treeOf(join(parent, name)), FILES, name);
    }
    const modes = Object.keys(sources).map((name) => modeOf(join(parent, name, "run.sh")));
    assert.deepEqual(modes, ["0755", "0755", "0755", "0644", "0755"]);
  });

  it("directories without files, and what has no bytes", async (t) => {
    const parent = folderOf(t);
    const zip = zipped([
      { path: "empty/deep/", mode: 0o040755 },
      { path: "nothing.txt" },
      { path: "a/b/c/d.txt", bytes: "d" },
    ]);
    assert.equal((await extractPackage(zip, join(parent, "out"))).files, 2);
    assert.deepEqual(Object.keys(treeOf(join(parent, "out"))).sort(), [
      "a/",
      "a/b/",
      "a/b/c/",
      "a/b/c/d.txt",
      "empty/",
      "empty/deep/",
      "nothing.txt",
    ]);
  });

  it("names in Chinese, long ones, large files and many", async (t) => {
    const parent = folderOf(t);
    const large = bytesOf(5 * MIB + 3);
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`many/${index % 7}/${index}.js`, `${index}`]),
    );
    const zip = zippedFiles({ "云函数/入口.js": "1", ["n".repeat(255)]: "2", large, ...many });
    assert.equal((await extractPackage(zip, join(parent, "out"))).files, 303);
    const { contentDigest } = await inspectPackage(folderSource(join(parent, "out")));
    assert.equal(contentDigest, (await inspectPackage(zip)).contentDigest);
  });

  it("a package without entries as an empty folder", async (t) => {
    const parent = folderOf(t);
    assert.deepEqual(await extractPackage(zipped([]), join(parent, "out")), {
      folder: join(parent, "out"),
      files: 0,
      bytes: 0,
    });
    assert.deepEqual(treeOf(parent), { "out/": null });
  });

  it("modes 0644 and 0755 whatever the umask is; setuid, setgid and sticky are dropped", async (t) => {
    const parent = folderOf(t);
    const modes = [0o100644, 0o100600, 0o100755, 0o100700, 0o104755, 0o102755, 0o101644, 0o107777, 0o100000, 0o100411];
    writeFileSync(join(parent, "a.zip"), zipped(modes.map((mode) => ({ path: `d/${mode.toString(8)}`, mode }))));
    for (const umask of ["000", "022", "077"]) {
      const folder = join(parent, umask);
      const before = ["sh", "-c", `umask ${umask}; exec "$0" "$@"`];
      const child = extractingChild(t, { zip: join(parent, "a.zip"), folder }, { before });
      assert.equal(await child.line(), "ready");
      child.go();
      assert.equal(await child.line(), "extracted");
      await child.end();
      for (const mode of modes) {
        const wanted = mode & 0o100 ? "0755" : "0644";
        assert.equal(modeOf(join(folder, "d", mode.toString(8))), wanted, mode.toString(8));
      }
      assert.deepEqual([modeOf(folder), modeOf(join(folder, "d"))], ["0755", "0755"]);
    }
  });
});

describe("extractPackage takes", () => {
  it("an empty folder", async (t) => {
    const parent = folderOf(t);
    mkdirSync(join(parent, "out"), 0o700);
    await extractPackage(PACKAGE, `${join(parent, "out")}/`);
    assert.deepEqual(treeOf(parent), { "out/": null, ...under("out/", FILES) });
    assert.equal(modeOf(join(parent, "out")), "0700");
  });

  it("any folder with replace: true, as a whole and with its mode", async (t) => {
    const parent = folderOf(t);
    writeTree(join(parent, "out"), OLD);
    chmodSync(join(parent, "out"), 0o2750);
    await extractPackage(PACKAGE, join(parent, "out"), { replace: true });
    assert.deepEqual(treeOf(parent), { "out/": null, ...under("out/", FILES) });
    assert.equal(modeOf(join(parent, "out")), "0750");
  });

  it("a file: URL, and a relative path as it is at the call", async (t) => {
    const parent = folderOf(t);
    await extractPackage(PACKAGE, pathToFileURL(join(parent, "url")));
    const [before, elsewhere] = [process.cwd(), folderOf(t)];
    process.chdir(parent);
    const extracting = extractPackage(PACKAGE, "relative");
    process.chdir(elsewhere);
    const { folder } = await extracting.finally(() => process.chdir(before));
    assert.ok(isAbsolute(folder) && folder.endsWith("relative"));
    assert.deepEqual(readdirSync(parent).sort(), ["relative", "url"]);
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  it("options and bytes as they are at the call", async (t) => {
    const parent = folderOf(t);
    writeTree(join(parent, "out"), OLD);
    const options = { replace: false };
    const extracting = extractPackage(PACKAGE, join(parent, "out"), options);
    options.replace = true;
    await rejection(extracting, "WRITE_FAILED");
    assert.deepEqual(treeOf(join(parent, "out")), OLD);
  });

  it("32 and more at once, to paths of their own and to one", async (t) => {
    const parent = folderOf(t);
    const names = Array.from({ length: 40 }, (_, index) => `out-${index}`);
    await Promise.all(names.map((name) => extractPackage(PACKAGE, join(parent, name))));
    assert.deepEqual(readdirSync(parent).sort(), names.sort());
    const one = join(parent, "one");
    const packages = names.map((name) => zippedFiles({ "a.txt": name, [`${name}.txt`]: name }));
    await Promise.all(packages.map((zip) => extractPackage(zip, one, { replace: true })));
    const tree = treeOf(one);
    assert.deepEqual(tree, { "a.txt": tree["a.txt"], [`${tree["a.txt"]}.txt`]: tree["a.txt"] });
    assert.deepEqual(readdirSync(parent).sort(), [...names, "one"].sort());
  });
});

describe("extractPackage refuses a target before anything is written:", () => {
  const cases = {
    "a full folder": ["ENOTEMPTY", (path) => writeTree(path, OLD), { replace: false }],
    "a file": ["EEXIST", (path) => writeFileSync(path, "old")],
    "a link to a folder": ["EEXIST", (path) => symlinkSync(".", path)],
    "a link to nothing": ["EEXIST", (path) => symlinkSync("nothing", path)],
    "a FIFO": ["EEXIST", (path) => system("mkfifo", path)],
    "a device": ["EEXIST", (path) => system("mknod", path, "c", "1", "3")],
    "a missing parent": ["ENOENT", () => {}, {}, "missing/out"],
    "a parent that is a file": ["ENOTDIR", (path) => writeFileSync(join(path, "../file"), ""), {}, "file/out"],
  };
  for (const [what, [code, make, options = { replace: true }, name = "out"]] of Object.entries(cases)) {
    it(what, async (t) => {
      const parent = folderOf(t);
      make(join(parent, "out"));
      // A folder's own time changes with whatever is made in it.
      const before = [readdirSync(parent).sort(), lstatSync(parent).mtimeMs];
      const error = await rejection(extractPackage(PACKAGE, join(parent, name), options), "WRITE_FAILED");
      assert.equal(error.cause?.code, code, String(error.cause));
      assert.ok(error.message.startsWith(`could not write ${join(parent, name)}: `), error.message);
      assert.deepEqual([readdirSync(parent).sort(), lstatSync(parent).mtimeMs], before);
    });
  }
  for (const path of ["/proc", "/"]) {
    it(`a mounted file system: ${path}`, async () => {
      const error = await rejection(extractPackage(PACKAGE, path, { replace: true }), "WRITE_FAILED");
      assert.equal(error.cause.code, "EBUSY");
    });
  }
});

describe("extractPackage refuses", () => {
  const argument = async (...parameters) => rejection(extractPackage(...parameters), "INVALID_ARGUMENT");
  it("what is no source, path or option", async (t) => {
    const path = join(folderOf(t), "out");
    for (const source of [undefined, null, "a.zip", 1, {}, [], { files: 1 }]) await argument(source, path);
    for (const given of [undefined, "", "a\0b", 1, {}, new URL("https://example.com/")]) await argument(PACKAGE, given);
    for (const options of [
      1,
      { replace: "yes" },
      { symlinks: "follow" },
      { maxBytes: -1 },
      { maxEntries: "many" },
      { signal: 1 },
    ])
      await argument(PACKAGE, path, options);
    assert.ok(!existsSync(path));
  });

  it("to go on after its signal aborted, and leaves nothing", async (t) => {
    const parent = folderOf(t);
    writeTree(join(parent, "out"), OLD);
    const kept = treeOf(parent);
    const extract = (source, signal) => extractPackage(source, join(parent, "out"), { replace: true, signal });
    await assert.rejects(extract(PACKAGE, AbortSignal.abort("before")), (reason) => reason === "before");
    const controller = new AbortController();
    const files = async function* () {
      yield { path: "a.txt", bytes: new Uint8Array(1) };
      controller.abort("meanwhile");
      yield { path: "b.txt", bytes: new Uint8Array(1) };
    };
    await assert.rejects(extract({ files: files() }, controller.signal), (reason) => reason === "meanwhile");
    const many = zippedFiles(
      Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${index}`, bytesOf(5000)])),
    );
    let aborted = 0;
    for (let turns = 1; turns < 4000 && aborted < 40; turns = Math.ceil(turns * 1.3)) {
      const late = new AbortController();
      const extracting = extract(many, late.signal).then(
        () => false,
        (reason) => reason === "late",
      );
      for (let count = 0; count < turns; count++) await new Promise(setImmediate);
      late.abort("late");
      if (!(await extracting)) break;
      aborted++;
      assert.deepEqual(treeOf(parent), kept);
    }
    assert.ok(aborted > 0);
  });

  it("to read files that come one by one twice", async (t) => {
    const path = join(folderOf(t), "out");
    let reads = 0;
    const once = {
      files: {
        async *[Symbol.asyncIterator]() {
          yield { path: "a.txt", bytes: Buffer.from(reads++ === 0 ? "one" : "two") };
        },
      },
    };
    await extractPackage(once, path);
    assert.deepEqual([treeOf(path), reads], [{ "a.txt": "one" }, 1]);
  });

  it("a folder whose file changes after it was verified", async (t) => {
    const parent = folderOf(t);
    for (const second of ["two", "one more", "o", ""]) {
      let reads = 0;
      const read = async function* () {
        yield Buffer.from(reads++ === 0 ? "one" : second);
      };
      const entries = async function* () {
        yield { path: "a.txt", kind: "file", isExecutable: false, read };
      };
      const changing = { [Symbol.for("wechat-function-link.folder")]: { ignore: [], entries } };
      const error = await rejection(extractPackage(changing, join(parent, "out")), "INVALID_ARGUMENT");
      assert.match(error.message, /"a\.txt" changed/);
      assert.deepEqual([readdirSync(parent), reads], [[], 2]);
    }
  });

  it("a zip whose bytes change after they were verified", async (t) => {
    const parent = folderOf(t);
    const names = Array.from({ length: 60 }, (_, index) => `${index}.bin`);
    const zip = zipped(names.map((path) => ({ path, bytes: bytesOf(200_000), method: 0 })));
    const extracting = rejection(extractPackage(zip, join(parent, "out")), "INVALID_ARGUMENT");
    while (readdirSync(parent).length === 0) await new Promise(setImmediate);
    zip[zip.length - 100_000] ^= 1; // in the last file's contents: the directory behind it is much smaller
    const error = await extracting;
    assert.match(error.message, /"59\.bin" changed/);
    assert.deepEqual(readdirSync(parent), []);
  });
});

const under = (prefix, tree) => Object.fromEntries(Object.entries(tree).map(([path, value]) => [prefix + path, value]));
