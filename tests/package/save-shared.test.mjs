// A path that other processes write or link elsewhere. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { assertFiles, bytesOf, folderOf, MIB, PARTIAL, platform, save, savingChild } from "../support/saving.mjs";

const ROUNDS = 12;
const OLD = bytesOf(70_000);
const ONE = bytesOf(2 * MIB + 1);
const OTHER = bytesOf(3 * MIB + 5);
const NAME = "login.zip";

// Reads the file repeatedly while the writers work, and counts each whole file.
async function looking(path, writers) {
  const seen = { old: 0, one: 0, other: 0 };
  let writing = true;
  const written = Promise.all(writers).finally(() => (writing = false));
  while (writing) {
    const found = await readFile(path);
    const which = found.equals(ONE) ? "one" : found.equals(OTHER) ? "other" : found.equals(OLD) ? "old" : undefined;
    assert.ok(which, `${found.length} bytes that are no writer's file`);
    seen[which]++;
  }
  await written;
  return seen;
}

describe("row 47: at every look one whole file, where one path is written by", () => {
  const writers = {
    "two programs": async (t, { url, path, functionName }) => {
      const child = savingChild(t, { url, functionName, path });
      assert.equal(await child.line(), "ready");
      return async () => {
        for (let round = 0; round < ROUNDS; round++) {
          child.go();
          assert.equal(await child.line(), "saved");
        }
        await child.end();
      };
    },
    "two calls of one program":
      async (_t, { url, path, functionName }) =>
      async () => {
        for (let round = 0; round < ROUNDS; round++) await save(url, functionName, path);
      },
  };
  for (const [what, writer] of Object.entries(writers)) {
    it(what, async (t) => {
      const folder = folderOf(t);
      const path = join(folder, NAME);
      writeFileSync(path, OLD);
      const { url } = await platform(t, { one: ONE, other: OTHER });
      const ready = await Promise.all(["one", "other"].map((functionName) => writer(t, { url, path, functionName })));
      const seen = await looking(
        path,
        ready.map((write) => write()),
      );
      t.diagnostic(`seen: the old file ${seen.old} times, one ${seen.one}, the other ${seen.other}`);
      assert.ok(seen.one > 0 && seen.other > 0, JSON.stringify(seen));
      assert.deepEqual(readdirSync(folder), [NAME]);
    });
  }
  it("many calls at once, which all end well", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { one: ONE, other: OTHER });
    const calls = Array.from({ length: 10 }, (_, index) => save(url, index % 2 ? "one" : "other", join(folder, NAME)));
    const sizes = new Set((await Promise.all(calls)).map(({ size }) => size));
    assert.deepEqual([...sizes].sort(), [ONE.length, OTHER.length]);
    const found = readFileSync(join(folder, NAME));
    assertFiles(folder, { [NAME]: found.equals(ONE) ? ONE : OTHER });
  });
});

// The temporary name is random and opened exclusively, so that no test can put a link there beforehand: that no name is used
// twice is all that can be seen from outside.
describe("row 48: a symbolic link at the path is replaced, and what it points to is left alone:", () => {
  it("a link to a file", async (t) => {
    const [folder, elsewhere] = [folderOf(t), folderOf(t)];
    writeFileSync(join(elsewhere, "precious"), OLD);
    symlinkSync(join(elsewhere, "precious"), join(folder, NAME));
    await saved(t, folder);
    assertFiles(elsewhere, { precious: OLD });
  });
  it("a link to nothing", async (t) => {
    const [folder, elsewhere] = [folderOf(t), folderOf(t)];
    symlinkSync(join(elsewhere, "missing"), join(folder, NAME));
    await saved(t, folder);
    assertFiles(elsewhere, {});
  });
  it("a link stays, where the save fails", async (t) => {
    const [folder, elsewhere] = [folderOf(t), folderOf(t)];
    symlinkSync(join(elsewhere, "precious"), join(folder, NAME));
    const { url } = await platform(t, { login: { package: ONE, download: "corrupt" } });
    await assert.rejects(save(url, "login", join(folder, NAME)), { code: "CHECKSUM_MISMATCH" });
    assert.equal(readlinkSync(join(folder, NAME)), join(elsewhere, "precious"));
    assert.deepEqual(readdirSync(folder), [NAME]);
  });
  it("the temporary names are fresh ones", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { login: ONE });
    const names = new Set();
    const onProgress = () =>
      readdirSync(folder)
        .filter((name) => name !== NAME)
        .forEach((name) => names.add(name));
    for (let round = 0; round < 5; round++) await save(url, "login", join(folder, NAME), { onProgress });
    assert.equal(names.size, 5);
    for (const name of names) assert.match(name, PARTIAL);
  });
});

async function saved(t, folder) {
  const { url } = await platform(t, { login: ONE });
  await save(url, "login", join(folder, NAME));
  assert.ok(lstatSync(join(folder, NAME)).isFile());
  assertFiles(folder, { [NAME]: ONE });
}
