// One function's page: its package's files, findings and texts, and what an operator sees while it comes.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { zipSync } from "fflate";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const inside = (page) => page.waitForSelector("#inside-title");

// A platform that sends the first part of a package, then waits for `go` or for the caller's disconnect.
function held(bytes, part) {
  let goOn;
  let left;
  const gate = new Promise((resolve) => (goOn = resolve));
  const closed = new Promise((resolve) => (left = resolve));
  const answer = async ({ method }, response) => {
    if (method === "POST") return false;
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, part));
    response.on("close", left);
    gate.then(() => response.end(bytes.subarray(part)));
    return true;
  };
  return { answer, goOn, closed };
}

// The page after two of three million bytes.
async function underWay(t) {
  const bytes = Buffer.alloc(3_000_000, "package");
  const upstream = held(bytes, 2_000_000);
  const console = await visit(t, { answer: upstream.answer });
  const { page } = console;
  console.upstream.functions.push({ env: "big", functionName: "package", package: new Uint8Array(bytes) });
  await console.open("big", "package");
  await page.click("text=Get and verify");
  await page.waitForFunction(() => document.querySelector(".verdict progress")?.value > 1_000_000);
  return { console, page, upstream };
}

describe("what is inside a package", ENDED, () => {
  it("is a tree with sizes, and each text has its lines numbered", async (t) => {
    const console = await visit(t);
    const { page } = console;
    console.upstream.functions.push({
      env: "inside",
      functionName: "tree",
      files: {
        "index.js": "exports.main = async () => {\n\treturn 1;\n};\n",
        "package.json": '{ "name": "tree", "version": "2.1.0", "dependencies": { "ky": "^1.0.0" } }',
        "lib/deep/a.js": "x".repeat(1500),
        "lib/b.js": "b",
        "logo.bin": new Uint8Array([0, 1, 2, 3]),
      },
    });
    assert.equal((await console.get("inside", "tree")).kind, "good");
    await inside(page);
    assert.match(await page.innerText(".inside .count"), /5 files/);
    assert.equal(await console.fact("package.json"), "tree 2.1.0");
    assert.match(await page.innerText(".findings"), /Warning[^]*node_modules/, "declared, and not there");
    const names = () => page.locator("[role=treeitem] .name").allInnerTexts();
    assert.deepEqual(await names(), ["lib/", "index.js", "logo.bin", "package.json"]);
    await page.click("[role=treeitem]:has-text('lib/')");
    await eventually(async () => assert.deepEqual((await names()).slice(0, 3), ["lib/", "deep/", "b.js"]));
    await eventually(async () => assert.match(await page.innerText("[role=treeitem]:has-text('lib/')"), /1\.5 kB/));
    await console.read("index.js");
    await page.waitForSelector(".line");
    assert.deepEqual(await page.locator(".line").allInnerTexts(), [
      "1\nexports.main = async () => {",
      "2\n    return 1;",
      "3\n};",
    ]);
    await console.screenshot("light-en-inside");
    await console.read("logo.bin");
    assert.match(await page.innerText(".viewer"), /no UTF-8 text/);
    const saved = await console.download(() => page.click("text=Save file"));
    assert.equal(saved.suggestedFilename(), "logo.bin");
    assert.deepEqual(await readFile(await saved.path()), Buffer.from([0, 1, 2, 3]));
    await console.finish();
  });

  it("is walked by keyboard", async (t) => {
    const console = await visit(t);
    const { page } = console;
    console.upstream.functions.push({
      env: "inside",
      functionName: "keys",
      files: { "index.js": "1", "lib/a.js": "a" },
    });
    await console.get("inside", "keys");
    await inside(page);
    await page.focus("[role=tree]");
    const focused = () => page.locator("[role=treeitem][data-focused=true] .name").innerText();
    await eventually(async () => assert.equal(await focused(), "lib/"));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await eventually(async () => assert.equal(await focused(), "a.js"));
    await page.keyboard.press("ArrowLeft");
    await eventually(async () => assert.equal(await focused(), "lib/"));
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#viewer-title:text-is('index.js')");
    await console.finish();
  });

  it("of five thousand files is shown, filtered and scrolled", async (t) => {
    const console = await visit(t);
    const { page } = console;
    const files = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`lib/f-${index}.js`, new Uint8Array([65 + (index % 26)])]),
    );
    console.upstream.functions.push({
      env: "inside",
      functionName: "many",
      package: zipSync({ "index.js": new Uint8Array(1), ...files }),
    });
    assert.equal((await console.get("inside", "many")).kind, "good");
    await inside(page);
    assert.match(await page.innerText(".inside .count"), /5,001 files/);
    await page.click("[role=treeitem]:has-text('lib/')");
    assert.ok((await page.locator("[role=treeitem]").count()) < 60);
    await page.fill("#files-filter", "f-4999");
    await eventually(async () =>
      assert.deepEqual(await page.locator("[role=treeitem] .name").allInnerTexts(), ["lib/f-4999.js"]),
    );
    await console.screenshot("light-en-many-files");
    await console.finish();
  });

  for (const [functionName, words] of [
    ["nested-folder", /index\.js[^]*one folder/],
    ["cloud-dependencies", /node_modules/],
    ["bomb", /Error[^]*Do not unpack it/],
    ["slip", /Error[^]*\.\.\/outside\.js/],
  ]) {
    it(`has findings with what to do: ${functionName}`, async (t) => {
      const console = await visit(t);
      assert.equal((await console.get("package", functionName)).kind, "good", "the bytes are the platform's");
      await inside(console.page);
      assert.match(await console.page.innerText(".findings"), words);
      await console.screenshot(`light-en-findings-${functionName}`);
      await console.speak("zh-CN");
      assert.match(await console.page.innerText(".findings"), /\p{Script=Han}/u);
      await console.finish();
    });
  }

  it("that is no zip is said below the verdict", async (t) => {
    const console = await visit(t);
    console.upstream.functions.push({ env: "inside", functionName: "text", package: Buffer.from("no zip at all") });
    assert.equal((await console.get("inside", "text")).kind, "good");
    await console.page.waitForSelector(".inside .verdict[data-kind=bad]");
    assert.equal(await console.page.innerText(".inside .facts dd"), "BAD_PACKAGE");
    await console.screenshot("light-en-no-zip");
    await console.finish();
  });

  it("with names and lines that would steer a screen shows them as marks", async (t) => {
    const console = await visit(t);
    const { page } = console;
    console.upstream.functions.push({
      env: "inside",
      functionName: "odd",
      files: { "index.js": "a\u202eb\u001b[31m\n<img src=x>", "a\nb.js": "1" },
    });
    await console.get("inside", "odd");
    await inside(page);
    assert.ok((await page.innerText("[role=tree]")).includes("a␊b.js"));
    await console.read("index.js");
    await page.waitForSelector(".line");
    assert.deepEqual(await page.locator(".line code").allInnerTexts(), ["a\ufffdb␛[31m", "<img src=x>"]);
    await console.finish();
  });
});

describe("a package on its way", ENDED, () => {
  it("shows its progress, and goes on to the verdict", async (t) => {
    const { console, page, upstream } = await underWay(t);
    assert.equal(await page.getAttribute(".verdict progress", "max"), "3000000");
    assert.match(await page.innerText(".measure"), /^[12]\.\d MB of 3\.0 MB/);
    assert.equal(await page.getAttribute(".function .bar button", "aria-disabled"), "true");
    await console.screenshot("light-en-running");
    upstream.goOn();
    assert.equal((await console.verdict()).kind, "good");
    assert.equal(await page.locator(".cancel").count(), 0, "only while something runs");
    assert.equal(await console.fact("Size"), "3.0 MB (3,000,000 bytes)");
    await console.finish();
  });

  for (const [way, act] of [
    ["its button", (page) => page.click(".function .cancel")],
    ["Escape", (page) => page.keyboard.press("Escape")],
  ]) {
    it(`is cancelled by ${way}`, async (t) => {
      const { console, page, upstream } = await underWay(t);
      await act(page);
      await page.waitForSelector('.verdict[data-kind="idle"]');
      assert.match(await page.innerText(".verdict"), /Cancelled/);
      await upstream.closed; // the download upstream has ended too
      await console.screenshot("light-en-cancelled");
      await console.finish();
    });
  }

  it("of a name with spaces and Chinese is saved by that name", async (t) => {
    const console = await visit(t);
    await console.get("test-777bb9", "查询 订单");
    const saved = await console.download(() => console.page.click("text=Save 查询 订单.zip"));
    assert.equal(saved.suggestedFilename(), "查询 订单.zip");
    await console.finish();
  });
});

describe("the link's expiry", ENDED, () => {
  it("counts down by itself, by the second in its last ten minutes, unheard", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await page.clock.install({ time: new Date() });
    await console.get("test-777bb9", "login"); // 10,060 s
    await page.clock.pauseAt(Date.now() + 1000);
    const left = () => page.innerText(".countdown");
    assert.match(await left(), /^2 hrs 47 mins left$/);
    await page.clock.fastForward(9_500_000); // the last ten minutes
    const [, minutes, seconds] = /^(\d) mins (\d+) secs? left$/.exec(await left());
    await page.clock.runFor(1000);
    const [, , next] = /^(\d) mins (\d+) secs? left$/.exec(await left());
    assert.equal((Number(seconds) - Number(next) + 60) % 60, 1, "each second");
    assert.equal(minutes, "9");
    assert.equal(await page.getAttribute(".countdown", "role"), "timer", "which is not announced");
    assert.equal(await page.locator('[role="status"] .countdown, [aria-live] .countdown').count(), 0);
    await page.clock.fastForward(400_000);
    assert.equal(await page.getAttribute(".countdown", "data-left"), "soon");
    await console.screenshot("light-en-expiring");
    await page.clock.fastForward(200_000);
    assert.equal(await left(), "expired");
    await console.finish();
  });

  it("is shown as unknown where the link does not state it", async (t) => {
    const bytes = Buffer.from("a package behind an address without a signature");
    const answer = async ({ method, url, headers }, response) => {
      if (method === "POST" && !url.includes("downloadfunction")) return false;
      const reply = { errcode: 0, errmsg: "ok", url: `http://${headers.host}/plain.zip`, checksum: sha256(bytes) };
      response.end(method === "POST" ? JSON.stringify(reply) : bytes);
      return true;
    };
    const console = await visit(t, { answer });
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    assert.equal(await console.fact("Link expires"), "not stated by the link");
    await console.finish();
  });
});
