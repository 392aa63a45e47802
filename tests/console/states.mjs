// Every state of the page, in a screenshot and checked by axe: both languages, both themes, wide and narrow.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, it } from "node:test";

import { lowContrast } from "./contrast.mjs";
import { visit } from "./visit.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const bytes = Buffer.from("the package that I have");
const checksum = createHash("sha256").update(bytes).digest("hex");
const file = (name) => ({ name, mimeType: "application/zip", buffer: bytes });

// The rules of WCAG 2.2 AA and axe's best practices.
async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations, passes } = await window.axe.run(document, { runOnly: tags, preload: false });
    if (passes.length < 20) throw new Error("axe looked at nothing");
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
    );
  });
}

const WIDTHS = { wide: 1100, narrow: 320 };

for (const language of ["en", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, width] of Object.entries(WIDTHS)) {
      describe(`the page, ${size}, ${colorScheme}, in ${language}`, { timeout: 300_000 }, () => {
        const prefix = [size === "wide" ? colorScheme : `${size}-${colorScheme}`, language.slice(0, 2)].join("-");
        const options = {
          colorScheme,
          locale: language === "en" ? "en-US" : "zh-CN",
          viewport: { width, height: 900 },
        };

        // Checks the page's current state.
        async function look(console, name) {
          const { page } = console;
          await console.screenshot(`${prefix}-${name}`);
          assert.deepEqual(await violations(page), [], name);
          const { found, measured } = await lowContrast(page);
          assert.deepEqual(found, [], name);
          assert.ok(measured > 20, "the text was measured");
          const wide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(wide, 0, `nothing sticks out: ${name}`);
        }

        it("is accessible, readable and fits in every state", async (t) => {
          let goOn;
          let hold;
          const console = await visit(t, { ...options, answer: () => Promise.resolve(hold).then(() => false) });
          const { page } = console;
          await look(console, "idle");

          hold = new Promise((resolve) => (goOn = resolve));
          await page.click("#get .main");
          await page.waitForSelector('#get-steps [data-state="running"]');
          await look(console, "running");
          hold = undefined;
          goOn();
          assert.equal((await console.verdict("#get-verdict")).kind, "good");
          assert.equal((await console.check(file("own.zip"), checksum)).kind, "good");
          await look(console, "success");

          await console.get("errcode", "61007");
          assert.equal((await console.check(file("a-long-name-".repeat(8)), "0".repeat(64))).kind, "bad");
          await page.click("#more summary");
          await look(console, "failure");

          await console.get("reply", "redirect");
          assert.equal((await console.check(file("own.zip"), "nonsense")).kind, "bad");
          await look(console, "refused");

          await console.get("test-777bb9", "查询 订单");
          await look(console, "history");
          await console.finish();
        });

        it("is accessible where nobody is signed in", async (t) => {
          const console = await visit(t, { ...options, signedIn: false });
          await console.get("test-777bb9", "login");
          await look(console, "not-signed-in");
          await console.finish();
        });
      });
    }
  }
}

describe("axe", () => {
  it("would find a violation", async (t) => {
    const console = await visit(t);
    await console.page.evaluate(() => document.querySelector("label[for=env]").remove());
    assert.match((await violations(console.page)).join(), /label/);
  });
});
