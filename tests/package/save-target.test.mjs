// Existing entries at the path. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { chmodSync, chownSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";

import { rejection } from "../support/calls.mjs";
import { assertFiles, bytesOf, folderOf, MIB, platform, save, savingChild, system } from "../support/saving.mjs";

const OLD = bytesOf(70_000);
const NEW = bytesOf(2 * MIB + 1);
const NAME = "login.zip";
const NOBODY = 65534;

const identityOf = (path) => {
  const { ino, mode, uid, gid, rdev, size } = lstatSync(path);
  return { ino, mode, uid, gid, rdev, size };
};

// Refused with the path, a reason and a cause, before the first request.
async function refused(t, path, code, reason) {
  const { url, requests } = await platform(t, { login: NEW });
  const error = await rejection(save(url, "login", path), "WRITE_FAILED");
  assert.ok(error.cause instanceof Error, String(error.cause));
  assert.equal(error.cause.code, code, String(error.cause));
  assert.match(error.message, /^could not write \/.*: /s);
  assert.match(error.message, reason);
  assert.ok(error.message.includes(`(${code})`), error.message);
  assert.equal(requests.length, 0, "something was sent");
}

function socketAt(t, path) {
  const server = createServer();
  t.after(() => server.close());
  return new Promise((resolve) => server.listen(path, resolve));
}

const MADE = {
  "a FIFO": { make: (_t, path) => system("mkfifo", path), code: "EEXIST", reason: /a FIFO, not a regular file/ },
  "a character device": {
    make: (_t, path) => system("mknod", path, "c", "1", "3"),
    code: "EEXIST",
    reason: /a device, not a regular file/,
  },
  "a block device": {
    make: (_t, path) => system("mknod", path, "b", "7", "250"),
    code: "EEXIST",
    reason: /a device, not a regular file/,
  },
  "a socket": { make: socketAt, code: "EEXIST", reason: /a socket, not a regular file/ },
  "a folder": { make: (_t, path) => mkdirSync(path), code: "EISDIR", reason: /a folder, not a regular file/ },
};

describe("row 70: a path where something is that is no regular file is refused before anything is sent, and left:", () => {
  for (const [what, { make, code, reason }] of Object.entries(MADE)) {
    it(what, async (t) => {
      const folder = folderOf(t);
      const path = join(folder, NAME);
      await make(t, path);
      const before = identityOf(path);
      await refused(t, path, code, reason);
      assert.deepEqual(identityOf(path), before);
      rmSync(path, { recursive: true });
      assertFiles(folder, {});
    });
    it(`a link to ${what}`, async (t) => {
      const [folder, elsewhere] = [folderOf(t), folderOf(t)];
      await make(t, join(elsewhere, "there"));
      const before = identityOf(join(elsewhere, "there"));
      symlinkSync(join(elsewhere, "there"), join(folder, NAME));
      symlinkSync(NAME, join(folder, "further"));
      for (const name of [NAME, "further"]) await refused(t, join(folder, name), code, reason);
      assert.equal(readlinkSync(join(folder, NAME)), join(elsewhere, "there"));
      assert.deepEqual(identityOf(join(elsewhere, "there")), before);
    });
  }
  it("a link to an open file of a process, as /dev/stdout is", async (t) => {
    const folder = folderOf(t);
    const path = join(folder, NAME);
    writeFileSync(join(folder, "open"), OLD);
    symlinkSync(`/proc/self/root${join(folder, "open")}`, path);
    await refused(t, path, "EEXIST", /a link to a process's open file/);
    assert.ok(lstatSync(path).isSymbolicLink());
  });
  it("links in a circle", async (t) => {
    const folder = folderOf(t);
    symlinkSync("other", join(folder, NAME));
    symlinkSync(NAME, join(folder, "other"));
    await refused(t, join(folder, NAME), "ELOOP", /too many symbolic links/);
    assert.equal(readlinkSync(join(folder, NAME)), "other");
  });
});

describe("row 70: a path that no file can have is refused before anything is sent:", () => {
  for (const ending of ["/", "//", "/.", "/..", "/./"]) {
    for (const there of ["nothing", "a file", "a folder"]) {
      it(`${there} with ${ending} at its end`, async (t) => {
        const folder = folderOf(t);
        const path = join(folder, NAME);
        if (there === "a file") writeFileSync(path, OLD);
        if (there === "a folder") mkdirSync(path);
        await refused(t, `${path}${ending}`, "EISDIR", /ends like a folder's/);
        if (there === "a folder") rmSync(path, { recursive: true });
        assertFiles(folder, there === "a file" ? { [NAME]: OLD } : {});
      });
    }
  }
  it("its folder is missing", (t) => refused(t, join(folderOf(t), "missing", NAME), "ENOENT", /no such folder/));
  it("its folder is a file", async (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "file"), OLD);
    await refused(t, join(folder, "file", NAME), "ENOTDIR", /a part of its path is not a folder/);
    assertFiles(folder, { file: OLD });
  });
  it("its folder is a link to nothing", async (t) => {
    const folder = folderOf(t);
    symlinkSync("nothing", join(folder, "inner"));
    await refused(t, join(folder, "inner", NAME), "ENOENT", /no such folder/);
  });
  it("its name is too long", (t) =>
    refused(t, join(folderOf(t), "n".repeat(256)), "ENAMETOOLONG", /its name is too long/));
  it("its folder takes no files: that of processes", (t) =>
    refused(t, "/proc/self/login.zip", "ENOENT", /could not write/));
  it("its file system is read-only", async (t) => {
    const folder = folderOf(t);
    system("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", folder);
    try {
      await refused(t, join(folder, NAME), "EROFS", /the file system is read-only/);
    } finally {
      system("umount", folder);
    }
  });
});

// Saves as a user without rights, and returns the output. Nothing was sent.
async function refusedToNobody(t, path, said) {
  const { url, requests } = await platform(t, { login: NEW });
  const child = savingChild(t, { url, functionName: "login", path, uid: NOBODY });
  assert.equal(await child.line(), "ready");
  child.go();
  assert.equal(await child.line(), said);
  await child.end();
  assert.equal(requests.length, 0, "something was sent");
}

describe("row 70: a user who may not write there is refused before anything is sent:", () => {
  it("into the folder", async (t) => {
    const folder = folderOf(t);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, NAME), OLD);
    await refusedToNobody(t, join(folder, NAME), "WRITE_FAILED, cause EACCES");
    await refusedToNobody(t, join(folder, "new.zip"), "WRITE_FAILED, cause EACCES");
    assertFiles(folder, { [NAME]: OLD });
  });
  it("through the folder", async (t) => {
    const folder = folderOf(t);
    chmodSync(folder, 0o700);
    await refusedToNobody(t, join(folder, NAME), "WRITE_FAILED, cause EACCES");
    assertFiles(folder, {});
  });
  it("over another user's file, where the folder has the sticky bit", async (t) => {
    const folder = folderOf(t);
    chmodSync(folder, 0o1777);
    writeFileSync(join(folder, NAME), OLD);
    chownSync(join(folder, NAME), NOBODY - 1, NOBODY - 1);
    await refusedToNobody(t, join(folder, NAME), "WRITE_FAILED, cause EPERM");
    assertFiles(folder, { [NAME]: OLD });
  });
});

describe("row 70: what comes to the path during the download is left, too:", () => {
  const coming = { ...MADE, "a link to a folder": { make: (_t, path) => symlinkSync(".", path), code: "EISDIR" } };
  for (const [what, { make, code }] of Object.entries(coming)) {
    it(what, async (t) => {
      const folder = folderOf(t);
      const path = join(folder, NAME);
      const { url } = await platform(t, { login: NEW });
      let made;
      const onProgress = () => (made ??= make(t, path) ?? true);
      const error = await rejection(save(url, "login", path, { onProgress }), "WRITE_FAILED");
      assert.equal(error.cause.code, code);
      assert.ok(!lstatSync(path).isFile());
      rmSync(path, { recursive: true });
      assertFiles(folder, {});
    });
  }
});
