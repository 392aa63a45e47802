// From the open page to a verified package: chosen from lists, typed, or by the address; by mouse, keyboard and touch.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { CANARY_TOKEN } from "../relay/upstream.mjs";
import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

describe("a function is chosen", ENDED, () => {
  it("by the mouse alone, in three presses, and its package is saved", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await page.click(".environments a:has-text('test-777bb9')");
    await page.click(".rows a:text-is('login')");
    await page.click("text=Get and verify");
    const { kind, text } = await console.verdict();
    assert.equal(kind, "good");
    assert.match(text, /Verified\s+The package of login is whole/);
    assert.equal(new URL(page.url()).hash, "#/-/test-777bb9/login");
    const download = await console.download(() => page.click("text=Save login.zip"));
    assert.equal(download.suggestedFilename(), "login.zip");
    const bytes = await readFile(await download.path());
    assert.equal(await console.fact("SHA-256"), sha256(bytes));
    assert.equal(await console.fact("Size"), `${bytes.length} bytes`);
    assert.match(await page.innerText(".expiry"), /2 hrs 47 mins left$/);
    await console.screenshot("light-en-verified");
    await console.finish();
  });

  it("by fingers on a phone", async (t) => {
    const console = await visit(t, { hasTouch: true, viewport: { width: 390, height: 844 } });
    const { page } = console;
    await page.tap("#env");
    await page.tap("#env ~ .popup [role=option]:has-text('test-777bb9')");
    await page.waitForSelector(".rows .row");
    await page.tap("#function");
    await page.tap("#function ~ .popup [role=option]:has-text('login')");
    await page.tap("text=Get and verify");
    assert.equal((await console.verdict()).kind, "good");
    await page.waitForSelector("[role=treeitem]");
    await page.tap("[role=treeitem]:has-text('index.js')");
    await page.waitForSelector(".line");
    await console.finish();
  });

  it("by the keyboard alone, from searchable lists", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await page.waitForSelector(".environments a");
    await page.focus("#env");
    await page.keyboard.type("777");
    await page.waitForSelector("#env ~ .popup [role=option]");
    assert.deepEqual(await page.locator("#env ~ .popup [role=option]").allInnerTexts(), [
      "测试 · test-777bb9\n基础版 1",
    ]);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".rows .row");
    await page.keyboard.press("Tab");
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "function"));
    await page.keyboard.press("ArrowDown");
    const options = page.locator("#function ~ .popup [role=option]");
    await options.first().waitFor();
    await eventually(async () =>
      assert.match((await options.allInnerTexts()).join("\n"), /login\s+Nodejs[\d.]+ · 2019-05-16 06:55:53/),
    );
    await console.screenshot("light-en-combobox");
    await page.keyboard.press("Escape");
    await eventually(async () => assert.ok(await page.locator("#function ~ .popup").isHidden()));
    await page.keyboard.type("pa");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#function-title:text-is('pay')");
    await eventually(async () =>
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Get and verify"),
    );
    await page.keyboard.press("Enter");
    assert.equal((await console.verdict()).kind, "good");
    await console.finish();
  });

  it("by the active option, which the field names and the list keeps in view", async (t) => {
    const functions = Array.from({ length: 60 }, (_, index) => ({ env: "many", functionName: `f-${index}` }));
    const console = await visit(t);
    console.upstream.functions.push(...functions);
    await console.open("many");
    const { page } = console;
    await page.waitForSelector(".rows .row");
    await page.click("#function");
    for (let count = 0; count < 30; count++) await page.keyboard.press("ArrowDown");
    const option = page.locator("#function ~ .popup [aria-selected=true]");
    await eventually(async () => assert.equal(await option.getAttribute("aria-posinset"), "30"));
    assert.equal(await option.getAttribute("id"), await page.getAttribute("#function", "aria-activedescendant"));
    assert.equal(await option.getAttribute("aria-setsize"), "60");
    const inside = await option.evaluate((node) => {
      const [own, list] = [node.getBoundingClientRect(), node.closest(".options").getBoundingClientRect()];
      return own.top >= list.top && own.bottom <= list.bottom + 1;
    });
    assert.ok(inside, "it is in view");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#function-title:text-is('f-29')");
    await console.finish();
  });

  it("by a name that is not listed", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await page.waitForSelector(".environments a");
    await page.fill("#env", "hidden-env");
    await eventually(async () =>
      assert.match(await page.innerText("#env ~ .popup"), /Not listed\. Enter takes “hidden-env” as it is\./),
    );
    await page.keyboard.press("Enter");
    await page.waitForSelector(".count:has-text('0 functions')");
    await page.fill("#function", "查询 订单/1");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#function-title");
    await eventually(async () => assert.equal(await page.innerText("#function-title"), "查询 订单/1"));
    await page.reload();
    await page.waitForSelector("#function-title");
    await eventually(async () =>
      assert.equal(await page.innerText("#function-title"), "查询 订单/1", "the address names it"),
    );
    await console.finish();
  });

  it("by no part of a name while the list is still on its way", async (t) => {
    let goOn;
    const hold = new Promise((resolve) => (goOn = resolve));
    const console = await visit(t, { answer: () => hold.then(() => false) });
    const { page } = console;
    await page.fill("#env", "777");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#functions-title").count(), 0);
    goOn();
    await page.waitForSelector("#env ~ .popup [role=option]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#functions-title:has-text('test-777bb9')");
    await console.finish();
  });

  it("of a merchant, whose AppID each call has", async (t) => {
    const appids = new Set();
    const console = await visit(t, {
      relayOptions: {
        accessToken: ({ authorizerAppid }) => {
          appids.add(authorizerAppid);
          return CANARY_TOKEN; // not by `console`, which is there only after the first calls
        },
      },
    });
    const { page } = console;
    await page.waitForSelector(".environments a");
    appids.clear();
    await page.fill("#merchant", "first");
    await eventually(async () =>
      assert.match(await page.innerText("#merchant ~ .popup"), /First shop\s+wx0000000000000001/),
    );
    await page.keyboard.press("Enter");
    await page.click(".environments a:has-text('test-777bb9')");
    await page.click(".rows a:text-is('login')");
    await page.click("text=Get and verify");
    assert.equal((await console.verdict()).kind, "good");
    assert.deepEqual([...appids], ["wx0000000000000001"]);
    assert.equal(new URL(page.url()).hash, "#/wx0000000000000001/test-777bb9/login");
    await eventually(async () => assert.match(await page.innerText(".facts-line"), /First shop · wx0000000000000001/));
    await console.finish();
  });

  it("by its address, and by the browser's way back", async (t) => {
    const console = await visit(t, { path: "#/-/test-777bb9/login" });
    const { page } = console;
    await page.waitForSelector("#function-title:text-is('login')");
    assert.ok(!page.url().includes("secret"), page.url());
    await page.click("text=All of test-777bb9");
    await page.waitForSelector("#functions-title");
    await page.goBack();
    await page.waitForSelector("#function-title:text-is('login')");
    await console.finish();
  });

  it("where the last visit was", async (t) => {
    const console = await visit(t);
    await console.open("package");
    await console.page.goto(`${console.server.origin}/`);
    await console.page.waitForSelector("#functions-title:has-text('package')");
    await console.finish();
  });
});

describe("the platform", ENDED, () => {
  for (const [kind, host, words, chinese] of [
    ["live", "api.weixin.qq.com", "Live api.weixin.qq.com", "正式环境 api.weixin.qq.com"],
    ["sandbox", "127.0.0.1:8788", "Sandbox 127.0.0.1:8788", "沙箱 127.0.0.1:8788"],
  ]) {
    it(`is named in every view: ${kind}`, async (t) => {
      const console = await visit(t, { serverOptions: { platform: { kind, host } } });
      const shown = async () => (await console.page.innerText(".platform")).replace(/\s+/g, " ");
      assert.equal(await shown(), words);
      for (const view of ["check", "history"]) {
        await console.page.click(`nav a[href="#/~${view}"]`);
        await eventually(async () => assert.equal(await shown(), words));
      }
      await console.speak("zh-CN");
      await eventually(async () => assert.equal(await shown(), chinese));
      await console.screenshot(`light-zh-${kind}`);
    });
  }
});

describe("a function that cannot run", ENDED, () => {
  it("says why, in the table and on its page", async (t) => {
    const console = await visit(t);
    console.upstream.functions.push({
      env: "broken",
      functionName: "order",
      status: "CreateFailed",
      statusReason: [{ errcode: -501, errmsg: "code size exceeds" }],
    });
    await console.open("broken");
    await console.page.waitForSelector(".rows .row");
    assert.match(await console.page.innerText(".rows .row"), /CreateFailed: code size exceeds \(-501\)/);
    await console.screenshot("light-en-cannot-run-table");
    await console.page.click(".rows a:text-is('order')");
    assert.match(
      await console.page.innerText(".notice"),
      /This function cannot run\. CreateFailed: code size exceeds \(-501\)/,
    );
    await console.screenshot("light-en-cannot-run");
    await console.finish();
  });
});

describe("the environment's field", ENDED, () => {
  const focused = (page) => page.evaluate(() => document.activeElement.id);

  it("has the focus at the start", async (t) => {
    const { page } = await visit(t);
    await eventually(async () => assert.equal(await focused(page), "env"));
    assert.ok(await page.locator("#env ~ .popup").isHidden());
  });

  it("does not, under a finger: the keyboard would cover the page", async (t) => {
    const { page } = await visit(t, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
    await page.waitForSelector(".environments a");
    assert.equal(await focused(page), "");
    const size = await page.$eval("#env", (node) => Number.parseFloat(getComputedStyle(node).fontSize));
    assert.ok(size >= 16, `Safari zooms into a field of ${size} pixels`);
  });
});
