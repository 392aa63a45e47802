// A file system that refuses what extractPackage writes, or takes two names for one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { extractPackage, folder as folderSource } from "wechat-function-link/fs";
import { inspectPackage } from "wechat-function-link/package";

import { rejection } from "../support/calls.mjs";
import { extractingChild, FILES, OLD, PACKAGE, treeOf, writeTree } from "../support/extracting.mjs";
import { bytesOf, folderOf, inDeno, MIB, system } from "../support/saving.mjs";
import { zipped, zippedFiles } from "../support/zipped.mjs";

const NOBODY = 65534;

// A file system of its own, for as long as `run` runs.
async function mounted(t, mount, run) {
  const folder = folderOf(t);
  const unmount = mount(folder);
  try {
    return await run(folder);
  } finally {
    unmount();
  }
}

const tmpfs = (size) => (folder) => {
  system("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder);
  return () => system("umount", folder);
};

describe("WRITE_FAILED with its cause, and nothing left behind, where", () => {
  const failing = async (extracting, code) => {
    const error = await rejection(extracting, "WRITE_FAILED");
    assert.equal(error.cause?.code, code, String(error.cause));
  };
  it("the disk is full", async (t) => {
    await mounted(t, tmpfs("1m"), async (folder) => {
      const large = zippedFiles({ "a.bin": bytesOf(100_000), "b/c.bin": bytesOf(2 * MIB), "d.bin": bytesOf(10) });
      const small = zippedFiles(
        Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}`, bytesOf(5000)])),
      );
      writeTree(join(folder, "out"), OLD);
      for (const zip of [large, small]) {
        await failing(extractPackage(zip, join(folder, "new")), "ENOSPC");
        await failing(extractPackage(zip, join(folder, "out"), { replace: true }), "ENOSPC");
        assert.deepEqual(treeOf(folder), {
          "out/": null,
          "out/index.js": "old",
          "out/lib/": null,
          "out/lib/old.txt": OLD["lib/old.txt"],
        });
      }
      await extractPackage(PACKAGE, join(folder, "out"), { replace: true });
      assert.deepEqual(treeOf(join(folder, "out")), FILES);
    });
  });
  it("the file system is read-only", async (t) => {
    await mounted(t, tmpfs("1m"), async (folder) => {
      writeTree(join(folder, "out"), OLD);
      system("mount", "-o", "remount,ro", folder);
      await failing(extractPackage(PACKAGE, join(folder, "new")), "EROFS");
      await failing(extractPackage(PACKAGE, join(folder, "out"), { replace: true }), "EROFS");
      assert.deepEqual(treeOf(join(folder, "out")), OLD);
    });
  });
  it("a name is too long for it", async (t) => {
    const folder = folderOf(t);
    await failing(
      extractPackage(zipped([{ path: "a.txt" }, { path: `${"n".repeat(256)}.txt` }]), join(folder, "out")),
      "ENAMETOOLONG",
    );
    await failing(extractPackage(PACKAGE, join(folder, "n".repeat(256))), "ENAMETOOLONG");
    assert.deepEqual(readdirSync(folder), []);
  });

  const asNobody = async (t, folder, options) => {
    const zip = join(folderOf(t), "a.zip");
    writeFileSync(zip, PACKAGE);
    const child = extractingChild(t, { zip, folder: join(folder, "out"), uid: NOBODY, options });
    assert.equal(await child.line(), "ready");
    child.go();
    const line = await child.line();
    await child.end();
    return line;
  };
  it("its user may not write there", async (t) => {
    const folder = folderOf(t);
    chmodSync(folder, 0o755);
    assert.match(await asNobody(t, folder), /^WRITE_FAILED, cause (EACCES|PermissionDenied)$/);
    writeTree(join(folder, "out"), OLD);
    assert.match(await asNobody(t, folder, { replace: true }), /^WRITE_FAILED, cause (EACCES|PermissionDenied)$/);
    assert.deepEqual(treeOf(join(folder, "out")), OLD);
  });
  it("the folder is another user's, in one with the sticky bit", async (t) => {
    const folder = folderOf(t);
    chmodSync(folder, 0o1777);
    writeTree(join(folder, "out"), OLD);
    assert.equal(await asNobody(t, folder, { replace: true }), "WRITE_FAILED, cause EPERM");
    assert.deepEqual(readdirSync(folder), ["out"]);
    assert.deepEqual(treeOf(join(folder, "out")), OLD);
  });
  if (inDeno) {
    it("Deno was told --deny-write", async (t) => {
      const [folder, elsewhere] = [folderOf(t), folderOf(t)];
      const zip = join(elsewhere, "a.zip");
      writeFileSync(zip, PACKAGE);
      const permissions = ["--allow-all", `--deny-write=${folder}`];
      const child = extractingChild(t, { zip, folder: join(folder, "out") }, { permissions });
      assert.equal(await child.line(), "ready");
      child.go();
      assert.match(await child.line(), /^WRITE_FAILED, cause (NotCapable|PermissionDenied|Error)$/);
      await child.end();
      assert.deepEqual(readdirSync(folder), []);
    });
  }
});

describe("another user than root", () => {
  it("extracts, and replaces its own folder", async (t) => {
    const folder = folderOf(t);
    const zip = join(folderOf(t), "a.zip");
    writeFileSync(zip, PACKAGE);
    chownSync(folder, NOBODY, NOBODY);
    const child = extractingChild(t, { zip, folder: join(folder, "out"), uid: NOBODY, options: { replace: true } });
    assert.equal(await child.line(), "ready");
    for (let count = 0; count < 2; count++) {
      child.go();
      assert.equal(await child.line(), "extracted");
      assert.deepEqual(treeOf(join(folder, "out")), FILES);
    }
    await child.end();
    assert.deepEqual(readdirSync(folder), ["out"]);
  });
});

// exFAT by FUSE: it distinguishes no case and has no modes.
const exfat = (folder) => {
  const image = `${folder}.img`;
  const needs = "apt-get install exfat-fuse exfatprogs";
  const run = (program, ...parameters) => {
    const { status, stdout, stderr, error } = spawnSync(program, parameters, { encoding: "utf8" });
    assert.equal(
      status,
      0,
      `this test runs ${program}: run it on Linux, as root, after ${needs} (${error?.message ?? stderr.trim()})`,
    );
    return stdout.trim();
  };
  run("truncate", "--size=16M", image);
  run("mkfs.exfat", image);
  const device = run("losetup", "--find", "--show", image);
  try {
    run("mount.exfat-fuse", device, folder);
  } catch (error) {
    run("losetup", "--detach", device);
    throw error;
  }
  return () => {
    run("umount", folder);
    spawnSync("losetup", ["--detach", device]);
    run("rm", image);
  };
};

describe("a file system that takes two cases for one", () => {
  it("gets every file, under its name; a collision is refused before anything is written", async (t) => {
    await mounted(t, exfat, async (folder) => {
      writeFileSync(join(folder, "PROBE"), "");
      writeFileSync(join(folder, "probe"), "");
      assert.deepEqual(readdirSync(folder), ["PROBE"], "this file system distinguishes case");
      for (let count = 0; count < 2; count++) {
        await extractPackage(PACKAGE, join(folder, "out"), { replace: count > 0 });
        assert.deepEqual(treeOf(join(folder, "out")), FILES);
      }
      const colliding = zipped([{ path: "Index.js" }, { path: "index.js" }]);
      const error = await rejection(extractPackage(colliding, join(folder, "other")), "BAD_PACKAGE");
      assert.equal(error.reason, "NAME_COLLISION");
      assert.deepEqual(readdirSync(folder).sort(), ["PROBE", "out"]);
      const { contentDigest } = await inspectPackage(folderSource(join(folder, "out")));
      assert.equal(contentDigest, (await inspectPackage(PACKAGE)).contentDigest);
    });
  });
  it("that has the folder under another case has it replaced", async (t) => {
    await mounted(t, exfat, async (folder) => {
      writeTree(join(folder, "Out"), OLD);
      await rejection(extractPackage(PACKAGE, join(folder, "out")), "WRITE_FAILED");
      await extractPackage(PACKAGE, join(folder, "out"), { replace: true });
      assert.deepEqual(treeOf(join(folder, "out")), FILES);
      assert.equal(readdirSync(folder).length, 1);
    });
  });
});
