// Using the page: keyboard alone, dark, narrow, quiet; and the policy that it runs under.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { lowContrast } from "./contrast.mjs";
import { visit } from "./visit.mjs";

const bytes = Buffer.from("the package that I have");
const checksum = createHash("sha256").update(bytes).digest("hex");

describe("the page", { timeout: 300_000 }, () => {
  it("is used by keyboard alone", async (t) => {
    const console = await visit(t);
    const { page } = console;
    // Listened for early: Chromium is told to hand choosers over only once somebody does.
    const choosing = new Promise((resolve) => page.once("filechooser", resolve));
    // Tabs on until the element has the focus, which has to be seen.
    const tabTo = async (selector) => {
      for (let steps = 0; steps < 15; steps += 1) {
        await page.keyboard.press("Tab");
        const focused = await page.evaluate((selector) => {
          const { activeElement } = document;
          if (!activeElement.matches(selector)) return undefined;
          const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
          return { outlineStyle, outlineWidth, named: activeElement.labels?.length !== 0 || activeElement.textContent !== "" };
        }, selector);
        if (!focused) continue;
        assert.deepEqual(focused, { outlineStyle: "solid", outlineWidth: "3px", named: true }, selector);
        return;
      }
      assert.fail(`Tab does not reach ${selector}`);
    };
    await tabTo("#env");
    await page.keyboard.type("test-777bb9"); // in place of what was selected
    await tabTo("#function");
    await page.keyboard.type("pay");
    await page.keyboard.press("Enter");
    assert.equal((await console.verdict("#get-verdict")).kind, "good");
    assert.match(await page.innerText("#get-verdict"), /The package of pay is, byte for byte/);

    await tabTo("a[download]");
    const downloading = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    assert.equal((await downloading).suggestedFilename(), "pay.zip");

    await tabTo("#file");
    await page.keyboard.press("Enter");
    await (await choosing).setFiles({ name: "own.zip", mimeType: "application/zip", buffer: bytes });
    await tabTo("#checksum");
    await page.keyboard.type(checksum);
    await tabTo("#use-last");
    await tabTo("#check .main");
    await page.keyboard.press("Enter");
    assert.equal((await console.verdict("#check-verdict")).kind, "good");
    await console.screenshot("light-keyboard");
    await console.finish();
  });

  for (const colorScheme of ["light", "dark"]) {
    it(`has enough contrast in ${colorScheme}`, async (t) => {
      const console = await visit(t, { colorScheme });
      const enough = async () => {
        const { found, measured } = await lowContrast(console.page);
        assert.deepEqual(found, []);
        assert.ok(measured > 20, "the text was measured");
      };
      await console.screenshot(`${colorScheme}-idle`);
      await enough();
      await console.get("test-777bb9", "login");
      await console.check({ name: "own.zip", mimeType: "application/zip", buffer: bytes }, checksum);
      await console.screenshot(`${colorScheme}-success`);
      await enough();
      await console.get("errcode", "61004");
      await console.check({ name: "own.zip", mimeType: "application/zip", buffer: bytes }, "0".repeat(64));
      await console.screenshot(`${colorScheme}-error`);
      await enough();
      await console.finish();

      const stranger = await visit(t, { colorScheme, signedIn: false });
      await stranger.screenshot(`${colorScheme}-not-signed-in`);
      const { found } = await lowContrast(stranger.page);
      assert.deepEqual(found, []);
      await stranger.finish();
    });
  }

  for (const width of [320, 390]) {
    it(`fits a screen of ${width} pixels`, async (t) => {
      const console = await visit(t, { viewport: { width, height: 800 }, colorScheme: width === 320 ? "dark" : "light" });
      const fits = async () => {
        const wide = await console.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, "nothing sticks out");
      };
      await fits();
      await console.get("errcode", "48001");
      await fits();
      await console.screenshot(`narrow-${width}-error`);
      await console.get("test-777bb9", "login");
      await console.check({ name: "a-long-name-".repeat(12), mimeType: "application/zip", buffer: bytes }, "0".repeat(64));
      await fits();
      await console.screenshot(`narrow-${width}-success`);
      await console.finish();
    });
  }

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
    for (const id of ["#get-verdict", "#check-verdict"]) {
      assert.equal(await console.page.getAttribute(id, "role"), "status");
    }
    // Every state that is told is told in words, once: a mere refresh says nothing anew.
    await console.page.evaluate(() => {
      window.told = [];
      const box = document.querySelector("#get-verdict");
      new MutationObserver(() => window.told.push(box.querySelector("strong").textContent)).observe(box, { childList: true });
    });
    await console.get("test-777bb9", "login");
    assert.deepEqual(await console.page.evaluate(() => window.told), ["Working…", "Verified: it matches"]);
    await console.finish();
  });
});

describe("the policy", { timeout: 300_000 }, () => {
  it("is on every answer, and is the least that the page needs", async (t) => {
    const console = await visit(t);
    const { origin } = console.server;
    for (const path of ["/", "/app.js", "/style.css", "/pkg/core.js", "/favicon.ico", "/suggestions.json", "/nothing", "/relay/link", "/relay/x",
      "/?secret=wrong", "/../package.json", "/%2e%2e/package.json", "/www/serve.mjs", "/serve.mjs", "/pkg/relay.js"]) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const response = await fetch(`${origin}${path}`, { method, redirect: "manual" });
        const header = (name) => response.headers.get(name);
        assert.equal(header("content-security-policy"), "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
          "img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; " +
          "require-trusted-types-for 'script'; trusted-types 'none'");
        assert.equal(header("x-content-type-options"), "nosniff");
        assert.equal(header("referrer-policy"), "no-referrer");
        assert.equal(header("cross-origin-resource-policy"), "same-origin");
        assert.equal(header("cross-origin-opener-policy"), "same-origin");
        assert.match(header("cache-control"), /^no-store/);
      }
    }
    await console.finish();
  });

  it("lets nothing out but the page's own files, by GET and HEAD", async (t) => {
    const { server } = await visit(t);
    const status = async (path, method) => (await fetch(`${server.origin}${path}`, { method, redirect: "manual" })).status;
    for (const path of ["/", "/app.js", "/favicon.svg", "/favicon.ico", "/pkg/index.js"]) {
      assert.deepEqual([await status(path, "GET"), await status(path, "HEAD"), await status(path, "POST")], [200, 200, 405], path);
    }
    for (const path of ["/serve.mjs", "/access.mjs", "/../package.json", "/..%2fpackage.json", "/pkg/relay.js", "/app.js/", "/index.html%00", "//app.js"]) {
      assert.equal(await status(path, "GET"), 404, path);
    }
    assert.equal(await status("/suggestions.json", "GET"), 401);
    assert.equal(await status("/?secret=wrong", "GET"), 403);
  });

  it("a violation would be seen", async (t) => {
    const console = await visit(t);
    await console.page.evaluate(() => document.body.insertAdjacentElement("beforeend", document.createElement("p")).setAttribute("style", "color: red"));
    await console.page.waitForFunction(() => getComputedStyle(document.body.lastElementChild).color !== "rgb(255, 0, 0)");
    await assert.rejects(console.finish(), /style-src/);
  });

  it("the cookie is out of reach", async (t) => {
    const console = await visit(t);
    const cookies = await console.page.context().cookies();
    assert.deepEqual(cookies.map(({ httpOnly, sameSite, path }) => ({ httpOnly, sameSite, path })), [{ httpOnly: true, sameSite: "Strict", path: "/" }]);
    assert.equal(await console.page.evaluate(() => document.cookie), "");
  });

  // Both pages are on loopback, or Chromium would not let them try.
  for (const [name, host] of [["another site", "localhost"], ["another port, which gets the cookie too", "127.0.0.1"]]) {
    it(`a page of ${name} can neither read, ask nor frame the console`, async (t) => {
      const console = await visit(t);
      const { origin } = console.server;
      const attacker = await httpServer(t, (_request, response) => response.setHeader("content-type", "text/html").end("<title>attacker</title>"));
      const other = await console.page.context().newPage();
      await other.goto(attacker.url.replace("127.0.0.1", host));
      const failures = [];
      other.on("requestfailed", (request) => failures.push(request.failure().errorText));
      const outcomes = await other.evaluate(async (origin) => {
        const attempt = (path, init) => fetch(`${origin}${path}`, init).then((response) => response.type, () => "refused");
        const post = { method: "POST", credentials: "include", body: '{"env":"test-777bb9","functionName":"login"}' };
        return [
          await attempt("/app.js"),
          await attempt("/app.js", { mode: "no-cors" }),
          await attempt("/suggestions.json", { credentials: "include" }),
          await attempt("/relay/link", { ...post, mode: "no-cors" }),
          await attempt("/relay/link", { ...post, headers: { "content-type": "application/json" } }),
        ];
      }, origin);
      assert.deepEqual(outcomes, Array(5).fill("refused"));
      assert.ok(failures.includes("net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin"), "by the console's own headers");
      assert.equal(console.upstream.requests.length, 0);

      await other.evaluate((src) => new Promise((resolve) => {
        const frame = Object.assign(document.createElement("iframe"), { src, onload: resolve });
        document.body.append(frame);
      }), origin);
      assert.equal(other.frames()[1].url(), "chrome-error://chromewebdata/");
      await console.finish();
    });
  }
});
