// A plain-http host of an intranet: no secure context, so neither crypto.subtle, crypto.randomUUID nor navigator.clipboard.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { startConsole } from "../../www/serve.mjs";
import { send } from "../relay/client.mjs";
import { launch } from "../support/chromium.mjs";
import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const platform = { kind: "live", host: "api.weixin.qq.com" };
const ORIGIN = "http://console.intranet";
const bytes = Buffer.from("the package that I have");
const checksum = createHash("sha256").update(bytes).digest("hex");

// A separate browser, which resolves the name to this console.
const onIntranet = {
  serverOptions: { origin: ORIGIN },
  launch: ({ port }) => launch([`--host-resolver-rules=MAP console.intranet:80 127.0.0.1:${port}`]),
};

describe("on a plain-http host", { timeout: 300_000 }, () => {
  it("everything works without a secure context", async (t) => {
    const console = await visit(t, onIntranet);
    const { page } = console;
    assert.equal(new URL(page.url()).origin, ORIGIN);
    const missing = await page.evaluate(() =>
      [isSecureContext, crypto.subtle, crypto.randomUUID, navigator.clipboard].map((it) => it ?? null),
    );
    assert.deepEqual(missing, [false, null, null, null]);

    const { kind } = await console.get("test-777bb9", "login");
    assert.equal(kind, "good");
    const download = await console.download(() => page.click("text=Save login.zip"));
    const digest = createHash("sha256")
      .update(await readFile(await download.path()))
      .digest("hex");
    assert.equal(await console.fact("SHA-256"), digest);

    // Copied by a selection, and pasted by the browser itself.
    await page.click('button[aria-label="Copy: SHA-256"]');
    await page.waitForFunction(() => document.querySelector("#announcement").textContent === "SHA-256 copied.");
    await page.click("nav a:text-is('Check a file')");
    await page.focus("#checksum");
    await page.keyboard.press("Control+V");
    await eventually(async () => assert.equal(await page.inputValue("#checksum"), digest));
    const verdict = await console.check({ name: "own.zip", mimeType: "application/zip", buffer: bytes }, checksum);
    assert.equal(verdict.kind, "good", "in a worker");
    await console.get("errcode", "48001");
    const rid = await console.fact("rid");
    await page.click("button:has-text('Copy a report')");
    await page.waitForFunction(() => document.querySelector("#announcement").textContent === "Report copied.");
    await page.click("nav a:text-is('Check a file')");
    await page.fill("#checksum", "");
    await page.focus("#checksum");
    await page.keyboard.press("Control+V");
    await eventually(async () => assert.ok((await page.inputValue("#checksum")).includes(rid)));
    await console.speak("zh-CN");
    assert.equal((await console.get("download", "corrupt")).kind, "bad");
    await console.finish();
  });

  it("what cannot be copied stays selected, and it is said", async (t) => {
    const console = await visit(t, onIntranet);
    const { page } = console;
    await console.get("test-777bb9", "login");
    await page.evaluate(() => {
      document.execCommand = () => false;
    });
    await page.click('button[aria-label="Copy: SHA-256"]');
    await page.waitForFunction(
      () => document.querySelector("#announcement").textContent === "SHA-256 is selected: press Ctrl+C to copy it.",
    );
    assert.equal(await page.evaluate(() => String(getSelection())), await console.fact("SHA-256"));
    await console.finish();
  });

  it("the console answers to its public name alone", async (t) => {
    const server = await startConsole({ origin: ORIGIN, platform, relayOptions: { accessToken: () => "token" } });
    t.after(() => server.close());
    assert.equal(new URL(server.url).origin, ORIGIN);
    const own = `http://127.0.0.1:${server.port}`;
    const status = async (host) => (await send(own, { method: "GET", path: "/", headers: { host } })).status;
    assert.equal(await status("console.intranet"), 200);
    for (const host of [
      "console.intranet:80",
      `127.0.0.1:${server.port}`,
      "evil.example",
      "evil.console.intranet",
      `console.intranet:${server.port}`,
    ]) {
      assert.equal(await status(host), 421, host);
    }
  });

  it("an origin that is none is refused, and a secure one has secure cookies and headers", async (t) => {
    const relayOptions = { accessToken: () => "token" };
    for (const origin of [
      "console.intranet",
      "http://console.intranet/",
      "https://console.example/path",
      "file:///",
      "",
    ]) {
      await assert.rejects(startConsole({ origin, platform, relayOptions }), TypeError, origin);
    }
    for (const [origin, secure] of [
      ["https://console.example", true],
      [ORIGIN, false],
    ]) {
      const server = await startConsole({ origin, platform, relayOptions, host: "127.0.0.1" });
      t.after(() => server.close());
      const { search, host } = new URL(server.url);
      const { headers } = await send(`http://127.0.0.1:${server.port}`, {
        method: "GET",
        path: `/${search}`,
        headers: { host },
      });
      assert.equal(headers["set-cookie"][0].endsWith("; Secure"), secure);
      assert.equal(
        headers["cross-origin-opener-policy"],
        secure ? "same-origin" : undefined,
        "which browsers complain of elsewhere",
      );
    }
  });
});
