// What arrives by itself moves nothing: lists, merchants, progress. What the operator asked for comes into view.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

for (const locale of ["en-US", "zh-CN"]) {
  for (const width of [1280, 900, 360]) {
    describe(`a page of ${width} pixels in ${locale}`, { timeout: 300_000 }, () => {
      it("stays still while lists arrive", async (t) => {
        let goOn;
        let hold = new Promise((resolve) => (goOn = resolve));
        const console = await visit(t, {
          locale,
          viewport: { width, height: 900 },
          answer: () => Promise.resolve(hold).then(() => false),
        });
        const { page } = console;
        // Half a second after a press the browser no longer takes a move for the operator's.
        const late = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
        await late();
        goOn();
        await page.waitForSelector(".environments a");
        hold = new Promise((resolve) => (goOn = resolve));
        await console.open("test-777bb9");
        await late();
        goOn();
        await page.waitForSelector(".rows .row");
        await console.open("test-777bb9", "login");
        hold = new Promise((resolve) => (goOn = resolve));
        await page.click(".function .main");
        await page.waitForSelector('.verdict[data-kind="busy"]');
        await late();
        assert.deepEqual(await page.evaluate(() => window.jumps), []);
        goOn();
        await console.verdict();
        await console.finish();
      });
    });
  }
}

for (const locale of ["en-US", "zh-CN"]) {
  describe(`the table of functions in ${locale}`, { timeout: 300_000 }, () => {
    it("shows states and sizes whole, and a head of one line, at every width", async (t) => {
      const console = await visit(t, { locale });
      const { page } = console;
      for (const status of ["CreateFailed", "UpdateFailed", "Creating", "Active"])
        console.upstream.functions.push({
          env: "states",
          functionName: `f-${status}`,
          status,
          statusReason: status.endsWith("Failed") ? [{ errmsg: "code size exceeds" }] : [],
        });
      await console.open("states");
      await page.waitForSelector(".rows .row");
      await page.click(".functions .main");
      await page.waitForFunction(() => document.querySelectorAll(".rows .col-verdict .badge").length === 4);
      for (const width of [360, 480, 768, 900, 959, 960, 1024, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        await eventually(async () =>
          assert.deepEqual(
            await page.evaluate(() => {
              const cells = document.querySelectorAll(".rows :is(.col-status, .col-verdict), .head span");
              const shown = [...cells].filter(({ clientWidth }) => clientWidth > 0);
              const cut = shown.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
              const wrapped = [...document.querySelectorAll(".sort")].filter(({ clientHeight }) => clientHeight > 44);
              return [...cut, ...wrapped].map(({ className, textContent }) => `${className}: ${textContent}`);
            }),
            [],
            `at ${width} pixels`,
          ),
        );
        const reasons = await page.locator(".rows .reason:visible").allInnerTexts();
        assert.equal(reasons.filter((reason) => reason.includes("code size exceeds")).length, 2, `at ${width} pixels`);
      }
      await console.finish();
    });
  });
}

describe("on one column", { timeout: 300_000 }, () => {
  it("the outcome comes into view", async (t) => {
    const console = await visit(t, { viewport: { width: 360, height: 480 } });
    const { page } = console;
    await console.get("test-777bb9", "login");
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector(".verdict h2").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    await console.finish();
  });
});

describe("less motion", { timeout: 300_000 }, () => {
  it("moves nothing where it is asked for", async (t) => {
    let goOn;
    const held = new Promise((resolve) => (goOn = resolve));
    const answer = ({ url }) => (url.includes("downloadfunction") ? held.then(() => false) : false);
    const console = await visit(t, { reducedMotion: "reduce", answer });
    await console.open("test-777bb9", "login");
    await console.page.click(".function .main");
    await console.page.waitForSelector('.verdict[data-kind="busy"]');
    assert.equal(await console.page.evaluate(() => document.getAnimations().length), 0);
    goOn();
    assert.equal((await console.verdict()).kind, "good");
    await console.finish();
  });
});

describe("what happens is announced", { timeout: 300_000 }, () => {
  it("in words, once each", async (t) => {
    const console = await visit(t);
    await console.get("test-777bb9", "login");
    assert.match(await console.page.innerText(".verdict [role=status]"), /^Verified/);
    await console.get("errcode", "42001");
    assert.match(
      await console.page.innerText(".verdict [role=status]"),
      /^WeChat refused the access token[^]*What to do/,
    );
    await console.finish();
  });
});
