// A program that is killed while it extracts, and what later calls do with what it left.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as after } from "node:timers/promises";

import { extractPackage } from "wechat-function-link/fs";

import { rejection } from "../support/calls.mjs";
import { extractingChild, OLD, PACKAGE, PARTIAL_FOLDER, treeOf, writeTree } from "../support/extracting.mjs";
import { bytesOf, folderOf, inDeno, platform, save } from "../support/saving.mjs";
import { isSoak, soak } from "../support/soak.mjs";
import { zippedFiles } from "../support/zipped.mjs";

const KILLS = soak(100, 6);
const AT_ONCE = 2;
const NEW = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`${index}.js`, `of the new package, ${index}`]),
);
const OTHER = { "other.txt": "other" };

const partials = (folder) => readdirSync(folder).filter((name) => name.startsWith(".wfl-"));
const isSame = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (tree) => Object.entries(tree).sort();

// A child that replaces `out`, ready to begin.
async function child(t, folder, more = {}) {
  const zip = join(folder, "new.zip");
  writeFileSync(zip, zippedFiles(NEW));
  const started = extractingChild(t, { zip, folder: join(folder, "out"), options: { replace: true }, ...more });
  assert.equal(await started.line(), "ready");
  rmSync(zip);
  return started;
}

// What a call that is refused leaves at the path: it has put back what it found beside it.
async function looked(folder) {
  await rejection(extractPackage(new Uint8Array(10), join(folder, "out"), { replace: true }), "BAD_PACKAGE");
  return treeOf(join(folder, "out"));
}

it(`${KILLS} kills leave the old folder or the new one, never anything else`, async (t) => {
  const seen = { before: 0, "in the middle": 0, "between two renames": 0, after: 0 };
  const states = (folder) => {
    for (const name of partials(folder)) assert.match(name, PARTIAL_FOLDER);
    if (!readdirSync(folder).includes("out")) return "between two renames";
    if (isSame(treeOf(join(folder, "out")), NEW)) return "after";
    assert.deepEqual(treeOf(join(folder, "out")), OLD);
    return partials(folder).length > 0 ? "in the middle" : "before";
  };
  const measured = async (folder) => {
    writeTree(join(folder, "out"), OLD);
    const whole = await child(t, folder);
    const begun = performance.now();
    whole.go();
    assert.equal(await whole.line(), "extracted");
    const duration = performance.now() - begun;
    await whole.end();
    assert.deepEqual(treeOf(join(folder, "out")), NEW);
    assert.deepEqual(partials(folder), []);
    rmSync(join(folder, "out"), { recursive: true });
    return duration;
  };
  const folders = Array.from({ length: AT_ONCE }, () => folderOf(t));
  let longest = Math.max(...(await Promise.all(folders.map(measured))));
  let left = KILLS;
  await Promise.all(
    folders.map(async (folder) => {
      while (left-- > 0) {
        writeTree(join(folder, "out"), OLD);
        const killed = await child(t, folder);
        const instant = Math.random() * longest;
        killed.go();
        await after(instant);
        await killed.kill();
        const when = states(folder);
        seen[when]++;
        longest *= when === "after" ? 0.9 : 1 / 0.9;
        assert.deepEqual(await looked(folder), when === "after" ? NEW : OLD);
        await extractPackage(zippedFiles(OTHER), join(folder, "out"), { replace: true });
        assert.deepEqual(treeOf(folder), { "out/": null, "out/other.txt": "other" }, "what was left is swept");
        rmSync(join(folder, "out"), { recursive: true });
      }
    }),
  );
  t.diagnostic(
    `killed ${Object.entries(seen)
      .map(([when, count]) => `${count} times ${when}`)
      .join(", ")}`,
  );
  if (isSoak) assert.ok(seen["in the middle"] > 0 && seen.after > 0);
});

// Deno's node:fs/promises cannot be changed from outside.
if (!inDeno) {
  describe("a program that is killed at", () => {
    for (const [endAt, when, partial, tree] of [
      [0, "the first rename: the old folder is where it was", ["new"], OLD],
      [1, "the second rename: the old folder is put back", ["new", "old"], OLD],
      [2, "the third rename: the new folder is there", ["old"], NEW],
    ]) {
      it(when, async (t) => {
        const folder = folderOf(t);
        writeTree(join(folder, "out"), OLD);
        const killed = await child(t, folder, { endAt });
        killed.go();
        await killed.kill({ byItself: true });
        assert.deepEqual(
          partials(folder)
            .map((name) => PARTIAL_FOLDER.exec(name)[1].slice(0, 3))
            .sort(),
          partial,
        );
        assert.equal(readdirSync(folder).includes("out"), endAt !== 1);
        assert.deepEqual(await looked(folder), tree);
        await extractPackage(PACKAGE, join(folder, "out"), { replace: true });
        assert.deepEqual(readdirSync(folder), ["out"]);
      });
    }
    it("the second rename: a call without replace puts the old folder back, too", async (t) => {
      const folder = folderOf(t);
      writeTree(join(folder, "out"), OLD);
      const killed = await child(t, folder, { endAt: 1 });
      killed.go();
      await killed.kill({ byItself: true });
      const error = await rejection(extractPackage(PACKAGE, join(folder, "out")), "WRITE_FAILED");
      assert.equal(error.cause.code, "ENOTEMPTY");
      assert.deepEqual(treeOf(join(folder, "out")), OLD);
    });
  });
}

// The name of a folder that a killed program left.
async function deadName(t, folder) {
  for (;;) {
    mkdirSync(join(folder, "out"));
    const killed = await child(t, folder);
    killed.go();
    // One that was there between two looks is tried again.
    const isDone = () => existsSync(join(folder, "out/0.js"));
    while (partials(folder).length === 0 && !isDone()) await new Promise(setImmediate);
    await killed.kill();
    const [name] = partials(folder).filter((found) => found.endsWith("-new"));
    for (const each of readdirSync(folder)) rmSync(join(folder, each), { recursive: true });
    if (name !== undefined) return name.replace(/-new$/, "");
  }
}

const oldName = (name, path) =>
  `${name}-old-${createHash("sha256").update(JSON.stringify(path)).digest("hex").slice(0, 10)}`;
const hoursAgo = (path, hours) => utimesSync(path, new Date(), new Date(Date.now() - hours * 3_600_000));

describe("a later call", () => {
  it("puts back what stands beside the path, the latest where there are several", async (t) => {
    const folder = folderOf(t);
    const name = await deadName(t, folder);
    writeTree(join(folder, "older"), OTHER);
    renameSync(join(folder, "older"), join(folder, oldName(name.replace(/.{12}$/, "0".repeat(12)), "out")));
    // Deno tells whole seconds of such a time.
    const before = lstatSync(folder).ctimeMs;
    while (lstatSync(folder).ctimeMs <= before) {
      writeFileSync(join(folder, "tick"), "");
      rmSync(join(folder, "tick"));
    }
    writeTree(join(folder, "latest"), OLD);
    renameSync(join(folder, "latest"), join(folder, oldName(name, "out")));
    assert.deepEqual(await looked(folder), OLD);
    await extractPackage(PACKAGE, join(folder, "out"), { replace: true });
    assert.deepEqual(readdirSync(folder), ["out"], "the other one is swept");
  });

  it("leaves the old folder of another path, which is not there, alone", async (t) => {
    const folder = folderOf(t);
    const name = oldName(await deadName(t, folder), "another");
    writeTree(join(folder, name), OLD);
    await extractPackage(PACKAGE, join(folder, "out"));
    assert.deepEqual(readdirSync(folder).sort(), [name, "out"]);
    await extractPackage(PACKAGE, join(folder, "another"), { replace: true });
    assert.deepEqual(readdirSync(folder).sort(), ["another", "out"]);
  });

  it("removes what another host left after an hour without a write anywhere in it", async (t) => {
    const folder = folderOf(t);
    const name = await deadName(t, folder);
    const of = (host) => name.replace(/^\.wfl-.{10}/, `.wfl-${host}`);
    const young = `${of("0123456789")}-new`;
    const old = `${of("abcdefabcd")}-new`;
    for (const [at, hours] of [
      [young, 0.5],
      [old, 1.5],
    ]) {
      writeTree(join(folder, at), { "deep/a.txt": "1" });
      hoursAgo(join(folder, at, "deep/a.txt"), hours);
      hoursAgo(join(folder, at, "deep"), 48);
      hoursAgo(join(folder, at), 48);
    }
    await extractPackage(PACKAGE, join(folder, "out"));
    assert.deepEqual(readdirSync(folder).sort(), [young, "out"].sort());
  });

  it("of saveFunction removes it as well", async (t) => {
    const folder = folderOf(t);
    const name = await deadName(t, folder);
    writeTree(join(folder, `${name}-new`), OLD);
    const { url } = await platform(t, { login: bytesOf(100) });
    await save(url, "login", join(folder, "login.zip"));
    assert.deepEqual(readdirSync(folder), ["login.zip"]);
  });

  it("leaves what is no folder of ours", async (t) => {
    const folder = folderOf(t);
    const name = await deadName(t, folder);
    const left = [`${name}-new.txt`, `${name}-newer/`, `x${name}-new/`, `${name}-old/`, `${name}-old-xyz/`];
    writeTree(folder, Object.fromEntries(left.map((path) => [path, "mine"])));
    writeFileSync(join(folder, `${name}-new`), "a file");
    await extractPackage(PACKAGE, join(folder, "out"));
    const kept = [...left.map((path) => path.replace("/", "")), `${name}-new`, "out"];
    assert.deepEqual(readdirSync(folder).sort(), kept.sort());
  });
});
