// What the page shows, and how it is used.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { violations } from "../console/axe.mjs";
import { lowContrast } from "../console/contrast.mjs";
import { BUSY, failed, row, writeSnapshot } from "../support/snapshots.mjs";
import { isSoak } from "../support/soak.mjs";
import { folder, open, reportOf } from "./opened.mjs";

const HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\u001b&amp;";
const byBytes = (a, b) => Buffer.compare(Buffer.from(nameOf(a)), Buffer.from(nameOf(b)));
const nameOf = ({ authorizerAppid, env = "", functionName = "" }) => `${authorizerAppid}\0${env}\0${functionName}`;
const REFUSED = {
  ...BUSY,
  code: "PERMISSION_DENIED",
  errcode: 61007,
  errmsg: "api is unauthorized",
  rid: "rid-77",
  message: "errcode 61007: the permission set is not granted",
  advice: "Have the merchant grant permission set 49 or 64.",
};
const BEFORE = [
  row("wx0000000000000001/prod-1a2b3c/login", 0x1111),
  row("wx0000000000000001/prod-1a2b3c/pay", 0x2222),
  row("wx0000000000000001/test-777bb9/查询订单", 0x3333, 7),
  row("wx0000000000000002/prod-1a2b3c/refund", 0x4444),
  row("wx0000000000000002/prod-1a2b3c/share", 0x5555),
  row("wx0000000000000003/prod-1a2b3c/legacy", 0x6666),
].sort(byBytes);
const AFTER = [
  { ...row("wx0000000000000001/prod-1a2b3c/login", 0xabcdef), size: 123_456, modTime: "2026-01-30 18:22:07" },
  row("wx0000000000000001/prod-1a2b3c/pay", 0x2222),
  row("wx0000000000000001/test-777bb9/查询订单", 0x3334, 7),
  row(`wx0000000000000001/test-777bb9/${HOSTILE}`, 0x7777),
  failed("wx0000000000000002", REFUSED),
].sort(byBytes);
const archive = join(folder, "archive");
writeSnapshot(archive, "nightly-1", BEFORE, { startedAt: "2026-01-30T02:00:00.000Z" });
const packages = { stored: 3, bytes: 5_123_456 };
writeSnapshot(archive, "nightly-2", AFTER, { startedAt: "2026-01-31T02:00:00.000Z", previous: "nightly-1", packages });
const english = await reportOf(archive);
const chinese = await reportOf(archive, "zh-CN");

describe("a report's page", { timeout: 300_000 }, () => {
  it("shows the counts and every drift by merchant, and unchanged ones once asked for", async (t) => {
    const { page, rows, finish } = await open(t, english);
    assert.equal(await page.title(), "Drift report");
    assert.equal(await page.innerText("#compared"), "nightly-2, compared with nightly-1");
    const counts = await page.locator("#statuses button").allInnerTexts();
    const shown = Object.fromEntries(counts.map((text) => text.split(/\s+/)).map(([count, , name]) => [name, count]));
    assert.deepEqual(shown, { changed: "1", added: "1", removed: "1", unknown: "2", repackaged: "1", unchanged: "1" });
    assert.equal(await page.innerText("#shown"), "6 of 7 rows");
    assert.deepEqual(await page.locator("#rows .group bdi").allInnerTexts(), [
      "wx0000000000000001",
      "wx0000000000000002",
      "wx0000000000000003",
    ]);
    assert.ok(!(await rows()).some((text) => text.includes("pay")));
    await page.click("button.unchanged");
    assert.equal(await page.innerText("#shown"), "7 of 7 rows");
    assert.ok((await rows()).some((text) => text.includes("pay")));
    assert.match(
      (await page.innerText("#facts")).replace(/\s+/g, " "),
      /Merchants 2 Functions 4 Failures 1 Packages stored 3, 5\.1 MB/,
    );
    finish();
  });

  it("names are text, whatever is in them", async (t) => {
    const { page, rows, finish } = await open(t, english);
    const shown = "</script><img src=x onerror=alert(1)>\\u{202e}\\u{1b}&amp;";
    assert.ok((await rows()).some((text) => text.includes(shown)));
    assert.equal(await page.locator("img").count(), 0);
    const source = readFileSync(english, "utf8");
    assert.ok(!source.includes("<img") && !source.includes("</script><"));
    finish();
  });

  it("its policy lets nothing in but its own script and style", async (t) => {
    const { page, finish } = await open(t, english);
    const policy = await page.getAttribute("meta[http-equiv]", "content");
    assert.match(
      policy,
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'$/,
    );
    finish();
    // A policy that is in force stops what a report could be made to contain.
    const stopped = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ran = true";
      document.body.append(script);
      const fetched = await fetch("data:,x").then(
        () => true,
        () => false,
      );
      return [globalThis.ran === undefined, !fetched];
    });
    assert.deepEqual(stopped, [true, true]);
  });

  it("is searched by appid, environment, function, checksum and error", async (t) => {
    const { page, rows, finish } = await open(t, english);
    await page.keyboard.press("/");
    for (const [words, expected] of [
      ["LOGIN", ["login"]],
      ["查询", ["查询订单"]],
      ["777bb9 查询", ["查询订单"]],
      ["wx0000000000000003", ["legacy"]],
      ["abcdef", []],
      ["0".repeat(58), ["login", "查询订单", "legacy", "refund", "share", "onerror"]],
      ["61007", ["refund", "share"]],
      ["permission_denied share", ["share"]],
      ["nothing of that", []],
    ]) {
      await page.fill("#search", words);
      const found = await rows();
      assert.equal(found.length, expected.length, `${words}: ${found}`);
      for (const name of expected)
        assert.ok(
          found.some((text) => text.includes(name)),
          `${words}: ${name}`,
        );
    }
    assert.equal(await page.innerText("#empty-title"), "No row matches");
    await page.click("#show-all");
    assert.equal(await page.innerText("#shown"), "7 of 7 rows");
    finish();
  });

  it("is grouped by drift on demand", async (t) => {
    const { page, finish } = await open(t, english);
    await page.click("[data-grouping=status]");
    const groups = await page.locator("#rows .group").allInnerTexts();
    const names = groups.map((text) => text.replace(/\s+/g, " ").trim());
    assert.deepEqual(names, ["≠ changed 1", "+ added 1", "− removed 1", "? unknown 2", "≈ repackaged 1"]);
    assert.match(
      (await page.locator("#rows .row:not(.group)").first().innerText()).replace(/\s+/g, " "),
      /login wx0000000000000001 ?prod-1a2b3c/,
    );
    finish();
  });

  it("is used by keyboard alone, and a dialog has both packages side by side", async (t) => {
    const { page, screenshot, finish } = await open(t, english);
    await page.focus("#list");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const active = await page.getAttribute("#list", "aria-activedescendant");
    assert.match(await page.innerText(`#${active}`), /login/);
    await page.keyboard.press("Enter");
    assert.equal(await page.innerText("#details-title"), "login");
    const cells = await page.locator("#details tbody tr").first().locator("th, td").allInnerTexts();
    assert.equal(cells[0], "SHA-256");
    assert.ok(cells[1].endsWith("1111") && cells[2].endsWith("abcdef"));
    await screenshot("light-en-details");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.id), "list", "the focus comes back");
    for (const [key, name] of [
      ["End", "legacy"],
      ["Home", "wx0000000000000001"],
    ]) {
      await page.keyboard.press(key);
      assert.match(await page.innerText(".row.active"), new RegExp(name));
    }
    finish();
  });

  it("an error is shown in the page's language, with its code and rid", async (t) => {
    const { page, finish } = await open(t, chinese);
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
    await page.locator("#rows .row", { hasText: "refund" }).click();
    assert.match(
      await page.innerText("#details .failure"),
      /错误[^]*如何处理[^]*PERMISSION_DENIED 61007[^]*api is unauthorized[^]*rid-77/,
    );
    assert.doesNotMatch(await page.innerText("#details .failure"), /Have the merchant/);
    await page.keyboard.press("Escape");
    await page.click("[data-language=en]");
    assert.equal(await page.title(), "Drift report");
    await page.locator("#rows .row", { hasText: "refund" }).click();
    assert.match(await page.innerText("#details .failure"), /Have the merchant grant permission set/);
    finish();
  });

  // Where axe is asked: its rules see structure and colours, which the other widths share.
  const ASKED = ["light 1440", "dark 1440", "light 360"];
  for (const [path, language] of [
    [english, "en"],
    [chinese, "zh-CN"],
  ]) {
    it(`has no accessibility finding, enough contrast and no sideways scrolling, in ${language}`, async (t) => {
      const { page, screenshot, finish } = await open(t, path);
      await page.click("button.unchanged");
      const onEachScreen = async (look) => {
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          for (const width of [1440, 1024, 768, 360]) {
            await page.setViewportSize({ width, height: 900 });
            await look(colorScheme, width);
          }
        }
      };
      await onEachScreen(async (colorScheme, width) => {
        if (width === 1440 || isSoak) await screenshot(`${colorScheme}-${language}-${width}`);
        await checked(page, ASKED.includes(`${colorScheme} ${width}`));
      });
      await page.locator("#rows .row", { hasText: "share" }).click();
      await onEachScreen((colorScheme, width) => checked(page, ASKED.includes(`${colorScheme} ${width}`)));
      finish();
    });
  }

  async function checked(page, isAsked) {
    const { found, measured } = await lowContrast(page);
    assert.ok(measured > 20);
    assert.deepEqual(found, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
    if (!isAsked) return;
    assert.deepEqual(await violations(page), []);
  }

  it("says so where nothing changed, and where there is nothing to compare with", async (t) => {
    const quiet = join(folder, "quiet");
    writeSnapshot(quiet, "s1", BEFORE, { startedAt: "2026-01-30T02:00:00.000Z" });
    const alone = await open(t, await reportOf(quiet));
    assert.equal(await alone.page.innerText("#compared"), "s1, compared with nothing: it is the first one");
    alone.finish();
    writeSnapshot(quiet, "s2", BEFORE, { startedAt: "2026-01-31T02:00:00.000Z", previous: "s1" });
    const { page, screenshot, finish } = await open(t, await reportOf(quiet));
    assert.equal(await page.innerText("#empty-title"), "Nothing changed");
    assert.equal(await page.innerText("#empty-more"), "All 6 functions are as they were.");
    await screenshot("light-en-quiet");
    await page.click("#show-all");
    assert.equal(await page.innerText("#shown"), "6 of 6 rows");
    finish();
  });
});
