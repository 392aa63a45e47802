// Windows refuses a rename while another program has the file open. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { printed } from "../support/child.mjs";
import {
  assertFiles,
  bytesOf,
  folderOf,
  inDeno,
  MIB,
  PARTIAL,
  platform,
  save,
  savingChild,
  system,
} from "../support/saving.mjs";

const OLD = bytesOf(70_000);
const NEW = bytesOf(2 * MIB + 1);
const NAME = "login.zip";

// Here a mount over the file holds it: Linux fails a rename with EBUSY.
function heldFile(t) {
  const [folder, elsewhere] = [folderOf(t), folderOf(t)];
  const path = join(folder, NAME);
  writeFileSync(path, OLD, { mode: 0o640 });
  writeFileSync(join(elsewhere, "held"), OLD, { mode: 0o640 });
  system("mount", "--bind", join(elsewhere, "held"), path);
  return { folder, path, release: () => system("umount", path) };
}

async function childOf(t, path, system) {
  const { url } = await platform(t, { login: NEW });
  const child = savingChild(t, { url, functionName: "login", path, platform: system });
  assert.equal(await child.line(), "ready");
  return child;
}

describe("row 73: a rename that Windows refuses while another program holds the file", () => {
  it("is tried again until the file is free", async (t) => {
    // On a busy machine the hold may outlast the save's second of retries: then the test saves once more.
    for (let outcome; outcome !== "saved"; ) {
      const { folder, path, release } = heldFile(t);
      let [child, line, refusal] = [];
      try {
        child = await childOf(t, path, "win32");
        child.go();
        line = child.line().then((said) => (refusal = said));
        // The last change before the rename is the partial file's mode.
        const isComplete = () =>
          readdirSync(folder).some((name) => PARTIAL.test(name) && statSync(join(folder, name)).mode & 0o040);
        while (!refusal && !isComplete()) await new Promise(setImmediate);
        assert.equal(refusal, undefined, "it was refused at once");
      } finally {
        release();
      }
      outcome = await line;
      await child.end();
      assertFiles(folder, { [NAME]: outcome === "saved" ? NEW : OLD });
    }
  });
  it("is WRITE_FAILED with its cause in the end, and the old file stays", async (t) => {
    const { folder, path, release } = heldFile(t);
    try {
      const child = await childOf(t, path, "win32");
      child.go();
      assert.equal(await child.line(), "WRITE_FAILED, cause EBUSY");
      await child.end();
    } finally {
      release();
    }
    assertFiles(folder, { [NAME]: OLD });
  });
  it("is not tried again on other systems", async (t) => {
    const { folder, path, release } = heldFile(t);
    const { url } = await platform(t, { login: NEW });
    const error = await save(url, "login", path)
      .catch((reason) => reason)
      .finally(release);
    assert.deepEqual([error.code, error.cause.code], ["WRITE_FAILED", "EBUSY"]);
    assert.ok(error.message.startsWith(`could not write ${path}: another program holds it (EBUSY)`), error.message);
    assertFiles(folder, { [NAME]: OLD });
  });
  if (!inDeno) {
    const renamed = async (t, system, errors) => {
      const folder = folderOf(t);
      const path = join(folder, NAME);
      writeFileSync(path, OLD);
      const { url } = await platform(t, { login: NEW });
      const told = JSON.parse(
        await printed(t, "held-child.mjs", JSON.stringify({ url, path, platform: system, errors })),
      );
      assertFiles(folder, { [NAME]: told.outcome === "saved" ? NEW : OLD });
      return told;
    };
    for (const code of ["EPERM", "EACCES", "EBUSY"]) {
      it(`by ${code}: twice, and then it is saved`, async (t) => {
        const { outcome, tries } = await renamed(t, "win32", [code, code, "none"]);
        assert.deepEqual([outcome, tries], ["saved", 3]);
      });
      it(`by ${code}: for about a second, and then WRITE_FAILED`, async (t) => {
        const { outcome, tries, milliseconds } = await renamed(t, "win32", [code]);
        assert.equal(outcome, `WRITE_FAILED, cause ${code}`);
        assert.ok(tries > 3 && tries < 20 && milliseconds > 900, `${tries} tries in ${milliseconds} ms`);
      });
      it(`by ${code}: at once on another system`, async (t) => {
        assert.deepEqual(await renamed(t, "darwin", [code]), {
          outcome: `WRITE_FAILED, cause ${code}`,
          tries: 1,
          milliseconds: 0,
        });
      });
    }
    it("by another error: at once", async (t) => {
      assert.deepEqual(await renamed(t, "win32", ["ENOSPC"]), {
        outcome: "WRITE_FAILED, cause ENOSPC",
        tries: 1,
        milliseconds: 0,
      });
    });
  }
});
