// Flushing to the disk, on file systems with and without flush. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { rejection } from "../support/calls.mjs";
import { assertFiles, bytesOf, folderOf, MIB, platform, save } from "../support/saving.mjs";

const OLD = bytesOf(1000);
const NEW = bytesOf(70_000);
// So large that flushes begin while it arrives.
const LARGE = bytesOf(70 * MIB);
const NAME = "login.zip";

// Makes the runtime's flush fail: `fails(handle)` is a code or undefined. A test cannot cause the system's own failures.
async function flushing(method, fails, work) {
  const handle = await open(new URL(import.meta.url));
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const real = prototype[method];
  const flushed = [];
  prototype[method] = async function () {
    const isFolder = (await this.stat()).isDirectory();
    flushed.push(isFolder ? "folder" : "file");
    const code = fails(isFolder);
    if (code) throw Object.assign(new Error(`${code}: ${method}`), { code, syscall: "fsync" });
    return real.call(this);
  };
  try {
    return await work(flushed);
  } finally {
    prototype[method] = real;
  }
}

async function prepared(t, bytes) {
  const folder = folderOf(t);
  const path = join(folder, NAME);
  writeFileSync(path, OLD);
  const { url } = await platform(t, { login: bytes });
  return { folder, path, saving: () => save(url, "login", path) };
}

const FLUSHES = {
  "of the file": { method: "sync", fails: (code) => (isFolder) => (isFolder ? undefined : code), bytes: NEW },
  "of the file while it arrives": { method: "datasync", fails: (code) => () => code, bytes: LARGE },
  "of the folder": {
    method: "sync",
    fails: (code) => (isFolder) => (isFolder ? code : undefined),
    bytes: NEW,
    isDone: true,
  },
};

describe("row 74: a flush", () => {
  it("of the file and then of its folder makes a save survive a power cut", async (t) => {
    const { folder, path, saving } = await prepared(t, NEW);
    const before = [];
    const flushed = await flushing(
      "sync",
      () => void before.push(readFileSync(path).equals(OLD)),
      async (flushed) => {
        await saving();
        return flushed;
      },
    );
    assert.deepEqual(flushed, ["file", "folder"]);
    assert.deepEqual(before, [true, false], "the file is flushed before it is renamed, and its folder behind that");
    assertFiles(folder, { [NAME]: NEW });
  });
  for (const [what, { method, fails, bytes, isDone }] of Object.entries(FLUSHES)) {
    for (const code of ["ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOSYS"]) {
      it(`${what} that the file system does not have, by ${code}, is done without`, async (t) => {
        const { folder, saving } = await prepared(t, bytes);
        await flushing(method, fails(code), async (flushed) => {
          await saving();
          assert.ok(flushed.length > 0);
        });
        assertFiles(folder, { [NAME]: bytes });
      });
    }
    for (const code of ["EIO", "ENOSPC", "EDQUOT"]) {
      it(`${what} that fails by ${code} is WRITE_FAILED`, async (t) => {
        const { folder, path, saving } = await prepared(t, bytes);
        const error = await flushing(method, fails(code), () => rejection(saving(), "WRITE_FAILED"));
        assert.equal(error.cause.code, code);
        assert.ok(
          error.message.startsWith(`could not write ${path}: `) && error.message.includes(`(${code})`),
          error.message,
        );
        // The flush of the folder follows the rename.
        assertFiles(folder, { [NAME]: isDone ? bytes : OLD });
      });
    }
  }
  for (const code of ["EPERM", "EACCES", "EBADF", "EISDIR"]) {
    it(`of the folder by ${code}, as where folders cannot be flushed, is done without`, async (t) => {
      const { folder, saving } = await prepared(t, NEW);
      await flushing("sync", (isFolder) => (isFolder ? code : undefined), saving);
      assertFiles(folder, { [NAME]: NEW });
    });
  }
});
