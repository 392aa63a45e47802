// The list of functions: as it was left, empty, failing, and long.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { eventually } from "./eventually.mjs";
import { longest, tasksOf } from "./tasks.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };

describe("a list that fails", ENDED, () => {
  it("keeps what it had, says so, and is asked for again", async (t) => {
    const console = await visit(t);
    const { page } = console;
    for (let index = 0; index < 150; index++)
      console.upstream.functions.push({ env: "list-fails-later", functionName: `f-${index}` });
    await console.open("list-fails-later");
    const { kind, text } = await console.verdict();
    assert.equal(kind, "bad");
    assert.match(text, /45009/);
    await eventually(async () => assert.match(await page.innerText(".count"), /^10\d functions/));
    await console.screenshot("light-en-list-failed");
    await page.click("button:text-is('Try again')");
    await page.waitForSelector(".verdict");
    await console.finish();
  });
});

describe("a list of functions", ENDED, () => {
  const scrollTop = (page) => page.$eval(".table .scroller", (node) => node.scrollTop);

  it("is found as it was left, on the way back from a function", async (t) => {
    const console = await visit(t);
    const { page } = console;
    for (let index = 0; index < 200; index++)
      console.upstream.functions.push(
        { env: "large", functionName: `f-${index}` },
        { env: "other", functionName: "f" },
      );
    await console.open("large");
    await page.waitForSelector(".count:has-text('200 functions')");
    await page.fill("#filter-text", "f-1");
    await page.click(".sort:text-is('Function')");
    await page.waitForSelector(".count:has-text('111 shown')");
    await page.locator(".rows .row:has(a:text-is('f-1')) input").check();
    await page.$eval(".table .scroller", (node) => {
      node.scrollTop = 2400;
    });
    await page.hover(".rows a:text-is('f-150')"); // may scroll further
    const left = await scrollTop(page);
    assert.ok(left > 1000, `${left}`);
    await page.click(".rows a:text-is('f-150')");
    await page.waitForSelector("#function-title:text-is('f-150')");
    const asLeft = async () => {
      await page.waitForSelector(".rows a:text-is('f-150')");
      await eventually(async () => assert.equal(await scrollTop(page), left));
      assert.equal(await page.inputValue("#filter-text"), "f-1");
      assert.equal(await page.getAttribute("[role=columnheader].col-name", "aria-sort"), "ascending");
      assert.match(await page.innerText(".functions button.main"), /Verify 1 ticked/);
    };
    await page.goBack();
    await asLeft();
    await console.open("other");
    await eventually(async () => assert.equal(await page.inputValue("#filter-text"), "", "another list has its own"));
    await console.open("large");
    await asLeft();
    await console.finish();
  });

  it("that a filter leaves empty says so, and shows all by one press", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.open("test-777bb9");
    await page.waitForSelector(".rows .row");
    const count = await page.locator(".rows .row").count();
    await page.fill("#filter-text", "zzz");
    await eventually(async () =>
      assert.match(await page.innerText(".table .none"), /^No function matches the filter\. Show all \d+$/),
    );
    await console.screenshot("light-en-no-match");
    await page.click(".table .none button");
    await eventually(async () => assert.equal(await page.locator(".rows .row").count(), count));
    assert.equal(await page.inputValue("#filter-text"), "");
    await console.open("no-such-environment");
    await eventually(async () =>
      assert.match(
        await page.innerText(".table .none"),
        /^This environment has no function\. A name can be typed above/,
      ),
    );
    await console.finish();
  });

  it("of one function says so", async (t) => {
    const console = await visit(t);
    console.upstream.functions.push({ env: "single", functionName: "f" });
    await console.open("single");
    await console.page.waitForSelector(".count:has-text('1 function, 0 verified')");
    await console.finish();
  });
});

describe("two thousand functions", ENDED, () => {
  it("are drawn as far as they are seen, filtered, sorted and scrolled smoothly", async (t) => {
    const console = await visit(t);
    const { page } = console;
    for (let index = 0; index < 2000; index++)
      console.upstream.functions.push({
        env: "large",
        functionName: `f-${index}`,
        runtime: `Nodejs${10 + (index % 9)}`,
      });
    await console.open("large");
    await page.waitForSelector(".count:has-text('2,000 functions')", { timeout: 60_000 });
    assert.ok((await page.locator(".rows .row").count()) < 60);
    assert.equal(await page.getAttribute(".table", "aria-rowcount"), "2001");
    await console.screenshot("light-en-large");
    const drawn = [];
    const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    const scrollTo = (top) =>
      page.evaluate((top) => {
        document.querySelector(".table .scroller").scrollTop = top;
      }, top);
    const height = await page.$eval(".table .scroller", (node) => node.scrollHeight);
    const tasks = await tasksOf(page, async () => {
      for (let top = 0; top < height; top += 1600) {
        await scrollTo(top);
        await frame();
        await frame();
        drawn.push(await page.locator(".rows .row").count());
      }
      await scrollTo(height);
      await page.waitForFunction(() => document.querySelector(".rows").innerText.includes("f-1999"));
    });
    const spent = tasks.reduce((sum, { processorMs }) => sum + processorMs, 0);
    const slowest = longest(tasks, "processorMs");
    t.diagnostic(
      `2,000 rows in ${drawn.length} steps of 1,600 pixels: at most ${Math.max(...drawn)} rows are drawn; the page's thread takes ` +
        `${(spent / drawn.length).toFixed(1)} ms of processor time a step, the longest task ${slowest.toFixed(1)} ms`,
    );
    assert.ok(Math.max(...drawn) < 60, `${Math.max(...drawn)} rows are drawn`);
    assert.ok(slowest < 50, `a task took ${slowest} ms of processor time`);
    await page.fill("#filter-text", "f-199");
    await page.waitForFunction(() => document.querySelector(".table").getAttribute("aria-rowcount") === "12");
    await page.click(".sort:text-is('Function')");
    await page.click(".sort:text-is('Function')");
    await eventually(async () =>
      assert.equal(await page.getAttribute("[role=columnheader].col-name", "aria-sort"), "descending"),
    );
    await eventually(async () => assert.match(await page.innerText(".rows .row:first-child"), /f-1999/));
    await console.finish();
  });
});
