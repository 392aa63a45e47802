// The path to a verified package in a real Firefox, by WebDriver BiDi: in both languages and themes, wide and at a phone's width, each
// state judged by axe. FIREFOX is the browser's path; without it, nothing is tested. Fingers are tested in Chromium alone: Firefox reports
// `pointer: coarse` only where the system has a touch screen, and BiDi has no command for it.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import puppeteer from "puppeteer-core";

import { violations } from "./axe.mjs";
import { lowContrast } from "./contrast.mjs";
import { eventually } from "./eventually.mjs";
import { soak } from "../support/soak.mjs";
import { startConsole } from "../../www/serve.mjs";
import { startUpstream } from "../relay/upstream.mjs";

const { FIREFOX } = process.env;
// Firefox's numbers of the themes that a page may find as the system's.
const THEMES = { dark: 0, light: 1 };
const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
mkdirSync(SCREENSHOTS, { recursive: true });

// A browser for each language and theme, which its preferences set; each visit has a context of its own.
const browsers = new Map();
const browserOf = (language, theme) => {
  const options = { browser: "firefox", executablePath: FIREFOX, headless: true, timeout: 120_000 };
  const extraPrefsFirefox = {
    "intl.accept_languages": language,
    "layout.css.prefers-color-scheme.content-override": THEMES[theme],
  };
  const key = `${language} ${theme}`;
  if (!browsers.has(key)) browsers.set(key, puppeteer.launch({ ...options, extraPrefsFirefox }));
  return browsers.get(key);
};
after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

// Opens the console. `complaints` are errors, warnings and violations of the policy.
async function opened(t, { language = "en", width = 1280, theme = "light" } = {}) {
  const upstream = await startUpstream(t);
  const server = await startConsole({
    relayOptions: upstream.relayOptions,
    platform: { kind: "sandbox", host: "127.0.0.1" },
    merchants: [{ authorizerAppid: "wx0000000000000001", name: "First shop" }],
  });
  const context = await (await browserOf(language, theme)).createBrowserContext();
  t.after(async () => {
    await context.close();
    await server.close();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.setViewport({ width, height: 900 });
  const complaints = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`CSP: ${violatedDirective} ${blockedURI}`);
    });
  });
  const text = (selector) => page.$eval(selector, (node) => node.innerText);
  const verdict = async () => {
    await page.waitForSelector('.verdict:is([data-kind="good"], [data-kind="bad"])');
    return page.$eval(".verdict", (node) => [node.dataset.kind, node.innerText]);
  };
  const screenshot = (name) => page.screenshot({ path: join(SCREENSHOTS, `firefox-${name}.png`), fullPage: true });
  // Takes a picture of the current state and judges it.
  const look = async (name) => {
    await page.evaluate(() => scrollTo(0, 0));
    await screenshot(name);
    assert.deepEqual(await violations(page), [], name);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, `nothing sticks out: ${name}`);
    assert.deepEqual((await lowContrast(page)).found, [], name);
  };
  await page.goto(server.url);
  await page.waitForSelector("main:not([aria-busy])");
  return { page, server, upstream, complaints, text, verdict, screenshot, look };
}

describe("the console in Firefox", { timeout: 600_000, skip: FIREFOX ? false : "no Firefox" }, () => {
  const all = [
    ["zh-CN", 1280, "dark"],
    ["en", 360, "light"],
    ["en", 1280, "light"],
    ["zh-CN", 360, "dark"],
  ];
  for (const [language, width, theme] of soak(all, all.slice(0, 2))) {
    it(`by mouse and keyboard to a verified package, its files, a comparison and the history, in ${language}, ${theme}, at ${width} pixels`, async (t) => {
      const { page, complaints, text, verdict, look } = await opened(t, { language, width, theme });
      const prefix = `${width}-${theme}-${language.slice(0, 2)}`;
      assert.equal(await page.evaluate((query) => matchMedia(query).matches, `(prefers-color-scheme: ${theme})`), true);
      await page.waitForSelector(".environments a");
      await look(`${prefix}-start`);
      assert.equal(await page.$eval("html", (node) => node.lang), language);
      await page.click("#env");
      await page.keyboard.type("777");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".rows .row");
      await look(`${prefix}-functions`);
      await page.click("#function");
      await page.keyboard.type("lo");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#function-title");
      await look(`${prefix}-function`);
      await page.focus(".function button.main");
      await page.keyboard.press("Enter");
      const [kind] = await verdict();
      assert.equal(kind, "good");
      await page.waitForSelector("[role=treeitem]");
      await page.click("[role=treeitem]");
      await page.waitForSelector(".line");
      assert.match(await text(".lines"), /exports\.main/);
      await look(`${prefix}-package`);

      await page.click("#other-env");
      await page.keyboard.type("package");
      await page.keyboard.press("Enter");
      await page.$eval("#other-function", (node) => node.focus());
      await page.keyboard.type("tidy");
      await page.keyboard.press("Enter");
      await page.click(".other button[type=submit]");
      await page.waitForSelector("#difference-title");
      await page.click(".changes summary");
      await page.waitForSelector(".patch");
      await look(`${prefix}-compare`);

      await page.reload();
      await page.waitForSelector("#function-title");
      await page.click('nav a[href="#/~history"]');
      await page.waitForSelector(".history tbody tr");
      assert.equal((await page.$$(".history tbody tr")).length, 2, "what was compared was fetched, too");
      await look(`${prefix}-history`);
      await page.goBack();
      await page.waitForSelector("#function-title");

      await page.evaluate(() => {
        location.hash = "#/-/errcode/61007";
      });
      await page.waitForFunction(() => document.querySelector("#function-title")?.textContent === "61007");
      await page.click(".function .main");
      assert.equal((await verdict())[0], "bad");
      await look(`${prefix}-failure`);
      await page.click('nav a[href="#/~check"]');
      await page.waitForSelector("#checksum");
      await look(`${prefix}-check`);
      await page.deleteCookie(...(await page.cookies()));
      await page.reload();
      await page.waitForSelector("#out-title");
      await look(`${prefix}-signed-out`);
      assert.deepEqual(complaints, []);
    });
  }

  it("a failure, many at once, and a file that is checked", async (t) => {
    const { page, server, upstream, complaints, text, verdict, screenshot } = await opened(t);
    await page.goto(`${server.origin}/#/-/errcode/61007`);
    await page.waitForSelector("#function-title");
    await page.click(".function .main");
    const [kind, words] = await verdict();
    assert.equal(kind, "bad");
    assert.match(words, /61007/);
    await screenshot("en-failure");

    upstream.functions.push(...[0, 1, 2].map((index) => ({ env: "many", functionName: `f-${index}` })));
    await page.goto(`${server.origin}/#/wx0000000000000001/many`);
    await page.waitForSelector(".rows .row");
    await page.click(".functions .main");
    await page.waitForFunction(() => document.querySelectorAll(".rows .badge[data-kind=good]").length >= 6);
    await screenshot("en-many");

    const folder = await mkdtemp(join(tmpdir(), "console-"));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "abc.zip"), "abc");
    await page.goto(`${server.origin}/#/~check`);
    await page.waitForSelector("#file");
    await (await page.$("#file")).uploadFile(join(folder, "abc.zip"));
    await page.type("#checksum", "nonsense");
    await eventually(async () => assert.match(await text("#checksum-hint"), /no SHA-256/));
    await page.$eval("#checksum", (node) => node.select());
    await page.type("#checksum", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    await page.click(".check button[type=submit]");
    assert.equal((await verdict())[0], "good");
    assert.deepEqual(complaints, []);
  });

  it("a violation would be seen", async (t) => {
    const { page, complaints } = await opened(t);
    await page.evaluate(() =>
      document.body.append(Object.assign(document.createElement("img"), { src: "https://a.example/" })),
    );
    while (complaints.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.match(complaints.join(), /CSP: img-src/);
    await page.$eval("label[for=env]", (label) => label.remove());
    assert.match((await violations(page)).join(), /label/);
  });

  it("signed out, on a phone's width", async (t) => {
    const { page, server, text, screenshot } = await opened(t, { width: 360 });
    await page.deleteCookie(...(await page.cookies()));
    await page.goto(`${server.origin}/?#/-/test-777bb9/login`);
    await page.waitForSelector("#out-title");
    assert.match(await text("main"), /signed out/);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0);
    await screenshot("en-signed-out");
  });
});
