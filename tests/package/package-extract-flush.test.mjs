// Flushing to the disk: an extraction survives a power cut, and one that the disk refuses is none.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";

import { extractPackage } from "wechat-function-link/fs";

import { rejection } from "../support/calls.mjs";
import { FILES, OLD, PACKAGE, treeOf, writeTree } from "../support/extracting.mjs";
import { folderOf } from "../support/saving.mjs";

// Has the runtime's own flush be seen, and fail: `fails(path)` is a code or undefined. The system's answers cannot be had otherwise.
async function flushing(fails, work) {
  const handle = await open(new URL(import.meta.url));
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const real = prototype.sync;
  const flushed = [];
  prototype.sync = async function () {
    const path = readlinkSync(`/proc/${process.pid}/fd/${this.fd}`);
    flushed.push(path);
    const code = fails(path);
    if (code) throw Object.assign(new Error(`${code}: fsync`), { code, syscall: "fsync" });
    return real.call(this);
  };
  try {
    return await work(flushed);
  } finally {
    prototype.sync = real;
  }
}

const partial = /\.wfl-[^/]+-new/;
const shown = (path, parent) => path.replace(parent, "").replace(partial, "out");

describe("a flush", () => {
  it("of every file and folder comes before the rename, and of the folder around it after", async (t) => {
    const parent = folderOf(t);
    const before = [];
    const look = () => void before.push(existsSync(join(parent, "out")));
    const flushed = await flushing(look, async (paths) => {
      await extractPackage(PACKAGE, join(parent, "out"));
      return paths.map((path) => shown(path, parent));
    });
    const inside = ["/out", "/out/index.js", "/out/lib", "/out/lib/a.txt", "/out/run.sh"];
    assert.deepEqual([...flushed.slice(0, -1)].sort(), inside);
    assert.deepEqual([flushed.at(-2), flushed.at(-1)], ["/out", ""]);
    assert.ok(flushed.indexOf("/out/lib") > flushed.indexOf("/out/lib/a.txt"));
    assert.deepEqual(before, [...inside.map(() => false), true]);
  });

  for (const [what, concerns] of [
    ["a file", (path) => path.endsWith("a.txt")],
    ["a folder", (path) => path.endsWith("lib")],
    ["the new folder", (path) => partial.test(path) && path.endsWith("-new")],
  ]) {
    for (const code of ["EIO", "ENOSPC"]) {
      it(`of ${what} that fails by ${code} is WRITE_FAILED, and leaves what was there`, async (t) => {
        const parent = folderOf(t);
        writeTree(join(parent, "out"), OLD);
        await flushing(
          (path) => (concerns(path) ? code : undefined),
          async (flushed) => {
            const extracting = extractPackage(PACKAGE, join(parent, "out"), { replace: true });
            const error = await rejection(extracting, "WRITE_FAILED");
            assert.equal(error.cause.code, code);
            assert.ok(flushed.some(concerns));
          },
        );
        assert.deepEqual(readdirSync(parent), ["out"]);
        assert.deepEqual(treeOf(join(parent, "out")), OLD);
      });
    }
  }

  for (const code of ["ENOTSUP", "EINVAL", "ENOSYS"]) {
    it(`that the file system does not have (${code}) is tolerated`, async (t) => {
      const parent = folderOf(t);
      await flushing(
        () => code,
        () => extractPackage(PACKAGE, join(parent, "out")),
      );
      assert.deepEqual(treeOf(join(parent, "out")), FILES);
    });
  }
});
