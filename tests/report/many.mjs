// A page of 200,000 rows: only those near the window are in the document.
import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";

import { row, writeSnapshot } from "../support/snapshots.mjs";
import { folder, open, reportOf } from "./opened.mjs";

const COUNT = 200_000;

function* rows(shift) {
  for (let at = 0; at < COUNT; at++) {
    const name = `wx${String(Math.floor(at / 20)).padStart(16, "0")}/prod-1a2b3c/f${String(at % 20).padStart(2, "0")}`;
    yield row(name, at % 100 === 0 ? at + shift : at);
  }
}

it("200,000 rows are searched and scrolled, to the last one", { timeout: 600_000 }, async (t) => {
  const archive = join(folder, "many");
  writeSnapshot(archive, "s1", rows(0), { startedAt: "2026-01-30T02:00:00.000Z" });
  writeSnapshot(archive, "s2", rows(1_000_000), { startedAt: "2026-01-31T02:00:00.000Z", previous: "s1" });
  const { page, finish } = await open(t, await reportOf(archive));
  assert.equal(await page.innerText("#shown"), "2,000 of 200,000 rows");
  await page.click("button.unchanged");
  assert.equal(await page.innerText("#shown"), "200,000 of 200,000 rows");
  assert.equal(await page.getAttribute("#list", "aria-rowcount"), "210001");
  const inDocument = () => page.locator("#rows [role=row]").count();
  assert.ok((await inDocument()) < 100);
  await page.focus("#list");
  await page.keyboard.press("End");
  assert.match(await page.innerText(".row.active"), /f19/);
  assert.equal(await page.getAttribute("#list", "aria-activedescendant"), "row-209999");
  assert.ok(await page.locator(".row.active").evaluate((node) => node.getBoundingClientRect().bottom <= innerHeight));
  await page.keyboard.press("PageUp");
  assert.ok((await inDocument()) < 100);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  await page.waitForFunction(() => /wx0000000000005000/.test(document.querySelector("#rows").innerText));
  await page.fill("#search", "wx0000000000009999 f07");
  assert.equal(await page.innerText("#shown"), "1 of 200,000 rows");
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
