// What arrives by itself moves nothing: lists, merchants, progress. What the operator asked for comes into view.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

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
