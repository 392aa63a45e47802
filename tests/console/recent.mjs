// Recent choices: remembered from visit to visit, names only.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const stored = (page) => page.evaluate(() => ({ ...localStorage }));
const chips = (page) => page.locator("#recent-list .chip").allInnerTexts();

describe("recent choices", { timeout: 300_000 }, () => {
  it("fill in the fields, on this visit and the next", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.get("test-777bb9", "pay");
    await page.click("#more summary");
    await page.fill("#appid", "wx0000000000000001");
    await console.get("test-777bb9", "login");
    assert.deepEqual(
      await stored(page),
      {
        "console.recent": JSON.stringify([
          { env: "test-777bb9", functionName: "login", authorizerAppid: "wx0000000000000001" },
          { env: "test-777bb9", functionName: "pay" },
        ]),
      },
      "names, and nothing else",
    );

    await page.reload();
    await page.waitForSelector("#env-hint:not(:empty)");
    const fields = () =>
      page.evaluate(() => ["env", "function", "appid"].map((id) => document.getElementById(id).value));
    assert.deepEqual(await fields(), ["test-777bb9", "login", "wx0000000000000001"], "the last one is filled in");
    assert.ok(await page.locator("#appid").isVisible(), "a merchant that is filled in is seen");
    await page.click(".chip:has-text('pay')");
    assert.deepEqual(await fields(), ["test-777bb9", "pay", ""]);
    await console.screenshot("light-en-recent");
    assert.equal((await page.click("#get .main"), await console.verdict("#get-verdict")).kind, "good");
    await console.finish();
  });

  it("are those that the platform knows; the others are offered on this page alone", async (t) => {
    const console = await visit(t);
    await console.get("test-777bb9", "lgoin");
    assert.deepEqual(await chips(console.page), ["lgoin test-777bb9"]);
    assert.deepEqual(await stored(console.page), {});
    await console.finish();
  });

  it("are six at most, each once, the newest first", async (t) => {
    const console = await visit(t);
    const { page } = console;
    console.upstream.functions.push(
      ...Array.from({ length: 8 }, (_, index) => ({ env: "many", functionName: `f${index}` })),
    );
    for (let index = 0; index < 8; index += 1) await console.get("many", `f${index}`);
    await console.get("many", "f6");
    assert.deepEqual(await chips(page), ["f6 many", "f7 many", "f5 many", "f4 many", "f3 many", "f2 many"]);
    assert.equal(JSON.parse((await stored(page))["console.recent"]).length, 6);
    await console.finish();
  });

  it("are forgotten at a press", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.get("test-777bb9", "login");
    await page.click("#forget");
    assert.deepEqual(await stored(page), {});
    assert.deepEqual(await chips(page), []);
    assert.equal(await page.innerText("#announcement"), "The recent choices are forgotten.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "env", "the focus is not lost");
    await console.finish();
  });

  it("that somebody else stored are not believed, and no storage is no error", async (t) => {
    const console = await visit(t);
    const { page } = console;
    for (const value of ["nonsense", "{}", '[null, 7, {"env": 1}, {"env": "", "functionName": "x"}]']) {
      await page.evaluate((value) => localStorage.setItem("console.recent", value), value);
      await page.reload();
      await page.waitForSelector("#env-hint:not(:empty)");
      assert.deepEqual(await chips(page), []);
    }
    await page.addInitScript(() =>
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new Error("denied");
        },
      }),
    );
    await page.reload();
    await page.waitForSelector("#env-hint:not(:empty)");
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    assert.deepEqual(await chips(page), ["login test-777bb9"]);
  });
});
