// Verifying the operator's own file.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const bytes = Buffer.from("the package that I have");
const file = { name: "login.zip", mimeType: "application/zip", buffer: bytes };
const checksum = createHash("sha256").update(bytes).digest("hex");

describe("a local file", { timeout: 300_000 }, () => {
  it("matches, in either case and with white space around", async (t) => {
    const console = await visit(t);
    for (const text of [checksum, checksum.toUpperCase(), ` ${checksum}\n`]) {
      const verdict = await console.check(file, text);
      assert.equal(verdict.kind, "good");
      assert.match(verdict.text, /The file matches[^]*login\.zip was read to its end[^]*23 bytes/);
      assert.equal(await console.fact("Expected", "#check-verdict"), checksum);
    }
    assert.equal(console.upstream.requests.length, 0, "it stays in the browser");
    await console.screenshot("light-en-file-matches");
    await console.finish();
  });

  it("matches the digits of what checksum tools print", async (t) => {
    const console = await visit(t);
    for (const line of [
      `${checksum}  login.zip`,
      `${checksum} *my file.zip\n`,
      `\\${checksum}  odd\\nname`,
      `SHA256 (login.zip) = ${checksum}`,
      `SHA2-256(login.zip)= ${checksum}`,
      `sha256:${checksum}`,
    ]) {
      assert.equal((await console.check(file, line)).kind, "good", line);
      assert.equal(await console.page.inputValue("#checksum"), checksum, "the field shows what is compared");
    }
    await console.finish();
  });

  it("is checked by Enter in the checksum's field", async (t) => {
    const console = await visit(t);
    await console.page.setInputFiles("#file", file);
    await console.page.fill("#checksum", checksum);
    await console.page.press("#checksum", "Enter");
    assert.equal((await console.verdict("#check-verdict")).kind, "good");
    assert.equal(await console.page.inputValue("#checksum"), checksum);
    await console.finish();
  });

  it("is asked for where none was chosen", async (t) => {
    const console = await visit(t);
    await console.page.fill("#checksum", checksum);
    await console.page.click("#check .main");
    assert.equal(await console.page.evaluate(() => document.activeElement.id), "file");
    assert.equal(await console.page.getAttribute("#drop", "data-missing"), "true");
    assert.equal(await console.page.getAttribute("#check-verdict", "data-kind"), "idle");
    await console.finish();
  });

  it("does not match", async (t) => {
    const console = await visit(t);
    const verdict = await console.check(file, "0".repeat(64));
    assert.equal(verdict.kind, "bad");
    assert.match(verdict.text, /does NOT match[^]*23 bytes/);
    await console.screenshot("light-en-file-mismatch");
    await console.finish();
  });

  it("a malformed checksum is an error of its own", async (t) => {
    const console = await visit(t);
    for (const text of ["", "0".repeat(63), `${"0".repeat(63)}g`, "sha256:abc"]) {
      const verdict = await console.check(file, text);
      assert.equal(verdict.kind, "bad");
      assert.match(verdict.text, /INVALID_ARGUMENT/);
      assert.match(verdict.text, /64 hexadecimal digits/);
      assert.match(verdict.text, /Correct the argument/);
      assert.doesNotMatch(verdict.text, /NOT match/);
    }
    await console.screenshot("light-en-file-malformed");
    await console.finish();
  });

  it("the checksum of the last link is offered, and outlives a failure", async (t) => {
    const console = await visit(t);
    const { page } = console;
    assert.ok(await page.locator("#use-last").isDisabled());
    await console.get("test-777bb9", "login");
    const last = await console.fact("SHA-256");
    await console.get("errcode", "48001");
    await page.click("#use-last");
    assert.equal(await page.inputValue("#checksum"), last);
    await console.finish();
  });

  for (const place of ["#drop", "#history-title"]) {
    it(`can be dropped on ${place}`, async (t) => {
      const console = await visit(t);
      const { page } = console;
      const transfer = await page.evaluateHandle((text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], "dropped.zip"));
        return data;
      }, bytes.toString());
      const over = () => page.getAttribute("#drop", "data-over");
      await page.dispatchEvent(place, "dragover", { dataTransfer: transfer });
      assert.equal(await over(), "true");
      await page.dispatchEvent("html", "dragleave", { dataTransfer: transfer });
      assert.equal(await over(), "false");
      await page.dispatchEvent(place, "dragover", { dataTransfer: transfer });
      await console.screenshot("light-en-file-over");
      await page.dispatchEvent(place, "drop", { dataTransfer: transfer });
      assert.equal(await over(), "false");
      assert.equal(await page.innerText("#file-name"), "dropped.zip");
      await page.fill("#checksum", checksum);
      await page.click("#check .main[type=submit]");
      assert.match((await console.verdict("#check-verdict")).text, /dropped\.zip/);
      await console.finish();
    });
  }

  it("of 2 GiB shows its progress, and can be cancelled at once", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "console-"));
    t.after(() => rm(folder, { recursive: true }));
    const big = join(folder, "big.zip");
    await writeFile(big, "");
    await truncate(big, 2 ** 31); // no disk is used
    const console = await visit(t);
    const { page } = console;
    await page.setInputFiles("#file", big);
    await page.fill("#checksum", checksum);
    // The page itself cancels at the first progress, so that no wait decides.
    const progressed = page.evaluate(
      () =>
        new Promise((resolve) => {
          const bar = document.querySelector("#check-progress");
          new MutationObserver((_records, observer) => {
            if (bar.position <= 0) return;
            observer.disconnect();
            resolve(bar.position);
            document.querySelector("#check-cancel").click();
          }).observe(bar, { attributes: true });
        }),
    );
    await page.click("#check .main[type=submit]");
    const part = await progressed;
    await page.waitForSelector('#check-verdict[data-kind="idle"]');
    assert.ok(part > 0 && part < 1, `cancelled at ${part}`);
    assert.match(await page.innerText("#check-verdict"), /Cancelled/);
    assert.match(await page.innerText("#check-measure"), /of 2\.1 GB/);
    await page.waitForFunction(() => !document.querySelector("#check .main").matches('[aria-disabled="true"]'));
    await Promise.all(page.workers().map((worker) => new Promise((resolve) => worker.once("close", resolve)))); // it is gone
    assert.equal((await console.check(file, checksum)).kind, "good", "and the next one works");
    await console.finish();
  });

  it("is not judged where the worker cannot be loaded", async (t) => {
    const console = await visit(t);
    await console.page.context().route("**/check-worker.js", (route) => route.abort());
    const { kind, text } = await console.check(file, checksum);
    assert.equal(kind, "bad");
    assert.match(text, /Something unexpected happened[^]*could not be loaded[^]*Load the page again/);
    await console.page.context().unroute("**/check-worker.js");
    assert.equal((await console.check(file, checksum)).kind, "good", "and the next one works");
    await console.finish();
  });

  it("that cannot be read any more is told", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "console-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const gone = join(folder, "gone.zip");
    await writeFile(gone, bytes);
    const console = await visit(t);
    await console.page.setInputFiles("#file", gone);
    await rm(folder, { recursive: true });
    await console.page.fill("#checksum", checksum);
    await console.page.click("#check .main");
    assert.match((await console.verdict("#check-verdict")).text, /could not be read[^]*to its end[^]*Choose it again/);
    await console.finish();
  });
});
