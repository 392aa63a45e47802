// Every state of the page, measured and checked by axe: both languages, both themes, from 360 to 1920 pixels.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";

import { zipSync } from "fflate";

import { isSoak } from "../support/soak.mjs";
import { violations } from "./axe.mjs";
import { lowContrast } from "./contrast.mjs";
import { visit } from "./visit.mjs";

const bytes = Buffer.from("the package that I have");
const checksum = createHash("sha256").update(bytes).digest("hex");
const file = (name) => ({ name, mimeType: "application/zip", buffer: bytes });
const TOUCH = 44;

// Buttons and fields that are too small for a finger. Links in text and boxes within a row of their own size are exempt.
const smallTargets = (page, least) =>
  page.evaluate((least) => {
    const found = [];
    for (const node of document.querySelectorAll(
      "button, select, summary, nav a, input:not([type=checkbox], [type=radio])",
    )) {
      const { width, height } = node.getBoundingClientRect();
      if (width === 0 || node.closest(".offscreen, .head, [hidden]")) continue;
      if (height < least - 0.5)
        found.push(`${node.tagName} "${(node.textContent || node.id).slice(0, 30)}": ${width} × ${height}`);
    }
    return found;
  }, least);

// By mouse and by touch: name, width, theme, whether axe is asked there, and whether a screenshot is taken without --soak. Structure is the
// same at every width, but for what a narrow page arranges in another way, and colours are those of the theme. A screenshot takes longer
// than all checks of a state.
const SCREENS = {
  mouse: [
    ["wide", 1280, "light", true, true],
    ["wide", 1280, "dark", true, false],
    ["huge", 1920, "light", false, false],
  ],
  touch: [
    ["tablet", 768, "dark", false, false],
    ["phone", 360, "light", true, true],
    ["phone", 360, "dark", false, false],
  ],
};

for (const language of ["en", "zh-CN"]) {
  for (const [pointer, screens] of Object.entries(SCREENS)) {
    describe(`the page, by ${pointer}, in ${language}`, { timeout: 600_000 }, () => {
      const hasTouch = pointer === "touch";
      const viewport = (width) => ({ width, height: 900 });
      const [[, width, colorScheme]] = screens;
      const options = {
        colorScheme,
        locale: language === "en" ? "en-US" : "zh-CN",
        viewport: viewport(width),
        hasTouch,
      };

      // Checks the page's current state on each screen. A visit goes through the states once: a screen is a size and a theme of it.
      async function look(console, name) {
        for (const [size, width, colorScheme, isAsked, isKept] of screens) {
          await console.page.setViewportSize(viewport(width));
          await console.page.emulateMedia({ colorScheme });
          await lookAt(console, `${size}-${colorScheme}-${language.slice(0, 2)}-${name}`, isAsked, isKept || isSoak);
        }
      }

      async function lookAt(console, name, isAsked, isKept) {
        const { page } = console;
        await page.evaluate(() => scrollTo(0, 0));
        if (isKept) await console.screenshot(name);
        if (isAsked) assert.deepEqual(await violations(page), [], name);
        const { found, measured } = await lowContrast(page);
        assert.deepEqual(found, [], name);
        assert.ok(measured > 5, "the text was measured");
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(wide, 0, `nothing sticks out: ${name}`);
        if (hasTouch) assert.deepEqual(await smallTargets(page, TOUCH), [], `for fingers: ${name}`);
        const primary = await page.locator("button.main:visible").count();
        assert.ok(primary <= 1, `${primary} primary buttons: ${name}`);
      }

      it("is accessible, readable and fits in every state", async (t) => {
        let goOn;
        let hold;
        const console = await visit(t, {
          ...options,
          answer: ({ url }) => (url.includes("downloadfunction") ? Promise.resolve(hold).then(() => false) : false),
        });
        const { page, upstream } = console;
        const text = (value) => new TextEncoder().encode(value);
        const before = zipSync({ "index.js": text("exports.main = 1;\n"), "lib/a.js": text("one\ntwo\n") });
        upstream.functions.push(
          {
            env: "test-777bb9",
            functionName: "order",
            status: "CreateFailed",
            statusReason: [{ errmsg: "code size exceeds" }],
          },
          { env: "test-777bb9", functionName: `a-long-name-${"x".repeat(48)}`, runtime: "Php8.0", status: "Creating" },
        );
        await page.waitForSelector(".environments a");
        await look(console, "start");
        await console.open("test-777bb9");
        await page.waitForSelector(".rows .row");
        await look(console, "functions");
        await page.click("#function");
        await page.waitForSelector("[role=option]");
        await look(console, "combobox");
        await page.keyboard.press("Escape");
        await page.click(".functions .main");
        await page.waitForFunction(() => document.querySelectorAll(".rows .badge[data-kind=good]").length > 4);
        await look(console, "many");

        await console.open("test-777bb9", "order");
        await look(console, "cannot-run");
        await console.open("package", "cloud-dependencies");
        hold = new Promise((resolve) => (goOn = resolve));
        await page.click(".function .main");
        await page.waitForSelector('.verdict[data-kind="busy"]');
        await look(console, "running");
        hold = undefined;
        goOn();
        await console.verdict();
        await page.waitForSelector("[role=treeitem]");
        await console.read("index.js");
        await page.waitForSelector(".line");
        await page.setInputFiles("#compare-zip", {
          name: "before.zip",
          mimeType: "application/zip",
          buffer: Buffer.from(before),
        });
        await page.waitForSelector("#difference-title");
        await page.click(".changes summary");
        await page.waitForSelector(".patch");
        await look(console, "package");
        await page.click(".switch label:last-child");
        await page.waitForSelector(".patch[data-split=true]");
        await look(console, "split");
        assert.equal((await console.get("package", "slip")).kind, "good");
        await page.waitForSelector(".findings");
        await look(console, "unsafe");

        await console.get("errcode", "61007");
        await look(console, "failure");
        await console.get("reply", "redirect");
        await look(console, "redirected");

        await page.click('nav a[href="#/~history"]');
        await page.waitForSelector(".history tbody tr");
        await look(console, "history");
        await page.click(".history .actions button:last-child");
        await look(console, "history-empty");
        await page.click('nav a[href="#/~check"]');
        await page.waitForSelector("#checksum");
        await look(console, "check");
        await console.check(file("own.zip"), checksum);
        await look(console, "check-matches");
        await page.fill("#checksum", "nonsense");
        await look(console, "check-malformed");
        await console.check(file("a-long-name-".repeat(8)), "0".repeat(64));
        await look(console, "check-differs");
        await console.finish();
      });

      it("is accessible where no one has signed in", async (t) => {
        const console = await visit(t, { ...options, signedIn: false });
        await console.page.waitForSelector("#out-title");
        await look(console, "signed-out");
        await console.page.context().route("**/console.json", (route) => route.abort());
        await console.page.reload();
        await console.page.waitForSelector("main button.main");
        await look(console, "server-gone");
        await console.finish();
      });
    });
  }
}

describe("axe", () => {
  it("would find a violation", async (t) => {
    const console = await visit(t);
    await console.page.evaluate(() => document.querySelector("label[for=env]").remove());
    assert.match((await violations(console.page)).join(), /label/);
  });
});
