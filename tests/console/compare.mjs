// How a package differs: from a dropped or chosen folder or zip, and from what is deployed elsewhere.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, it } from "node:test";

import { zipSync } from "fflate";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };
const text = (value) => new TextEncoder().encode(value);
const FILES = {
  "index.js": "exports.main = async () => {\n  return 1;\n};\n",
  "package.json": '{ "name": "f", "dependencies": { "ky": "1.0.0" } }\n',
  "lib/a.js": "one\ntwo\nthree\n",
  "node_modules/ky/package.json": '{ "name": "ky", "version": "1.0.0" }',
  "node_modules/ky/index.js": "1",
};
const CHANGED = {
  "index.js": FILES["index.js"],
  "package.json": FILES["package.json"],
  "lib/a.js": "one\n2\nthree\nfour\n",
  "lib/new.js": "new\n",
  "node_modules/ky/package.json": '{ "name": "ky", "version": "1.1.0" }',
  "node_modules/ky/index.js": "2",
};
const bytesOf = (files) => Object.fromEntries(Object.entries(files).map(([path, value]) => [path, text(value)]));

// The page of a function whose package is CHANGED; `before` has FILES.
async function opened(t, options) {
  const console = await visit(t, options);
  console.upstream.functions.push(
    { env: "after", functionName: "f", package: zipSync(bytesOf(CHANGED)) },
    { env: "before", functionName: "f", package: zipSync(bytesOf(FILES)) },
  );
  assert.equal((await console.get("after", "f")).kind, "good");
  return console;
}

async function folderOf(t, files) {
  const folder = await mkdtemp(join(tmpdir(), "console-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [path, value] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), value);
  }
  return folder;
}

// Drops files and folders of the disk as the system does: the page gets the browser's own file system entries.
async function drop(page, selector, files) {
  const cdp = await page.context().newCDPSession(page);
  await page.locator(selector).first().scrollIntoViewIfNeeded();
  const box = await page.locator(selector).first().boundingBox();
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const data = { items: [], files, dragOperationsMask: 1 }; // 1: copy
  for (const type of ["dragEnter", "dragOver", "drop"]) await cdp.send("Input.dispatchDragEvent", { type, x, y, data });
}

const difference = (page) => page.waitForSelector("#difference-title");
const changes = (page) =>
  page.locator(".changes summary").evaluateAll((all) => all.map(({ innerText }) => innerText.replace(/\s+/g, " ")));

describe("a package is compared", ENDED, () => {
  it("with a zip: changed files first, each with its patch, dependencies summed up", async (t) => {
    const console = await opened(t);
    const { page } = console;
    await page.setInputFiles("#compare-zip", {
      name: "before.zip",
      mimeType: "application/zip",
      buffer: Buffer.from(zipSync(bytesOf(FILES))),
    });
    await difference(page);
    assert.match(
      await page.innerText(".difference"),
      /Different contents\s+before\.zip → f \(after\) · modified: 1 · added: 1 · dependencies: 1/,
    );
    assert.deepEqual(await changes(page), ["Modified lib/a.js 14 bytes → 17 bytes", "Added lib/new.js – → 4 bytes"]);
    await eventually(async () =>
      assert.match(await page.innerText(".difference .plain-table"), /ky\s+1\.0\.0\s+1\.1\.0/),
    );
    await page.click(".changes summary:has-text('lib/a.js')");
    await page.waitForSelector(".patch");
    assert.deepEqual(await page.locator(".patch td[data-kind=added] code").allInnerTexts(), ["+2", "+four"]);
    await console.screenshot("light-en-compare");
    await page.click("text=Side by side");
    await page.waitForSelector(".patch[data-split=true]");
    const row = page.locator(".patch tr:has(td[data-kind=removed])");
    await eventually(async () => assert.deepEqual(await row.locator("code").allInnerTexts(), ["−two", "+2"]));
    await console.screenshot("light-en-compare-split");
    await console.finish();
  });

  it("with a chosen folder", async (t) => {
    const console = await opened(t);
    const { page } = console;
    await page.setInputFiles("#compare-folder", await folderOf(t, CHANGED));
    await difference(page);
    assert.match(await page.innerText(".difference"), /The same contents/);
    await console.screenshot("light-en-compare-same");
    await page.setInputFiles("#compare-folder", await folderOf(t, FILES));
    await page.waitForSelector("#difference-title:text-is('Different contents')");
    assert.equal((await changes(page)).length, 2);
    await console.finish();
  });

  it("with a folder that is dropped on the page", async (t) => {
    const console = await opened(t);
    const { page } = console;
    const folder = await folderOf(t, { ...FILES, "deep/er/empty.txt": "" });
    await drop(page, ".compare .drop", [folder]);
    await difference(page);
    assert.ok((await page.innerText(".difference")).includes(`${basename(folder)}/ → f (after)`));
    assert.deepEqual(await changes(page), [
      "Modified lib/a.js 14 bytes → 17 bytes",
      "Added lib/new.js – → 4 bytes",
      "Removed deep/er/empty.txt 0 bytes → –",
    ]);
    await console.finish();
  });

  it("with a dropped folder of more files than a reader gives at a time, and with a dropped zip", async (t) => {
    const files = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`lib/f-${index}.js`, `${index}\n`]));
    const zip = zipSync(bytesOf(files));
    const console = await visit(t);
    const { page } = console;
    console.upstream.functions.push({ env: "wide", functionName: "w", package: zip });
    assert.equal((await console.get("wide", "w")).kind, "good");
    const folder = await folderOf(t, files);
    await drop(page, ".compare .drop", [folder]);
    await difference(page);
    assert.match(await page.innerText(".difference"), /The same contents/);
    const beside = await folderOf(t, {});
    await writeFile(join(beside, "own.zip"), zip);
    await drop(page, ".compare .drop", [join(beside, "own.zip")]);
    await page.waitForSelector(".difference:has-text('own.zip → w (wide)')");
    assert.match(await page.innerText(".difference"), /The same contents/);
    await console.finish();
  });

  it("with what is deployed in another environment", async (t) => {
    const console = await opened(t);
    const { page } = console;
    await page.fill("#other-env", "before");
    await page.keyboard.press("Enter");
    await page.click("text=Get and compare");
    await difference(page);
    assert.match(await page.innerText(".difference"), /before \/ f → f \(after\)/);
    await page.fill("#other-env", "errcode");
    await page.keyboard.press("Enter");
    await page.fill("#other-function", "61007");
    await page.keyboard.press("Enter");
    await page.click("text=Get and compare");
    await page.waitForSelector(".other .verdict[data-kind=bad]");
    await console.screenshot("light-en-compare-failed");
    await console.finish();
  });

  it("with something that is no package: it is said", async (t) => {
    const console = await opened(t);
    await console.page.setInputFiles("#compare-zip", {
      name: "no.zip",
      mimeType: "application/zip",
      buffer: Buffer.from("no zip"),
    });
    await console.page.waitForSelector(".compare .verdict[data-kind=bad]");
    assert.match(await console.page.innerText(".compare .verdict"), /BAD_PACKAGE/);
    await console.finish();
  });
});
