// The list of this page's downloads, and its export.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

describe("the history", { timeout: 300_000 }, () => {
  it("tells of every pull with its verdict, and is exported as JSON without a secret", async (t) => {
    let hold;
    const console = await visit(t, {
      relayOptions: { revealUrl: true },
      answer: () => Promise.resolve(hold).then(() => false),
    });
    const { page } = console;
    assert.ok(await page.locator("#history-empty").isVisible());
    assert.ok(await page.locator("#history-export").isDisabled());

    const before = Date.now();
    await console.get("test-777bb9", "login");
    const package_ = await readFile(
      await (await console.download(() => page.click("#get-verdict a[download]"))).path(),
    );
    await console.get("errcode", "61004");
    let goOn;
    hold = new Promise((resolve) => (goOn = resolve));
    await console.fill("test-777bb9", "pay");
    await page.click("#get .main");
    assert.match(await page.innerText("#history-rows tr:first-child"), /Under way/);
    await page.click("#get-cancel");
    await page.waitForSelector('#get-verdict[data-kind="idle"]');
    goOn();

    const rows = await page.locator("#history-rows tr").allInnerTexts();
    assert.equal(rows.length, 3);
    assert.match(rows[0], /pay[^]*Cancelled/);
    assert.match(rows[1], /61004[^]*Failed\s+PERMISSION_DENIED 61004\s+[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/);
    assert.match(
      rows[2],
      new RegExp(`login[^]*Verified[^]*${sha256(package_)}[^]*${package_.length} bytes[^]*\\d (ms|secs?)`),
    );
    await console.screenshot("light-en-history");

    const download = await console.download(() => page.click("#history-export"));
    assert.match(download.suggestedFilename(), /^function-pulls-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json$/);
    const text = await readFile(await download.path(), "utf8");
    const { exportedAt, pulls } = JSON.parse(text);
    assert.ok(Date.parse(exportedAt) >= before);
    assert.deepEqual(
      pulls.map(({ env, functionName, verdict }) => [env, functionName, verdict]),
      [
        ["test-777bb9", "pay", "cancelled"],
        ["errcode", "61004", "failed"],
        ["test-777bb9", "login", "verified"],
      ],
    );
    for (const { at, durationMs } of pulls) assert.ok(Date.parse(at) >= before && Number.isInteger(durationMs));
    const [cancelled, failed, verified] = pulls;
    assert.equal(cancelled.error, undefined);
    assert.equal(failed.error.code, "PERMISSION_DENIED");
    assert.equal(failed.error.errcode, 61004);
    assert.match(failed.error.rid, /^[0-9a-f]{8}-/);
    assert.equal(failed.error.retryable, false);
    assert.deepEqual([verified.size, verified.checksum], [package_.length, sha256(package_)]);
    assert.doesNotMatch(text, /https?:|sign=|access_token=/, "no address at all");
    assert.equal(await page.innerText("#announcement"), "The history was handed to the browser as a file.");
    await console.finish({ revealed: true, more: [text] });
  });

  it("speaks the page's language, and its export none", async (t) => {
    const console = await visit(t);
    await console.get("test-777bb9", "login");
    await console.speak("zh-CN");
    assert.match(await console.page.innerText("#history-rows"), /校验通过/);
    const text = await readFile(
      await (await console.download(() => console.page.click("#history-export"))).path(),
      "utf8",
    );
    assert.equal(JSON.parse(text).pulls[0].verdict, "verified");
    await console.finish();
  });
});
