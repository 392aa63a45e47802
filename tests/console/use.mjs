// Using the page: by keyboard only, without motion, and by screen reader.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const bytes = Buffer.from("the package that I have");
const checksum = createHash("sha256").update(bytes).digest("hex");

describe("the page", { timeout: 300_000 }, () => {
  it("is used by keyboard alone", async (t) => {
    const console = await visit(t);
    const { page } = console;
    // Listens early: Chromium intercepts file choosers only with a listener.
    const choosing = new Promise((resolve) => page.once("filechooser", resolve));
    // Presses Tab until the element has the focus, which has to be visible.
    const tabTo = async (selector) => {
      for (let steps = 0; steps < 20; steps += 1) {
        await page.keyboard.press("Tab");
        const focused = await page.evaluate((selector) => {
          const { activeElement } = document;
          if (!activeElement.matches(selector)) return undefined;
          const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
          // A file field shows its focus on its button.
          const seen = activeElement.matches("#file")
            ? getComputedStyle(activeElement.parentElement.querySelector(".button-like"))
            : { outlineStyle, outlineWidth };
          return {
            outlineStyle: seen.outlineStyle,
            outlineWidth: seen.outlineWidth,
            named: activeElement.labels?.length !== 0 || activeElement.textContent !== "",
          };
        }, selector);
        if (!focused) continue;
        assert.deepEqual(focused, { outlineStyle: "solid", outlineWidth: "3px", named: true }, selector);
        return;
      }
      assert.fail(`Tab does not reach ${selector}`);
    };
    await tabTo("[data-language='en']");
    await tabTo("[data-language='zh-CN']");
    await tabTo("#env");
    await page.keyboard.type("test-777bb9"); // in place of what was selected
    await tabTo("#function");
    await page.keyboard.type("pay");
    await page.keyboard.press("Enter");
    assert.equal((await console.verdict("#get-verdict")).kind, "good");
    assert.match(await page.innerText("#get-verdict"), /pay is verified/);

    await tabTo("#recent-list .chip");
    await tabTo("a[download]");
    assert.equal((await console.download(() => page.keyboard.press("Enter"))).suggestedFilename(), "pay.zip");
    await tabTo("#get-verdict .copy");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#announcement").textContent === "SHA-256 copied.");

    await tabTo("#file");
    await page.keyboard.press("Enter");
    await (await choosing).setFiles({ name: "own.zip", mimeType: "application/zip", buffer: bytes });
    await tabTo("#checksum");
    await page.keyboard.type(checksum);
    await tabTo("#use-last");
    await tabTo("#check .main[type=submit]");
    await page.keyboard.press("Enter");
    assert.equal((await console.verdict("#check-verdict")).kind, "good");
    await tabTo("#history-export");
    assert.match(
      (await console.download(() => page.keyboard.press("Space"))).suggestedFilename(),
      /^function-pulls-.*\.json$/,
    );
    await console.screenshot("light-en-keyboard");
    await console.finish();
  });

  it("moves nothing where less motion is asked for", async (t) => {
    let goOn;
    const held = new Promise((resolve) => (goOn = resolve));
    const console = await visit(t, { reducedMotion: "reduce", answer: () => held.then(() => false) });
    await console.fill("test-777bb9", "login");
    await console.page.click("#get .main");
    await console.page.waitForSelector('#get-steps [data-state="running"]');
    assert.equal(await console.page.evaluate(() => document.getAnimations().length), 0);
    goOn();
    assert.equal((await console.verdict("#get-verdict")).kind, "good");
    await console.finish();
  });

  it("says what happens to those who do not see it", async (t) => {
    const console = await visit(t);
    for (const id of ["#get-verdict .told", "#check-verdict .told", "#announcement"]) {
      assert.equal(await console.page.getAttribute(id, "role"), "status");
    }
    // Every state is announced in words, once: a refresh announces nothing.
    await console.page.evaluate(() => {
      window.told = [];
      const box = document.querySelector("#get-verdict .told");
      new MutationObserver(() => window.told.push(box.textContent)).observe(box, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });
    await console.get("test-777bb9", "login");
    await console.get("errcode", "42001");
    const told = await console.page.evaluate(() => window.told);
    assert.equal(told.length, 4);
    for (const [index, words] of [
      /^Working…Getting login/,
      /^Verified/,
      /^Working…/,
      /^WeChat refused the access token.*What to do/,
    ].entries()) {
      assert.match(told[index], words);
    }
    await console.finish();
  });
});
