// contentDigest is of the contents alone: the same for each program's zip of the same files, and for the folder that they are in.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { zip as archive } from "./support/archived.mjs";

const { CONSUMER } = process.env;
assert.ok(CONSUMER, "run this by cargo xtask test packages");
const entry = (name) => import(pathToFileURL(join(CONSUMER, `node_modules/wechat-function-link/${name}.js`)));
const { inspectPackage, comparePackages } = await entry("package");
const { folder: folderOf } = await entry("fs");

const temporary = await mkdtemp(join(tmpdir(), "wechat-function-link-packages-"));
after(() => rm(temporary, { recursive: true, force: true }));
const FILES = {
  "index.js": "exports.main = async () => 'ok';\n",
  "package.json": '{ "name": "rezipped", "version": "1.0.0" }\n',
  "lib/empty": "",
  "lib/deep/er/large.txt": "a line that repeats\n".repeat(20_000),
  "lib/run.sh": "#!/bin/sh\n",
  "中文/说明.txt": "名称\n",
  "zz top/with a space.js": "1;\n",
};
const source = join(temporary, "source");
for (const [path, text] of Object.entries(FILES)) {
  await mkdir(dirname(join(source, path)), { recursive: true });
  await writeFile(join(source, path), text);
}
await chmod(join(source, "lib/run.sh"), 0o755);
await utimes(join(source, "index.js"), 1_000_000_000, 1_000_000_000);

// The programs' own zips.
async function run(program, parameters) {
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  await promisify(execFile)(program, parameters, { cwd: source, env }).catch((error) => {
    const why = error.code === "ENOENT" ? "is not installed" : error.message;
    assert.fail(
      `${program} ${why}: this test needs the packages zip, python3 and libarchive-tools of Debian or Ubuntu`,
    );
  });
}
const names = (await readdir(source)).sort();
const PYTHON = `
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as made:
    for folder, _, files in sorted(os.walk(".")):
        for name in sorted(files):
            made.write(os.path.join(folder, name))
`;
const PROGRAMS = {
  "Info-ZIP zip": (path) => run("zip", ["-qr", path, ...names]),
  "Info-ZIP zip, stored, without directories": (path) => run("zip", ["-qr0D", path, ...names.toReversed()]),
  "Python's zipfile": (path) => run("python3", ["-c", PYTHON, path]),
  bsdtar: (path) => run("bsdtar", ["-a", "-cf", path, ...names]),
  JSZip: async (path) => writeFile(path, await archive.jszip(FILES)),
  "JSZip, streamed": async (path) => writeFile(path, await archive.jszip(FILES, { streamFiles: true })),
  archiver: async (path) => writeFile(path, await archive.archiver(FILES)),
};

const { contentDigest } = await inspectPackage(folderOf(source));
assert.match(contentDigest, /^tree1:[0-9a-f]{64}$/);

for (const [name, make] of Object.entries(PROGRAMS)) {
  it(`${name}: the digest of the folder, no errors, and no difference from it`, async () => {
    const path = join(temporary, `${name}.zip`);
    await make(path);
    const bytes = await readFile(path);
    const report = await inspectPackage(bytes);
    assert.deepEqual(
      report.findings.filter(({ level }) => level === "error"),
      [],
    );
    assert.equal(report.contentDigest, contentDigest);
    const { same, files } = await comparePackages(bytes, folderOf(source));
    assert.deepEqual([same, files], [true, []]);
  });
}

it("another byte gives another digest", async () => {
  const changed = await archive.jszip({ ...FILES, "lib/empty": "x" });
  assert.notEqual((await inspectPackage(changed)).contentDigest, contentDigest);
});
