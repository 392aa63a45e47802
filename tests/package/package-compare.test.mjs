// comparePackages through the border: what it says of zips, files and Blobs, and what it refuses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

import { comparePackages } from "wechat-function-link/package";

import { zip } from "../packages/raw-zip.mjs";
import { rejection } from "../support/calls.mjs";
import { filesOf, SAMPLE, zipOf } from "../support/package-calls.mjs";

const fixture = (name) => readFileSync(new URL(`../packages/${name}.zip`, import.meta.url));

const BEFORE = {
  "index.js": "a\nb\nc\n",
  "crlf.txt": "a\r\nb\r\n",
  gone: "x",
  "node_modules/@s/q/package.json": '{"version":"1.0.0"}',
  "node_modules/same/package.json": '{"version":"2.0.0"}',
  "node_modules/same/index.js": "1",
};
const AFTER = {
  "index.js": "a\nB\nc\n",
  "crlf.txt": "a\nb\n",
  new: "y\n",
  "node_modules/@s/q/package.json": '{"version":"1.0.1"}',
  "node_modules/same/package.json": '{"version":"2.0.0"}',
  "node_modules/same/index.js": "2",
};
const PATCH = "diff --git a/index.js b/index.js\n--- a/index.js\n+++ b/index.js\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n";

const FORMS = { zips: zipOf, files: filesOf, Blobs: (files) => new Blob([zipOf(files)]) };
for (const [what, of] of Object.entries(FORMS)) {
  it(`${what}: statuses, sizes, patches and dependencies`, async () => {
    const { same, before, after, files, dependencies } = await comparePackages(of(BEFORE), of(AFTER));
    assert.equal(same, false);
    assert.deepEqual(
      files.map(({ patch: _, ...file }) => file),
      [
        { path: "crlf.txt", status: "eol-only", beforeSize: 6, afterSize: 4 },
        { path: "gone", status: "removed", beforeSize: 1 },
        { path: "index.js", status: "modified", beforeSize: 6, afterSize: 6 },
        { path: "new", status: "added", afterSize: 2 },
      ],
    );
    assert.equal(files[2].patch, PATCH);
    assert.match(files[1].patch, /\+\+\+ \/dev\/null\n@@ -1 \+0,0 @@\n-x\n\\ No newline at end of file\n$/);
    assert.deepEqual(dependencies, [
      { name: "@s/q", path: "node_modules/@s/q/", before: "1.0.0", after: "1.0.1" },
      { name: "same", path: "node_modules/same/", before: "2.0.0", after: "2.0.0", changed: true },
    ]);
    for (const side of [before, after]) {
      assert.match(side.contentDigest, /^tree1:[0-9a-f]{64}$/);
      assert.equal(/^[0-9a-f]{64}$/.test(side.checksum), what !== "files");
      assert.ok(side.size > 50);
    }
  });
}

it("the same contents in another zip are the same, and a zip is the same as its files", async () => {
  for (const [one, two] of [
    ["stored", "deflated"],
    ["deflated", "other-order"],
    ["stored", "directories"],
  ]) {
    const { same, files, dependencies } = await comparePackages(fixture(one), fixture(two));
    assert.deepEqual([same, files, dependencies], [true, [], []]);
  }
  assert.equal((await comparePackages(zipOf(SAMPLE), filesOf(SAMPLE))).same, true);
});

it("options have their effect", async () => {
  const compare = async (options, before = BEFORE, after = AFTER) => {
    const { same, files } = await comparePackages(zipOf(before), zipOf(after), options);
    return [same, files.map(({ status, path }) => `${status} ${path}`)];
  };
  const ignored = await compare({ ignore: ["*", "!crlf.txt"] });
  assert.deepEqual(ignored, [false, ["eol-only crlf.txt"]]);
  assert.equal((await compare({ ignore: ["*", "!crlf.txt"], ignoreCrAtEol: true }))[0], true);
  const script = (mode) => zip([{ name: "run", data: "x", mode }]);
  const [plain, executable] = [script(0o100644), script(0o100755)];
  assert.equal((await comparePackages(plain, executable)).same, true);
  const { same, files } = await comparePackages(plain, executable, { modes: true });
  assert.deepEqual(
    [same, files],
    [
      false,
      [{ path: "run", status: "mode", beforeSize: 1, afterSize: 1, ...(files[0].patch && { patch: files[0].patch }) }],
    ],
  );
  const without = await comparePackages(zipOf(BEFORE), zipOf(AFTER), { patches: false });
  assert.ok(without.files.length === 4 && without.files.every((file) => !("patch" in file)));
});

it("a package that is not sound is refused, and the error says which", async () => {
  const cases = { crc: "CRC_MISMATCH", duplicate: "DUPLICATE_NAME", "no-bytes": "NO_END_RECORD" };
  for (const [name, reason] of Object.entries(cases)) {
    const before = await rejection(comparePackages(fixture(name), zipOf(SAMPLE)), "BAD_PACKAGE");
    const after = await rejection(comparePackages(zipOf(SAMPLE), fixture(name)), "BAD_PACKAGE");
    assert.deepEqual([before.reason, after.reason], [reason, reason]);
    assert.match(before.message, /^the package before /);
    assert.match(after.message, /^the package after /);
  }
  // Nothing is written: unsafe names and symbolic links are compared.
  assert.equal((await comparePackages(fixture("absolute"), fixture("absolute"))).same, true);
  for (const limits of [{ maxBytes: 3 }, { maxEntries: 1 }]) {
    await rejection(comparePackages(zipOf(SAMPLE), zipOf(SAMPLE), limits), "BAD_PACKAGE");
    await rejection(comparePackages(filesOf(SAMPLE), filesOf(SAMPLE), limits), "BAD_PACKAGE");
  }
});

it("a caller's files may change once they were read", async () => {
  const shared = new TextEncoder().encode("old\n");
  const changing = {
    files: (async function* () {
      yield { path: "index.js", bytes: shared };
      shared.set(new TextEncoder().encode("new\n"));
    })(),
  };
  const { files } = await comparePackages(changing, filesOf({ "index.js": "other\n" }));
  assert.match(files[0].patch, /\n-old\n\+other\n$/);
});
