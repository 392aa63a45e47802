// Verifying the operator's own file.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const bytes = Buffer.from("the package that I have");
const file = { name: "login.zip", mimeType: "application/zip", buffer: bytes };
const checksum = createHash("sha256").update(bytes).digest("hex");
const atCheck = { path: "#/~check" };

describe("a local file", { timeout: 300_000 }, () => {
  it("matches, in either case and with white space around", async (t) => {
    const console = await visit(t, atCheck);
    for (const text of [checksum, checksum.toUpperCase(), ` ${checksum}\n`]) {
      const verdict = await console.check(file, text);
      assert.equal(verdict.kind, "good");
      assert.match(verdict.text, /The file matches[^]*login\.zip was read to its end[^]*23 bytes/);
      assert.equal(await console.fact("Expected"), checksum);
    }
    assert.ok(
      console.upstream.requests.every(({ url }) => url.includes("getenvinfo")),
      "it stays in the browser",
    );
    await console.screenshot("light-en-file-matches");
    await console.finish();
  });

  it("matches the digits of what checksum tools print", async (t) => {
    const console = await visit(t, atCheck);
    for (const line of [
      `${checksum}  login.zip`,
      `${checksum} *my file.zip\n`,
      `\\${checksum}  odd\\nname`,
      `SHA256 (login.zip) = ${checksum}`,
      `SHA2-256(login.zip)= ${checksum}`,
      `sha256:${checksum}`,
    ]) {
      assert.equal((await console.check(file, line)).kind, "good", line);
    }
    await console.finish();
  });

  it("is asked for where none was chosen", async (t) => {
    const console = await visit(t, atCheck);
    const { page } = console;
    await page.fill("#checksum", checksum);
    await page.click(".check button[type=submit]");
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "choose"));
    await eventually(async () => assert.equal(await page.innerText("#file-hint"), "Choose a file first."));
    await eventually(async () => assert.match(await page.getAttribute("#file-hint", "class"), /wrong/));
    assert.equal(await page.locator(".verdict").count(), 0);
    await console.finish();
  });

  it("does not match", async (t) => {
    const console = await visit(t, atCheck);
    const verdict = await console.check(file, "0".repeat(64));
    assert.equal(verdict.kind, "bad");
    assert.match(verdict.text, /does NOT match[^]*23 bytes/);
    await console.screenshot("light-en-file-mismatch");
    await console.finish();
  });

  it("a malformed checksum is a message at its field, while it is typed", async (t) => {
    const console = await visit(t, atCheck);
    const { page } = console;
    await page.setInputFiles("#file", file);
    for (const text of ["0".repeat(63), `${"0".repeat(63)}g`, "sha256:abc", "nonsense"]) {
      await page.fill("#checksum", text);
      await eventually(async () =>
        assert.match(await page.innerText("#checksum-hint"), /This is no SHA-256: it has \d+ characters/),
      );
      await eventually(async () => assert.equal(await page.getAttribute("#checksum", "aria-invalid"), "true"));
      await page.click(".check button[type=submit]");
      await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "checksum"));
      assert.equal(await page.locator(".verdict").count(), 0, "nothing was judged");
    }
    await console.screenshot("light-en-file-malformed");
    await page.fill("#checksum", checksum);
    await eventually(async () => assert.match(await page.innerText("#checksum-hint"), /64 hexadecimal digits, or/));
    await console.finish();
  });

  it("the checksum of the last package is offered", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.get("test-777bb9", "login");
    const last = await console.fact("SHA-256");
    await console.get("errcode", "48001");
    await page.click("nav a:text-is('Check a file')");
    await page.click("text=Use the last package’s");
    await eventually(async () => assert.equal(await page.inputValue("#checksum"), last));
    await console.finish();
  });

  it("has no verdict once it or its checksum is another one", async (t) => {
    const console = await visit(t, atCheck);
    const { page } = console;
    assert.equal((await console.check(file, checksum)).kind, "good");
    await page.fill("#checksum", "0".repeat(64));
    await eventually(async () => assert.equal(await page.locator(".verdict").count(), 0));
    assert.equal((await console.check(file, checksum)).kind, "good");
    await page.setInputFiles("#file", { name: "other.zip", mimeType: "application/zip", buffer: Buffer.from("x") });
    await eventually(async () => assert.equal(await page.locator(".verdict").count(), 0));
    await eventually(async () => assert.equal(await page.innerText(".chosen"), "other.zip"));
    await console.finish();
  });

  it("is chosen by a button in the page's language", async (t) => {
    const console = await visit(t, { ...atCheck, locale: "zh-CN" });
    const { page } = console;
    await eventually(async () => assert.match(await page.innerText(".check .drop"), /^选择文件\s+未选择文件/));
    const choosing = page.waitForEvent("filechooser");
    await page.focus("#choose");
    await page.keyboard.press("Enter");
    await (await choosing).setFiles(file);
    await eventually(async () => assert.equal(await page.innerText(".chosen"), file.name));
    await console.finish();
  });

  it("can be dropped", async (t) => {
    const console = await visit(t, atCheck);
    const { page } = console;
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "dropped.zip"));
      return data;
    }, bytes.toString());
    const over = () => page.getAttribute(".drop", "data-over");
    await page.dispatchEvent(".drop", "dragover", { dataTransfer: transfer });
    await page.waitForSelector(".drop[data-over=true]");
    await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
    await page.waitForSelector(".chosen:has-text('dropped.zip')");
    assert.equal(await over(), "false");
    await page.fill("#checksum", checksum);
    await page.click(".check button[type=submit]");
    assert.match((await console.verdict()).text, /dropped\.zip/);
    await console.finish();
  });

  it("of 2 GiB shows its progress, and is cancelled by Escape", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "console-"));
    t.after(() => rm(folder, { recursive: true }));
    const big = join(folder, "big.zip");
    await writeFile(big, "");
    await truncate(big, 2 ** 31); // no disk is used
    const console = await visit(t, atCheck);
    const { page } = console;
    await page.setInputFiles("#file", big);
    await page.fill("#checksum", checksum);
    await page.click(".check button[type=submit]");
    await page.waitForFunction(() => document.querySelector(".verdict progress")?.position > 0);
    assert.match(await page.innerText(".measure"), /of 2\.1 GB/);
    await page.keyboard.press("Escape");
    await page.waitForSelector('.verdict[data-kind="idle"]');
    assert.match(await page.innerText(".verdict"), /Cancelled/);
    assert.equal((await console.check(file, checksum)).kind, "good", "and the next one works");
    await console.finish();
  });

  it("that cannot be read any more is told", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "console-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const gone = join(folder, "gone.zip");
    await writeFile(gone, bytes);
    const console = await visit(t, atCheck);
    await console.page.setInputFiles("#file", gone);
    await rm(folder, { recursive: true });
    await console.page.fill("#checksum", checksum);
    await console.page.click(".check button[type=submit]");
    assert.match((await console.verdict()).text, /could not be read[^]*to its end[^]*Choose it again/);
    await console.finish();
  });
});
