// Modes and owners. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { chmodSync, chownSync, lstatSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";

import {
  assertFiles,
  bytesOf,
  folderOf,
  MIB,
  PARTIAL,
  platform,
  save,
  savingChild,
  system,
} from "../support/saving.mjs";

const OLD = bytesOf(70_000);
const NEW = bytesOf(3 * MIB + 17);
const NAME = "login.zip";
const NOBODY = 65534;
const OTHER = 54321;

const modeOf = (path) => (statSync(path).mode & 0o7777).toString(8).padStart(4, "0");

function oldFile(folder, mode) {
  writeFileSync(join(folder, NAME), OLD);
  chmodSync(join(folder, NAME), mode);
}

describe("row 71: the mode of the file that is replaced is kept:", () => {
  for (const mode of [0o600, 0o640, 0o644, 0o664, 0o666, 0o400, 0o444, 0o755, 0o000, 0o604]) {
    it(mode.toString(8).padStart(4, "0"), async (t) => {
      const folder = folderOf(t);
      oldFile(folder, mode);
      const { url } = await platform(t, { login: NEW });
      await save(url, "login", join(folder, NAME));
      assertFiles(folder, { [NAME]: NEW });
      assert.equal(statSync(join(folder, NAME)).mode & 0o7777, mode);
    });
  }
  it("without setuid, setgid and sticky", async (t) => {
    const folder = folderOf(t);
    oldFile(folder, 0o7755);
    const { url } = await platform(t, { login: NEW });
    await save(url, "login", join(folder, NAME));
    assert.equal(modeOf(join(folder, NAME)), "0755");
  });
  it("that of the file behind a link", async (t) => {
    const [folder, elsewhere] = [folderOf(t), folderOf(t)];
    oldFile(elsewhere, 0o600);
    symlinkSync(join(elsewhere, NAME), join(folder, NAME));
    const { url } = await platform(t, { login: NEW });
    await save(url, "login", join(folder, NAME));
    assert.ok(lstatSync(join(folder, NAME)).isFile());
    assert.equal(modeOf(join(folder, NAME)), "0600");
    assertFiles(elsewhere, { [NAME]: OLD });
  });
  it("that it has at the end, not when the download begins", async (t) => {
    const folder = folderOf(t);
    oldFile(folder, 0o644);
    const { url } = await platform(t, { login: NEW });
    await save(url, "login", join(folder, NAME), { onProgress: () => chmodSync(join(folder, NAME), 0o600) });
    assert.equal(modeOf(join(folder, NAME)), "0600");
  });
  it("after an abort, as before", async (t) => {
    const folder = folderOf(t);
    oldFile(folder, 0o640);
    const { url } = await platform(t, { login: { package: NEW, download: "corrupt" } });
    await assert.rejects(save(url, "login", join(folder, NAME)), { code: "CHECKSUM_MISMATCH" });
    assert.equal(modeOf(join(folder, NAME)), "0640");
    assertFiles(folder, { [NAME]: OLD });
  });
});

describe("row 71: the partial file is for its owner alone:", () => {
  for (const [what, mode] of [
    ["a new file"],
    ["a file that all may read", 0o644],
    ["a file that all may write", 0o666],
    ["a private file", 0o600],
  ]) {
    it(what, async (t) => {
      const folder = folderOf(t);
      if (mode !== undefined) oldFile(folder, mode);
      const { url } = await platform(t, { login: NEW });
      const seen = new Set();
      const look = () =>
        readdirSync(folder)
          .filter((name) => PARTIAL.test(name))
          .forEach((name) => seen.add(modeOf(join(folder, name))));
      await save(url, "login", join(folder, NAME), { onStart: look, onProgress: look });
      assert.deepEqual([...seen], ["0600"]);
    });
  }
});

describe("row 71: a new file has the mode that the umask gives:", () => {
  for (const umask of ["022", "027", "077", "002", "000"]) {
    it(umask, async (t) => {
      const folder = folderOf(t);
      const { url } = await platform(t, { login: NEW });
      await inChild(t, { url, path: join(folder, NAME) }, ["sh", "-c", `umask ${umask}; exec "$0" "$@"`]);
      assertFiles(folder, { [NAME]: NEW });
      assert.equal(statSync(join(folder, NAME)).mode & 0o7777, 0o666 & ~parseInt(umask, 8));
    });
  }
  it("a link to nothing is replaced by a new file", async (t) => {
    const folder = folderOf(t);
    symlinkSync("nothing", join(folder, NAME));
    const { url } = await platform(t, { login: NEW });
    await inChild(t, { url, path: join(folder, NAME) }, ["sh", "-c", 'umask 027; exec "$0" "$@"']);
    assert.equal(modeOf(join(folder, NAME)), "0640");
  });
  it("a file that is removed during the download leaves a new one", async (t) => {
    const folder = folderOf(t);
    oldFile(folder, 0o600);
    const { url } = await platform(t, { login: NEW });
    await save(url, "login", join(folder, NAME), { onStart: () => system("rm", join(folder, NAME)) });
    assert.equal(modeOf(join(folder, NAME)), (0o666 & ~process.umask()).toString(8).padStart(4, "0"));
  });
});

async function inChild(t, work, before) {
  const child = savingChild(t, { functionName: "login", ...work }, { before });
  assert.equal(await child.line(), "ready");
  child.go();
  assert.equal(await child.line(), "saved");
  await child.end();
}

describe("row 71: owner and group of the file that is replaced are kept where that is permitted:", () => {
  const owned = (folder, uid, gid, mode) => {
    oldFile(folder, mode);
    system("chown", `${uid}:${gid}`, join(folder, NAME));
  };
  const ownersOf = (folder) => {
    const { uid, gid } = statSync(join(folder, NAME));
    return [uid, gid, modeOf(join(folder, NAME))];
  };
  it("root keeps both", async (t) => {
    const folder = folderOf(t);
    owned(folder, NOBODY, OTHER, 0o640);
    const { url } = await platform(t, { login: NEW });
    await save(url, "login", join(folder, NAME));
    assert.deepEqual(ownersOf(folder), [NOBODY, OTHER, "0640"]);
  });
  const saved = async (t, uid, gid, mode) => {
    const folder = folderOf(t);
    chownSync(folder, NOBODY, NOBODY);
    owned(folder, uid, gid, mode);
    const { url } = await platform(t, { login: NEW });
    await inChild(t, { url, path: join(folder, NAME), uid: NOBODY });
    assertFiles(folder, { [NAME]: NEW });
    return ownersOf(folder);
  };
  it("another user keeps its own file as it is", async (t) =>
    assert.deepEqual(await saved(t, NOBODY, NOBODY, 0o640), [NOBODY, NOBODY, "0640"]));
  it("another user keeps the group that it belongs to", async (t) => {
    assert.deepEqual(await saved(t, OTHER, NOBODY, 0o660), [NOBODY, NOBODY, "0660"]);
  });
  it("another user's own group gets what all others had, where the group cannot be kept", async (t) => {
    assert.deepEqual(await saved(t, OTHER, OTHER, 0o660), [NOBODY, NOBODY, "0600"]);
    assert.deepEqual(await saved(t, NOBODY, OTHER, 0o664), [NOBODY, NOBODY, "0644"]);
  });
});
