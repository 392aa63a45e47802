// What a snapshot takes over from the one before, and what it says has changed.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { filesIn } from "../support/archives.mjs";
import { fleetOf, LINK, merchantOf, nameOf } from "../support/fleets.mjs";
import { bytesOf } from "../support/saving.mjs";

const later = "2026-01-02 03:04:05";
const NO_DRIFT = { unchanged: 0, repackaged: 0, changed: 0, added: 0, removed: 0, unknown: 0 };

// A merchant whose functions can be changed.
const changeable = () => merchantOf({ prod: [{ functionName: "a" }, { functionName: "b" }, { functionName: "c" }] });

describe("the previous snapshot", () => {
  it("is the newest finished one: where nothing changed, lists alone are asked for", async (t) => {
    const { snapshot, asked, lines, archive } = fleetOf(t, { wx1: changeable(), wx2: changeable() });
    await snapshot({ id: "one" });
    await archive.writePart("unfinished", "part", []);
    asked.clear();
    const { previous, reused, drift, packages } = await snapshot({ id: "two" });
    assert.deepEqual([previous, reused, packages], ["one", 6, { stored: 0, bytes: 0 }]);
    assert.deepEqual(drift, { ...NO_DRIFT, unchanged: 6 });
    assert.equal(asked.count(LINK), 0);
    assert.equal(asked.requests.length, 4);
    assert.deepEqual(lines("two"), lines("one"));
  });

  it("is asked about again where modTime is another, missing, or full is true", async (t) => {
    const wx1 = changeable();
    const { snapshot, asked } = fleetOf(t, { wx1 });
    await snapshot();
    const [a] = wx1.functions;
    for (const modTime of [later, "", later]) {
      a.modTime = modTime;
      asked.clear();
      const { reused, drift } = await snapshot();
      assert.equal(asked.count(LINK), 1, `modTime ${modTime}`);
      assert.deepEqual([reused, drift.unchanged], [2, 3]);
    }
    asked.clear();
    const { reused, drift } = await snapshot({ full: true });
    assert.deepEqual([asked.count(LINK), reused, drift.unchanged], [3, 0, 3]);
  });

  it("is the one that is named, or none", async (t) => {
    const wx1 = changeable();
    const { snapshot, asked } = fleetOf(t, { wx1 });
    await snapshot({ id: "one" });
    wx1.functions.pop();
    const two = await snapshot({ id: "two" });
    assert.deepEqual(two.drift, { ...NO_DRIFT, unchanged: 2, removed: 1 });
    const three = await snapshot({ id: "three", previous: "one" });
    assert.deepEqual([three.previous, three.drift.removed], ["one", 1]);
    asked.clear();
    const none = await snapshot({ id: "none", previous: null });
    assert.deepEqual([none.previous, none.drift, none.reused, asked.count(LINK)], [undefined, undefined, 0, 2]);
  });

  it("whose package is gone from the archive is asked about again, and stored", async (t) => {
    const { snapshot, asked, folder } = fleetOf(t, { wx1: changeable() });
    await snapshot();
    const [blob] = filesIn(folder).filter((path) => path.startsWith("blobs/"));
    rmSync(join(folder, blob));
    asked.clear();
    const { reused, packages, drift, partial } = await snapshot();
    assert.deepEqual([reused, packages.stored, drift.unchanged, partial, asked.count(LINK)], [2, 1, 3, false, 2]);
    assert.ok(filesIn(folder).includes(blob));
  });

  it("had an error: its function is asked about again, and its drift is unknown", async (t) => {
    const wx1 = changeable();
    wx1.functions[1].errcode = 48001;
    const { snapshot } = fleetOf(t, { wx1 });
    assert.equal((await snapshot()).partial, true);
    delete wx1.functions[1].errcode;
    const second = await snapshot();
    assert.deepEqual(second.drift, { ...NO_DRIFT, unchanged: 2, unknown: 1 });
    assert.deepEqual([second.partial, second.reused], [false, 2]);
    assert.deepEqual((await snapshot()).drift, { ...NO_DRIFT, unchanged: 3 });
  });
});

describe("drift", () => {
  it("distinguishes changed, repackaged, added and removed functions", async (t) => {
    const wx1 = merchantOf({
      prod: [
        { functionName: "changed", contents: "tidy" },
        { functionName: "removed" },
        { functionName: "rezipped", contents: "tidy" },
        { functionName: "same" },
        { functionName: "unsound", package: bytesOf(100) },
      ],
    });
    const { snapshot } = fleetOf(t, { wx1 });
    await snapshot();
    const [changed, , rezipped, same, unsound] = wx1.functions;
    Object.assign(changed, { contents: "edited", modTime: later });
    Object.assign(rezipped, { contents: "rezipped", modTime: later });
    Object.assign(unsound, { package: bytesOf(100), modTime: later });
    wx1.functions = [changed, rezipped, same, unsound, { env: "prod", functionName: "added" }];
    const { drift } = await snapshot();
    assert.deepEqual(drift, { unchanged: 1, repackaged: 1, changed: 2, added: 1, removed: 1, unknown: 0 });
  });

  it("is unknown for each function that the other side has where a merchant or an environment failed", async (t) => {
    const wx1 = merchantOf({ prod: ["a", "b"], test: ["c"] });
    const wx2 = merchantOf({ prod: ["d", "e", "f"] });
    const { snapshot, rows } = fleetOf(t, { wx1, wx2 });
    await snapshot();
    wx1.environments[0].errcode = 48001;
    wx2.errcode = 48001;
    const { drift } = await snapshot({ id: "failed" });
    assert.deepEqual((await rows("failed")).map(nameOf), ["wx1/prod", "wx1/test/c", "wx2"]);
    assert.deepEqual(drift, { ...NO_DRIFT, unchanged: 1, unknown: 5 });
    delete wx1.environments[0].errcode;
    delete wx2.errcode;
    assert.deepEqual((await snapshot()).drift, { ...NO_DRIFT, unchanged: 1, unknown: 5 });
  });

  it("says removed where targets are narrower", async (t) => {
    const { snapshot } = fleetOf(t, { wx1: changeable(), wx2: changeable() });
    await snapshot();
    const { drift } = await snapshot({ targets: [{ authorizerAppid: "wx1" }] });
    assert.deepEqual(drift, { ...NO_DRIFT, unchanged: 3, removed: 3 });
  });
});
