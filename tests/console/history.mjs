// The history: it survives a reload, holds no secret, says what changed, and is cleared by one button.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };

describe("the history", ENDED, () => {
  it("keeps what was fetched over a reload, and its export holds no secret", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.get("test-777bb9", "login");
    const checksum = await console.fact("SHA-256");
    await console.get("errcode", "61007");
    const rid = await console.fact("rid");
    await page.reload();
    await page.click("nav a:text-is('History')");
    await page.waitForSelector(".history tbody tr");
    const rows = await page.locator(".history tbody tr").allInnerTexts();
    assert.equal(rows.length, 2);
    assert.match(rows[0], /61007\s+errcode[^]*Failed\s+PERMISSION_DENIED 61007/);
    assert.ok(rows[0].includes(rid));
    assert.match(rows[1], /login\s+test-777bb9[^]*Verified/);
    assert.ok(rows[1].includes(checksum));
    await console.screenshot("light-en-history");
    const json = await readFile(
      await (await console.download(() => page.click("button:text-is('JSON')"))).path(),
      "utf8",
    );
    assert.deepEqual(
      JSON.parse(json).map(({ functionName, verdict }) => [functionName, verdict]),
      [
        ["61007", "failed"],
        ["login", "verified"],
      ],
    );
    await page.click(".history a:text-is('login')");
    await page.waitForSelector("#function-title:text-is('login')");
    await console.finish({ more: [json] });
  });

  it("distinguishes the same as last time from what changed since", async (t) => {
    const console = await visit(t);
    const { page } = console;
    console.upstream.functions.push({ env: "test-777bb9", functionName: "changing", files: { "index.js": "1" } });
    await console.get("test-777bb9", "changing");
    assert.equal(await page.locator(".since").count(), 0);
    await page.reload();
    await console.get("test-777bb9", "changing");
    assert.match(await page.innerText(".since"), /^The same as last time, /);
    await console.screenshot("light-en-same");
    console.upstream.functions.at(-1).files = { "index.js": "2" };
    await page.reload();
    await console.get("test-777bb9", "changing");
    assert.match(await page.innerText(".since"), /^Changed since /);
    await console.screenshot("light-en-changed");
    await page.click("nav a:text-is('History')");
    await page.waitForSelector(".history tbody tr");
    const verdicts = await page.locator(".history td:nth-child(3)").allInnerTexts();
    assert.deepEqual(
      verdicts.map((words) => words.split("\n").at(-1)),
      ["changed since", "same as last time", "Verified"],
    );
    await console.finish();
  });

  it("is cleared by one button", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.get("test-777bb9", "login");
    await page.click("nav a:text-is('History')");
    await page.click("text=Clear the history");
    await eventually(async () => assert.equal(await page.locator(".history tbody tr").count(), 0));
    assert.equal(await page.evaluate(() => localStorage["console.history"]), undefined);
    await page.reload();
    await page.waitForSelector("text=What is fetched in this browser is listed here.");
    await console.screenshot("light-en-history-empty");
    await console.finish();
  });

  it("of another program in its place is ignored", async (t) => {
    const console = await visit(t);
    for (const odd of ["{", '"x"', '[null, 1, {"at":1}]']) {
      await console.page.evaluate((odd) => localStorage.setItem("console.history", odd), odd);
      await console.page.reload();
      await console.page.waitForSelector("main:not([aria-busy])");
    }
    await console.finish();
  });
});
