// A browser that is signed out: a state of its own, with a way back in.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { browser } from "./browser.mjs";
import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };

describe("a browser that is signed out", ENDED, () => {
  it("reads so at once, in both languages, and gets in by the address of the terminal", async (t) => {
    const console = await visit(t, { signedIn: false, path: "#/-/test-777bb9/login" });
    const { page } = console;
    await page.waitForSelector("#out-title");
    assert.match(await page.innerText("main"), /This browser is signed out[^]*address that the terminal printed/);
    assert.equal(await page.locator("#env").count(), 0, "nothing else can be done");
    await console.screenshot("light-en-signed-out");
    await console.speak("zh-CN");
    assert.match(await page.innerText("main"), /本浏览器未登录/);
    await console.screenshot("light-zh-signed-out");
    await console.speak("en");
    for (const wrong of ["nonsense", "https://evil.example/?secret=x", `${console.server.origin}/`]) {
      await page.fill("#address", wrong);
      await page.click("text=Open the console");
      await eventually(async () =>
        assert.match(await page.innerText("#address-hint"), /not the address of this console/),
      );
      await eventually(async () => assert.equal(await page.getAttribute("#address", "aria-invalid"), "true"));
    }
    assert.equal(console.upstream.requests.length, 0);
    await page.fill("#address", ` ${console.server.url} `);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#function-title:text-is('login')");
    assert.ok(!page.url().includes("secret"), "the address forgets it");
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    await console.finish();
  });

  it("whose session ended meanwhile reads so after the next call, and goes on after it", async (t) => {
    const console = await visit(t, { path: "#/-/test-777bb9/login" });
    const { page } = console;
    await page.waitForSelector("#function-title");
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await page.click("text=Get and verify");
    await page.waitForSelector("#out-title");
    await page.context().addCookies(cookies); // another tab signed in
    await page.click("text=Check again");
    await page.waitForSelector("#function-title");
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
  });

  it("finds no server: the page says so, and tries again", async (t) => {
    const console = await visit(t, { signedIn: false });
    const { page } = console;
    let gone = true;
    await page.context().route("**/console.json", (route) => (gone ? route.abort() : route.continue()));
    await page.reload();
    await page.waitForSelector("h1:text-is('The console’s server does not answer')");
    await console.screenshot("light-en-server-gone");
    gone = false;
    await page.click("button:text-is('Try again')");
    await page.waitForSelector("#out-title:text-is('This browser is signed out')");
  });

  it("used the address of another browser, which stays signed in", async (t) => {
    const console = await visit(t);
    const other = await browser.newContext();
    t.after(() => other.close());
    const refused = await (await other.newPage()).goto(console.server.url);
    assert.equal(refused.status(), 403);
    assert.match(await refused.text(), /works once/);
    await console.page.goto(console.server.url);
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    await console.finish();
  });
});
