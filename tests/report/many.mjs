// A page of many rows: only those near the window are in the document.
import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";

import { row, writeSnapshot } from "../support/snapshots.mjs";
import { soak } from "../support/soak.mjs";
import { folder, open, reportOf } from "./opened.mjs";

const COUNT = soak(200_000, 20_000);
// Twenty functions each, below a line of its own.
const MERCHANTS = COUNT / 20;
const LINES = COUNT + MERCHANTS;
const shown = (count) => count.toLocaleString("en");
const merchant = (number) => `wx${String(number).padStart(16, "0")}`;

function* rows(shift) {
  for (let at = 0; at < COUNT; at++) {
    const name = `${merchant(Math.floor(at / 20))}/prod-1a2b3c/f${String(at % 20).padStart(2, "0")}`;
    yield row(name, at % 100 === 0 ? at + shift : at);
  }
}

it(`${shown(COUNT)} rows are searched and scrolled, to the last one`, { timeout: 600_000 }, async (t) => {
  const archive = join(folder, "many");
  writeSnapshot(archive, "s1", rows(0), { startedAt: "2026-01-30T02:00:00.000Z" });
  writeSnapshot(archive, "s2", rows(1_000_000), { startedAt: "2026-01-31T02:00:00.000Z", previous: "s1" });
  const { page, finish } = await open(t, await reportOf(archive));
  assert.equal(await page.innerText("#shown"), `${shown(COUNT / 100)} of ${shown(COUNT)} rows`);
  await page.click("button.unchanged");
  assert.equal(await page.innerText("#shown"), `${shown(COUNT)} of ${shown(COUNT)} rows`);
  assert.equal(await page.getAttribute("#list", "aria-rowcount"), String(LINES + 1));
  const inDocument = () => page.locator("#rows [role=row]").count();
  assert.ok((await inDocument()) < 100);
  await page.focus("#list");
  await page.keyboard.press("End");
  assert.match(await page.innerText(".row.active"), /f19/);
  assert.equal(await page.getAttribute("#list", "aria-activedescendant"), `row-${LINES - 1}`);
  assert.ok(await page.locator(".row.active").evaluate((node) => node.getBoundingClientRect().bottom <= innerHeight));
  await page.keyboard.press("PageUp");
  assert.ok((await inDocument()) < 100);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  await page.waitForFunction(
    (words) => document.querySelector("#rows").innerText.includes(words),
    merchant(MERCHANTS / 2),
  );
  await page.fill("#search", `${merchant(MERCHANTS - 1)} f07`);
  assert.equal(await page.innerText("#shown"), `1 of ${shown(COUNT)} rows`);
  const milliseconds = await page.evaluate(() => {
    const search = document.querySelector("#search");
    const times = ["f", "f1", "f19", "wx000000000000"].map((words) => {
      search.value = words;
      const begin = performance.now();
      search.dispatchEvent(new Event("input"));
      return Math.round(performance.now() - begin);
    });
    return times;
  });
  t.diagnostic(`a search takes ${milliseconds.join(", ")} ms`);
  finish();
});
