// Many functions at once: ticked or all, verified with progress a row, tried again, saved, exported.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };

async function table(t, count, options) {
  const console = await visit(t, options);
  for (let index = 0; index < count; index++)
    console.upstream.functions.push({ env: "many", functionName: `f-${String(index).padStart(2, "0")}` });
  await console.open("many");
  await console.page.waitForSelector(".rows .row");
  return console;
}

const row = (page, name) => page.locator(`.rows .row:has(a:text-is("${name}"))`);
const counted = (page, words) => page.waitForSelector(`.functions .count:has-text("${words}")`);

describe("many functions", ENDED, () => {
  it("that are ticked are verified, and no other", async (t) => {
    const console = await table(t, 10);
    const { page } = console;
    for (const name of ["f-01", "f-03"]) await row(page, name).locator("input").check();
    await eventually(async () =>
      assert.deepEqual(await page.locator("button.main").allInnerTexts(), ["Verify 2 ticked"]),
    );
    await page.click("text=Verify 2 ticked");
    await counted(page, "10 functions, 2 verified");
    assert.match(await row(page, "f-01").innerText(), /Verified[^]*bytes/);
    await eventually(async () => assert.match(await row(page, "f-02").innerText(), /–$/));
    await console.screenshot("light-en-many");
    await console.finish();
  });

  it("of a whole environment are verified, and failures tried again", async (t) => {
    let broken = true;
    const console = await table(t, 30, {
      relayOptions: { maxAttempts: 1 },
      answer: async ({ url, body }, response) => {
        if (!broken || !url.includes("downloadfunction") || !/f-0[12]"/.test(String(body))) return false;
        response.end('{"errcode":-1,"errmsg":"system error"}');
        return true;
      },
    });
    const { page } = console;
    await page.click("text=Verify all 30 shown");
    await counted(page, "28 verified");
    await page.waitForSelector("text=Try 2 failed again");
    assert.match(await row(page, "f-01").innerText(), /Failed\s+-1/);
    await page.selectOption("#filter-kind", "failed");
    await eventually(async () => assert.equal(await page.getAttribute(".table", "aria-rowcount"), "3"));
    await console.screenshot("light-en-many-failed");
    await page.selectOption("#filter-kind", "all");
    broken = false;
    await page.click("text=Try 2 failed again");
    await counted(page, "30 verified");
    await console.finish();
  });

  it("under way are cancelled by Escape", async (t) => {
    let goOn;
    const hold = new Promise((resolve) => (goOn = resolve));
    const console = await table(t, 10, {
      answer: ({ url }) => (url.includes("downloadfunction") ? hold.then(() => false) : false),
    });
    const { page } = console;
    await page.click("text=Verify all 10 shown");
    await page.waitForSelector(".rows progress");
    await console.screenshot("light-en-many-running");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".rows .col-verdict")].every((cell) => cell.innerText === "Cancelled"),
    );
    goOn();
    await console.finish();
  });

  it("are saved into one folder where the browser can", async (t) => {
    const console = await table(t, 3);
    const { page } = console;
    await page.click("text=Verify all 3 shown");
    await counted(page, "3 verified");
    // The browser's own private folder, in place of the dialog: a real handle.
    await page.evaluate(() => {
      window.showDirectoryPicker = () => navigator.storage.getDirectory();
    });
    await page.fill("#filter-text", "f"); // shows the buttons again
    await page.click("text=Save 3 to a folder");
    await page.waitForSelector("text=3 packages saved.");
    const names = await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("many");
      const names = [];
      for await (const [name, handle] of folder.entries()) names.push(`${name} ${(await handle.getFile()).size > 100}`);
      return names.sort();
    });
    assert.deepEqual(names, ["f-00.zip true", "f-01.zip true", "f-02.zip true"]);
    await console.finish();
  });

  it("are saved one by one elsewhere", async (t) => {
    const console = await table(t, 2);
    const { page } = console;
    await page.evaluate(() => {
      delete window.showDirectoryPicker;
      delete Window.prototype.showDirectoryPicker;
    });
    await page.click("text=Verify all 2 shown");
    await counted(page, "2 verified");
    const saved = [];
    page.on("download", (download) => saved.push(download.suggestedFilename()));
    await page.click("text=Save 2 one by one");
    await page.waitForSelector("text=2 packages saved.");
    assert.deepEqual(saved, ["many-f-00.zip", "many-f-01.zip"]);
    await console.finish();
  });

  it("are exported as CSV and JSON, without a secret", async (t) => {
    const console = await table(t, 2);
    const { page } = console;
    console.upstream.functions.push({ env: "many", functionName: '=HYPERLINK("x")' });
    await page.reload();
    await page.click("text=Verify all 3 shown");
    await counted(page, "3 verified");
    const csv = await readFile(
      await (await console.download(() => page.click("button:text-is('CSV')"))).path(),
      "utf8",
    );
    const [head, first, , odd] = csv.split("\r\n");
    assert.match(head, /^\ufeffauthorizerAppid,env,functionName,runtime,status,modTime,verdict,size,checksum,/);
    assert.match(first, /^,many,f-00,Nodejs[\d.]+,Active,2019-05-16 06:55:53,verified,\d+,[0-9a-f]{64},,,$/);
    assert.match(odd, /^,many,"'=HYPERLINK\(""x""\)",/);
    const json = await readFile(
      await (await console.download(() => page.click("button:text-is('JSON')"))).path(),
      "utf8",
    );
    assert.equal(JSON.parse(json).length, 3);
    await console.finish({ more: [csv, json] });
  });
});
