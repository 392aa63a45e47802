// Getting and verifying a package: from the open page to the saved bytes.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const ENDED = { timeout: 300_000 };

// A platform that sends the first part of a package, then waits for `go` or for the caller's disconnect.
function held(bytes, part) {
  const gate = Promise.withResolvers?.() ?? {};
  if (!gate.promise) gate.promise = new Promise((resolve) => (gate.resolve = resolve));
  let left;
  const closed = new Promise((resolve) => (left = resolve));
  const answer = async ({ method }, response) => {
    if (method === "POST") return false;
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, part));
    response.on("close", left);
    gate.promise.then(() => response.end(bytes.subarray(part)));
    return true;
  };
  return { answer, goOn: gate.resolve, closed };
}

// The page after two of three million bytes.
async function underWay(t) {
  const bytes = Buffer.alloc(3_000_000, "package");
  const upstream = held(bytes, 2_000_000);
  const console = await visit(t, { answer: upstream.answer });
  const { page } = console;
  console.upstream.functions.push({ env: "big", functionName: "package", package: new Uint8Array(bytes) });
  await console.fill("big", "package");
  await page.click("#get .main");
  await page.waitForFunction(() => document.querySelector("#get-progress").value > 1_000_000);
  return { console, page, upstream };
}

describe("a package", ENDED, () => {
  it("is one press of a button away on the first visit, verified in the browser, shown and saved", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.screenshot("light-en-idle");
    const below = await page.locator("#check").boundingBox();

    await page.click("#get .main");
    const { kind, text } = await console.verdict("#get-verdict");
    assert.equal(kind, "good");
    assert.match(text, /Verified\s+login is verified/);
    const states = await page.locator("#get-steps li").evaluateAll((items) => items.map((item) => item.dataset.state));
    assert.deepEqual(states, ["done", "done", "done"]);
    assert.match(await page.innerText("#get-steps li:nth-child(3)"), /identical/);

    const download = await console.download(() => page.click("text=Save login.zip"));
    assert.equal(download.suggestedFilename(), "login.zip");
    const bytes = await readFile(await download.path());
    assert.equal(await console.fact("SHA-256"), sha256(bytes));
    assert.equal(await console.fact("Size"), `${bytes.length} bytes`);
    assert.equal(await console.fact("Function"), "login");
    assert.equal(await console.fact("Environment"), "test-777bb9");
    assert.match(await page.innerText(".expiry"), /^(\d\d? \w{3}, )?\d\d:\d\d\s+2 hrs 47 mins left$/);
    assert.equal(await page.locator("dt:text-is('Address')").count(), 0, "the relay withholds it");
    assert.deepEqual(await page.locator("#check").boundingBox(), below, "nothing below has moved");
    await console.screenshot("light-en-success");
    await console.finish();
  });

  it("stays on the page until the next one", async (t) => {
    const console = await visit(t);
    await console.get("test-777bb9", "login");
    const before = await console.page.innerText("#get-verdict");
    await console.fill("errcode", "48001");
    await console.check({ name: "x.zip", mimeType: "application/zip", buffer: Buffer.from("x") }, "0".repeat(64));
    assert.equal(await console.page.innerText("#get-verdict"), before);
    await console.finish();
  });

  it("of a name with spaces and Chinese is saved by that name", async (t) => {
    const console = await visit(t);
    assert.equal((await console.get("test-777bb9", "查询 订单")).kind, "good");
    assert.equal(await console.page.getAttribute("#get-verdict a[download]", "download"), "查询 订单.zip");
    await console.finish();
  });

  it("of a merchant is asked for by its AppID", async (t) => {
    const console = await visit(t, { relayOptions: { accessToken: ({ authorizerAppid }) => asked(authorizerAppid) } });
    const appids = [];
    const asked = (appid) => {
      appids.push(appid);
      return console.upstream.relayOptions.accessToken();
    };
    await console.page.click("#more summary");
    await console.page.fill("#appid", " wx0000000000000001 ");
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    assert.deepEqual([...new Set(appids)], ["wx0000000000000001"]);
    assert.equal(await console.fact("Merchant"), "wx0000000000000001");
    await console.screenshot("light-en-merchant");
    await console.finish();
  });

  it("shows its address, with copy, only where the relay reveals it", async (t) => {
    const console = await visit(t, { relayOptions: { revealUrl: true } });
    const { page } = console;
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    const address = await console.fact("Address");
    assert.ok(address.startsWith(`${console.upstream.origin}/`) && address.includes("?sign="), address);
    await console.screenshot("light-en-address");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.click('button[aria-label="Copy: Address"]');
    await page.waitForFunction(() => document.querySelector("#announcement").textContent === "Address copied.");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
    const exported = await readFile(await (await console.download(() => page.click("#history-export"))).path(), "utf8");
    await console.finish({ revealed: true, more: [exported] });
  });

  it("of many pieces shows its progress, and goes on to the verdict", async (t) => {
    const { console, page, upstream } = await underWay(t);
    assert.equal(await page.getAttribute("#get-progress", "max"), "3000000");
    assert.match(await page.innerText("#get-measure"), /^[12]\.\d MB of 3\.0 MB/);
    const states = () => page.locator("#get-steps li").evaluateAll((items) => items.map((item) => item.dataset.state));
    assert.deepEqual(await states(), ["done", "running", "waiting"]);
    assert.match(await page.innerText("#get-steps li:nth-child(1) small"), /\d (ms|secs?)$/);
    assert.equal(await page.getAttribute("#get .main", "aria-disabled"), "true");
    await console.screenshot("light-en-running");

    upstream.goOn();
    assert.equal((await console.verdict("#get-verdict")).kind, "good");
    assert.deepEqual(await states(), ["done", "done", "done"]);
    assert.equal(await page.innerText("#get-measure"), "3.0 MB of 3.0 MB");
    assert.equal(await console.fact("Size"), "3.0 MB (3,000,000 bytes)");
    await console.finish();
  });

  it("under way can be cancelled", async (t) => {
    const { console, page, upstream } = await underWay(t);
    await page.click("#get-cancel");
    await page.waitForSelector('#get-verdict[data-kind="idle"]');
    assert.match(await page.innerText("#get-verdict"), /Cancelled/);
    assert.ok(await page.locator("#get-cancel").isDisabled());
    assert.equal(
      await page.evaluate(() => document.activeElement.textContent),
      "Get and verify",
      "the focus is not lost",
    );
    assert.match(await page.innerText("#history-rows"), /Cancelled/);
    await console.screenshot("light-en-cancelled");
    await upstream.closed; // the download upstream has ended too
    await console.finish();
  });
});

describe("the link's expiry", ENDED, () => {
  it("counts down by itself, by the second in its last ten minutes, unheard", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await page.clock.install({ time: new Date() });
    await console.get("test-777bb9", "login"); // 10,060 s
    await page.clock.pauseAt(Date.now() + 1000);
    const left = () => page.innerText(".countdown");
    assert.match(await left(), /^2 hrs 47 mins left$/);
    await page.clock.fastForward(9_500_000); // the last ten minutes
    const [, minutes, seconds] = /^(\d) mins (\d+) secs? left$/.exec(await left());
    await page.clock.runFor(1000);
    const [, , next] = /^(\d) mins (\d+) secs? left$/.exec(await left());
    assert.equal((Number(seconds) - Number(next) + 60) % 60, 1, "each second");
    assert.equal(minutes, "9");
    assert.equal(await page.getAttribute(".countdown", "role"), "timer", "which is not announced");
    assert.equal(await page.locator('[role="status"] .countdown, [aria-live] .countdown').count(), 0);
    await page.clock.fastForward(400_000);
    assert.equal(await page.getAttribute(".countdown", "data-left"), "soon");
    await console.screenshot("light-en-expiring");
    await page.clock.fastForward(200_000);
    assert.equal(await left(), "expired");
    await console.screenshot("light-en-expired");
    await console.finish();
  });

  it("is told to be unknown where the link does not state it", async (t) => {
    const bytes = Buffer.from("a package behind an address without a signature");
    const answer = async ({ method, headers }, response) => {
      const reply = { errcode: 0, errmsg: "ok", url: `http://${headers.host}/plain.zip`, checksum: sha256(bytes) };
      response.end(method === "POST" ? JSON.stringify(reply) : bytes);
      return true;
    };
    const console = await visit(t, { answer });
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    assert.equal(await console.fact("Link expires"), "not stated by the link");
    assert.equal(await console.page.locator(".countdown").count(), 0);
    await console.finish();
  });
});
