// Archives on a disk that is full, read-only or gone, and one that another run writes to.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";

import { fileArchive } from "wechat-function-link/fleet";

import { archiveOf, arrayOf, assertTidy, digestOf, filesIn, summariser } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { fleetOf, merchantOf } from "../support/fleets.mjs";
import { bytesOf, folderOf, MIB, system } from "../support/saving.mjs";

const row = (functionName) => ({ authorizerAppid: "wx1", env: "e", functionName });
const names = (folder) => filesIn(folder).filter((path) => path !== "filling");

// A file system of its own, for the test's time.
function disk(t, bytes) {
  const folder = folderOf(t);
  system("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder);
  const remount = (options) => system("mount", "-o", `remount,${options}`, folder);
  const unmount = () => system("umount", folder);
  return { folder, remount, unmount };
}

async function refused(promise, code) {
  const error = await rejection(promise, "WRITE_FAILED");
  assert.equal(error.cause?.code, code, String(error.cause));
  return error;
}

describe("a full disk", () => {
  it("is WRITE_FAILED, and nothing partial is left", async (t) => {
    const { folder, unmount } = disk(t, MIB);
    try {
      const archive = fileArchive(folder);
      const [large, small] = [bytesOf(3 * MIB), bytesOf(700_000)];
      await refused(archive.put(digestOf(large), large), "ENOSPC");
      assert.deepEqual(names(folder), []);
      assert.equal((await archive.put(digestOf(small), small)).stored, true);
      const more = bytesOf(400_000);
      await refused(archive.put(digestOf(more), more), "ENOSPC");
      const rows = Array.from({ length: 6000 }, (_, n) => row(`${"x".repeat(60)}${n}`));
      await refused(archive.writePart("one", "a", rows), "ENOSPC");
      await archive.writePart("one", "b", rows.slice(0, 2000));
      await refused(archive.finish("one", summariser("one")), "ENOSPC");
      assert.deepEqual(await arrayOf(archive.parts("one")), ["b"]);
      assert.deepEqual(await arrayOf(archive.snapshots()), []);
      assert.ok(
        !names(folder).some((path) => path.includes(".wfl-") || path.endsWith(".ndjson")),
        names(folder).join(),
      );
    } finally {
      unmount();
    }
  });

  it("ends a snapshot, which goes on once there is room", async (t) => {
    const { folder, remount, unmount } = disk(t, MIB);
    try {
      const functions = Array.from({ length: 12 }, (_, n) => ({ functionName: `f${n}`, package: bytesOf(200_000) }));
      const fleet = fleetOf(t, {
        wx1: merchantOf({ prod: functions.slice(0, 4) }),
        wx2: merchantOf({ prod: functions }),
      });
      const archive = fileArchive(folder);
      await refused(fleet.snapshot({ id: "one", archive }), "ENOSPC");
      assert.deepEqual(await arrayOf(archive.snapshots()), []);
      remount("size=8m");
      const summary = await fleet.snapshot({ id: "one", archive });
      assert.deepEqual([summary.functions, summary.failures], [16, 0]);
      assert.deepEqual(summary.packages, { stored: 12, bytes: 12 * 200_000 });
      assertTidy(folder);
    } finally {
      unmount();
    }
  });
});

describe("a read-only archive", () => {
  it("is WRITE_FAILED when written, and can be read", async (t) => {
    const { folder, remount, unmount } = disk(t, 4 * MIB);
    try {
      const archive = fileArchive(folder);
      const bytes = bytesOf(1000);
      await archive.put(digestOf(bytes), bytes);
      await archive.finish("one", summariser("one"));
      remount("ro");
      const other = bytesOf(1000);
      await refused(archive.put(digestOf(other), other), "EROFS");
      await refused(archive.writePart("two", "a", [row("f")]), "EROFS");
      await refused(archive.writePart("two", "a", []), "EROFS");
      await refused(archive.finish("two", summariser("two")), "EROFS");
      assert.equal((await archive.put(digestOf(bytes), bytes)).stored, false);
      assert.deepEqual((await arrayOf(archive.snapshots())).length, 1);
      const fleet = fleetOf(t, { wx1: merchantOf({ prod: ["a"] }) });
      await refused(fleet.snapshot({ archive }), "EROFS");
      assert.deepEqual(fleet.asked.requests, [], "seen before anything is asked");
      assert.deepEqual(names(folder).length, 2);
    } finally {
      unmount();
    }
  });
});

describe("what a killed writer left", () => {
  it("is removed by a later one; what a living one writes stays", { skip: process.platform !== "linux" }, async (t) => {
    const { archive, folder } = archiveOf(t);
    await archive.writePart("one", "a", [row("f")]);
    const unfinished = join(folder, "unfinished");
    // This process's own name, and that of a process that has ended.
    let living;
    const bytes = bytesOf(10);
    await archive.put(
      digestOf(bytes),
      (async function* () {
        living = readdirSync(unfinished).find((name) => name.startsWith(".wfl-"));
        yield bytes;
      })(),
    );
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    const dead = living.replace(`-${process.pid}-`, `-${pid}-`);
    for (const name of [living, dead]) writeFileSync(join(unfinished, name), "partial");
    const later = fileArchive(folder);
    await later.writePart("one", "b", [row("g")]);
    assert.deepEqual(
      readdirSync(unfinished).filter((name) => name.startsWith(".wfl-")),
      [living],
    );
    assert.equal(readFileSync(join(unfinished, living), "utf8"), "partial");
  });
});

describe("another run in the same archive", () => {
  it("writes, finishes and is read meanwhile", async (t) => {
    const fleet = fleetOf(
      t,
      Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`wx${n}`, merchantOf({ prod: ["a", "b"] })])),
    );
    const other = fileArchive(fleet.folder);
    const ids = Array.from({ length: 4 }, (_, n) => `run-${n}`);
    const reading = (async () => {
      for (let seen = 0; seen < ids.length; ) {
        const finished = await arrayOf(fleet.archive.snapshots());
        seen = finished.length;
        for (const { id, functions } of finished)
          assert.equal((await arrayOf(fleet.archive.snapshot(id))).length, functions);
      }
    })();
    const summaries = await Promise.all(
      ids.map((id, n) => fleet.snapshot({ id, archive: n % 2 ? other : fleet.archive, previous: null })),
    );
    await reading;
    assert.equal(
      summaries.reduce((sum, { failures }) => sum + failures, 0),
      0,
    );
    for (const id of ids) assert.deepEqual(fleet.lines(id), fleet.lines(ids[0]));
    assertTidy(fleet.folder);
  });
});
