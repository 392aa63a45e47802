// Packages that extractPackage refuses: nothing is written, not even for a moment.
import assert from "node:assert/strict";
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { extractPackage, folder as folderSource } from "wechat-function-link/fs";

import { rejection } from "../support/calls.mjs";
import { OLD, treeOf, writeTree } from "../support/extracting.mjs";
import { folderOf, system } from "../support/saving.mjs";
import { zipped } from "../support/zipped.mjs";

const LINK = 0o120777;
const one = (path, more) =>
  zipped([
    { path: "index.js", bytes: "1" },
    { path, bytes: "evil", ...more },
  ]);

// A folder that no write would leave unseen: its file system takes none, and one that is tried fails by another code.
async function readOnly(t, run) {
  const folder = folderOf(t);
  system("mount", "-t", "tmpfs", "tmpfs", folder);
  try {
    writeTree(join(folder, "out"), OLD);
    system("mount", "-o", "remount,ro", folder);
    return await run(folder);
  } finally {
    system("umount", folder);
  }
}

const NAMES = {
  NAME_ABSOLUTE: ["/etc/cron.d/evil", "/evil", "//evil/share/x"],
  NAME_DOTS: ["../evil", "a/../../evil", "a/..", "..", "./evil", "a/./evil", "."],
  NAME_BACKSLASH: ["..\\evil", "a\\b", "\\\\server\\share\\evil", "C:\\evil", "\\evil"],
  NAME_COLON: ["C:evil", "C:/evil", "c:", "a.txt:stream", "a/b:$DATA"],
  NAME_NUL: ["evil\0.txt", "\0"],
  NAME_EMPTY: ["a//evil", ""],
  NAME_DEVICE: [
    ..."CON con.txt PRN aux.js NUL nul.tar.gz COM1 com9.x LPT1 COM¹ com².txt COM³ LPT² CONIN$ conout$".split(" "),
    "a/nul/b.txt",
    "CON .txt",
    "AUX  ",
  ],
  NAME_TRAILING: ["evil.", "evil ", "a./evil", "a /evil", "...", "a/... "],
  GIT_FOLDER: [".git/hooks/post-checkout", "a/.git/config", ".GIT/config", ".git"],
  NAME_UNDECODABLE: [Buffer.from([0x61, 0xff, 0xff, 0x62])],
};

describe("extractPackage refuses a package, and writes nothing, for a name that is", () => {
  for (const [reason, names] of Object.entries(NAMES)) {
    for (const name of names) {
      it(`${reason}: ${JSON.stringify(name.toString("latin1"))}`, async (t) => {
        const flags = typeof name === "string" ? undefined : 0;
        const zip = one(name, flags === undefined ? {} : { flags });
        await readOnly(t, async (folder) => {
          for (const target of ["out", "new"]) {
            const error = await rejection(extractPackage(zip, join(folder, target), { replace: true }), "BAD_PACKAGE");
            // A name may be wrong for several reasons: the first of the catalogue is told.
            assert.ok(
              typeof error.reason === "string" && /^(NAME_|GIT_FOLDER|DIRECTORY_DATA)/.test(error.reason),
              error.reason,
            );
          }
          assert.deepEqual(treeOf(join(folder, "out")), OLD);
        });
      });
    }
  }
});

describe("extractPackage refuses a package, and writes nothing, where", () => {
  const cases = {
    "two names differ in case alone": ["NAME_COLLISION", zipped([{ path: "Index.js" }, { path: "index.js" }])],
    "two folders differ in case alone": ["NAME_COLLISION", zipped([{ path: "Lib/a" }, { path: "lib/b" }])],
    "two names are forms of one": ["NAME_COLLISION", zipped([{ path: "\u00e9.js" }, { path: "e\u0301.js" }])],
    "a name is twice there": ["DUPLICATE_NAME", zipped([{ path: "a" }, { path: "a" }])],
    "a file is a folder, too": ["PATH_CONFLICT", zipped([{ path: "a" }, { path: "a/b" }])],
    "there is a symbolic link": ["SYMLINK", one("link", { mode: LINK, bytes: "index.js" })],
    "a symbolic link leads out": ["SYMLINK_OUTSIDE", one("link", { mode: LINK, bytes: "/etc/passwd" })],
    "a file is below a symbolic link": [
      "BELOW_SYMLINK",
      zipped([
        { path: "link", mode: LINK, bytes: "/tmp" },
        { path: "link/evil", bytes: "evil" },
      ]),
    ],
    "there is a device": ["SPECIAL_FILE", one("device", { mode: 0o020666, bytes: "" })],
    "there is a FIFO": ["SPECIAL_FILE", one("fifo", { mode: 0o010666, bytes: "" })],
    "bytes are damaged": ["CRC_MISMATCH", damaged()],
    "bytes are in front": ["PREPENDED_BYTES", new Uint8Array([1, 2, 3, ...one("a")])],
    "it is no zip": ["NO_END_RECORD", new Uint8Array(1000)],
    "it is empty": ["NO_END_RECORD", new Uint8Array(0)],
  };
  for (const [what, [reason, zip]] of Object.entries(cases)) {
    it(what, async (t) => {
      await readOnly(t, async (folder) => {
        for (const target of ["out", "new"]) {
          const error = await rejection(extractPackage(zip, join(folder, target), { replace: true }), "BAD_PACKAGE");
          const links = ["SYMLINK", "SYMLINK_OUTSIDE", "BELOW_SYMLINK"];
          const reasons = links.includes(reason) ? links : [reason];
          assert.ok(reasons.includes(error.reason), `${error.reason}, not ${reason}`);
        }
        assert.deepEqual(treeOf(join(folder, "out")), OLD);
      });
    });
  }

  it("it holds more than maxBytes or maxEntries", async (t) => {
    const folder = folderOf(t);
    const zip = zipped([
      { path: "a", bytes: "12345" },
      { path: "b", bytes: "12345" },
    ]);
    for (const [options, reason] of [
      [{ maxBytes: 9 }, "TOO_MANY_BYTES"],
      [{ maxEntries: 1 }, "TOO_MANY_ENTRIES"],
    ]) {
      const error = await rejection(extractPackage(zip, join(folder, "out"), options), "BAD_PACKAGE");
      assert.equal(error.reason, reason);
    }
    assert.deepEqual(readdirSync(folder), []);
    await extractPackage(zip, join(folder, "out"), { maxBytes: 10, maxEntries: 2 });
  });

  it("a name collides in a folder or in { files }, too", async (t) => {
    const folder = folderOf(t);
    writeTree(join(folder, "source"), { "a.txt": "1", "A.txt": "2" });
    const files = ["../evil", "/evil", "a\\b"].map((path) => ({ files: [{ path, bytes: new Uint8Array(1) }] }));
    for (const source of [folderSource(join(folder, "source")), ...files])
      await rejection(extractPackage(source, join(folder, "out")), "BAD_PACKAGE");
    assert.deepEqual(readdirSync(folder), ["source"]);
  });
});

describe("extractPackage with symlinks: skip", () => {
  it("leaves links out, wherever they lead", async (t) => {
    const folder = folderOf(t);
    const zip = zipped([
      { path: "index.js", bytes: "1" },
      { path: "inside", mode: LINK, bytes: "index.js" },
      { path: "lib/outside", mode: LINK, bytes: "../../evil" },
      { path: "absolute", mode: LINK, bytes: "/etc/passwd" },
    ]);
    const { files, bytes } = await extractPackage(zip, join(folder, "out"), { symlinks: "skip" });
    assert.deepEqual([files, bytes], [1, 1]);
    assert.equal(treeOf(folder)["out/index.js"], "1");
    assert.ok(Object.values(treeOf(folder)).every((value) => typeof value !== "object" || value === null));
  });
  it("refuses what is below a link", async (t) => {
    const folder = folderOf(t);
    const zip = zipped([
      { path: "link", mode: LINK, bytes: "/tmp" },
      { path: "link/evil", bytes: "evil" },
    ]);
    const error = await rejection(extractPackage(zip, join(folder, "out"), { symlinks: "skip" }), "BAD_PACKAGE");
    assert.equal(error.reason, "BELOW_SYMLINK");
    assert.deepEqual(readdirSync(folder), []);
  });
  it("leaves a folder's links out, too, and follows none", async (t) => {
    const folder = folderOf(t);
    writeTree(join(folder, "source"), { "a.txt": "1" });
    symlinkSync("/etc/passwd", join(folder, "source/link"));
    symlinkSync("/etc", join(folder, "source/etc"));
    const source = folderSource(join(folder, "source"));
    await rejection(extractPackage(source, join(folder, "out")), "BAD_PACKAGE");
    assert.ok(!existsSync(join(folder, "out")));
    await extractPackage(source, join(folder, "out"), { symlinks: "skip" });
    assert.deepEqual(treeOf(join(folder, "out")), { "a.txt": "1" });
  });
});

function damaged() {
  const zip = zipped([{ path: "index.js", bytes: "exports.main = 1;", method: 0 }]);
  zip[30 + "index.js".length] ^= 1;
  return zip;
}
