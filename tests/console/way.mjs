// From opening the console to a verified package: the presses and keystrokes are counted, and the time is printed. What the console before
// its redesign took is counted by before-and-after.mjs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { Hand } from "./hand.mjs";
import { visit } from "./visit.mjs";

async function opened(t) {
  const console = await visit(t);
  await console.page.waitForSelector(".environments a");
  return { console, page: console.page, hand: new Hand(console.page) };
}

describe("the way to a verified package", { timeout: 300_000 }, () => {
  it("by the mouse: its presses are counted", async (t) => {
    const { console, hand } = await opened(t);
    await hand.press(".environments a:has-text('test-777bb9')");
    await hand.press(".rows a:text-is('login')");
    await hand.press("text=Get and verify");
    assert.equal((await console.verdict()).kind, "good");
    t.diagnostic(`by mouse: ${hand}`);
    assert.deepEqual([hand.presses, hand.keystrokes], [3, 0]);
    await console.finish();
  });

  it("by the keyboard: its keystrokes are counted, from opening to the verdict", async (t) => {
    const { console, page, hand } = await opened(t);
    await hand.tabTo("#env"); // it has the focus already
    const start = performance.now();
    await hand.type("777");
    await page.waitForSelector("#env ~ .popup [role=option]");
    await hand.key("Enter");
    await page.waitForSelector(".rows .row");
    await hand.tabTo("#function");
    await hand.type("lo");
    await page.waitForSelector("#function ~ .popup [role=option]");
    await hand.key("Enter");
    await page.waitForSelector("#function-title");
    await page.waitForFunction(() => document.activeElement.matches(".function button.main"));
    await hand.key("Enter");
    assert.equal((await console.verdict()).kind, "good");
    const took = performance.now() - start;
    t.diagnostic(`by keyboard: ${hand}; from typing a name to the verdict ${took.toFixed(0)} ms`);
    assert.deepEqual([hand.presses, hand.keystrokes], [0, 9]);
    await console.finish();
  });

  it("by an address that someone sent: one press", async (t) => {
    const console = await visit(t, { path: "#/-/test-777bb9/login" });
    const hand = new Hand(console.page);
    await hand.press("text=Get and verify");
    assert.equal((await console.verdict()).kind, "good");
    t.diagnostic(`by an address: ${hand}`);
    await console.finish();
  });
});
