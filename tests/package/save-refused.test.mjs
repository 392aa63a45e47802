// A destination that refuses the bytes. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { rejection } from "../support/calls.mjs";
import { assertFiles, bytesOf, folderOf, inDeno, MIB, platform, save, savingChild } from "../support/saving.mjs";

const OLD = bytesOf(70_000);
const NEW = bytesOf(4 * MIB);

async function refused(saving, code) {
  const error = await rejection(saving, "WRITE_FAILED");
  assert.ok(error.cause instanceof Error, String(error.cause));
  if (code) assert.equal(error.cause.code, code, String(error.cause));
  assert.ok(!/sign=|access_token/.test(`${error.stack}${error.cause.stack}`));
}

// A separate file system of 1 MiB, for the test's time.
function smallDisk(t) {
  const folder = folderOf(t);
  const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], {
    encoding: "utf8",
  });
  assert.equal(
    status,
    0,
    `this test mounts a tmpfs of 1 MiB: run it on Linux, as root (${error?.message ?? stderr.trim()})`,
  );
  const remount = (options) => assert.equal(spawnSync("mount", ["-o", `remount,${options}`, folder]).status, 0);
  const unmount = () => assert.equal(spawnSync("umount", [folder]).status, 0, `${folder} is still mounted`);
  return { folder, remount, unmount };
}

describe("row 45: WRITE_FAILED with its cause, and nothing left behind, where", () => {
  it("the disk is full", async (t) => {
    const { folder, unmount } = smallDisk(t);
    try {
      const few = bytesOf(800_000);
      const { url } = await platform(t, { large: NEW, small: few });
      const path = join(folder, "login.zip");
      await refused(save(url, "large", path), "ENOSPC");
      assertFiles(folder, {});
      writeFileSync(path, OLD);
      await refused(save(url, "large", path), "ENOSPC");
      assertFiles(folder, { "login.zip": OLD });
      await save(url, "small", path); // the refused file takes no space
      assertFiles(folder, { "login.zip": few });
    } finally {
      unmount();
    }
  });
  it("the disk is only just full: the last bytes do not fit", async (t) => {
    const { folder, unmount } = smallDisk(t);
    try {
      const { url } = await platform(t, { large: bytesOf(MIB + 1) });
      await refused(save(url, "large", join(folder, "login.zip")), "ENOSPC");
      assertFiles(folder, {});
    } finally {
      unmount();
    }
  });
  it("the file system is read-only", async (t) => {
    const { folder, remount, unmount } = smallDisk(t);
    try {
      const path = join(folder, "login.zip");
      writeFileSync(path, OLD);
      remount("ro");
      const { url } = await platform(t, { login: NEW });
      await refused(save(url, "login", path), "EROFS");
      assertFiles(folder, { "login.zip": OLD });
    } finally {
      unmount();
    }
  });
  it("the folder is missing", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { login: NEW });
    await refused(save(url, "login", join(folder, "missing", "login.zip")), "ENOENT");
    assertFiles(folder, {});
  });
  it("the folder goes away in the middle", async (t) => {
    const folder = folderOf(t);
    const inner = join(folder, "inner");
    mkdirSync(inner);
    const { url } = await platform(t, { login: NEW });
    const onProgress = () => rmSync(inner, { recursive: true, force: true });
    await refused(save(url, "login", join(inner, "login.zip"), { onProgress }), "ENOENT");
    assert.equal(existsSync(inner), false);
  });
  it("the folder is a file", async (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "file"), OLD);
    const { url } = await platform(t, { login: NEW });
    await refused(save(url, "login", join(folder, "file", "login.zip")), "ENOTDIR");
    assertFiles(folder, { file: OLD });
  });
  for (const [what, content] of [
    ["an empty folder", {}],
    ["a folder with a file in it", { "kept.txt": OLD }],
  ]) {
    it(`${what} is at the path`, async (t) => {
      const folder = folderOf(t);
      const path = join(folder, "login.zip");
      mkdirSync(path);
      for (const [name, bytes] of Object.entries(content)) writeFileSync(join(path, name), bytes);
      const { url } = await platform(t, { login: NEW });
      await refused(save(url, "login", path));
      assertFiles(path, content);
      rmSync(path, { recursive: true });
      assertFiles(folder, {});
    });
  }
  it("the name is too long", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { login: NEW });
    await refused(save(url, "login", join(folder, "n".repeat(256))), "ENAMETOOLONG");
    assertFiles(folder, {});
  });
  if (inDeno) {
    it("Deno was told --deny-write", async (t) => {
      const folder = folderOf(t);
      const path = join(folder, "login.zip");
      writeFileSync(path, OLD);
      const { url } = await platform(t, { login: NEW });
      const child = savingChild(
        t,
        { url, functionName: "login", path },
        { permissions: ["--allow-all", `--deny-write=${folder}`] },
      );
      assert.equal(await child.line(), "ready");
      child.go();
      assert.match(await child.line(), /^WRITE_FAILED, cause (NotCapable|PermissionDenied|Error)$/);
      await child.end();
      assertFiles(folder, { "login.zip": OLD });
    });
  }
});
