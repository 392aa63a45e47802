// The failures that an operator sees: who failed, what to do, what to copy, and one thing to press.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const ENDED = { timeout: 300_000 };

describe("an operator reads", ENDED, () => {
  it("what the platform says of an expired token, what to do, and the rid", async (t) => {
    const console = await visit(t, { relayOptions: { accessToken: () => "sandbox-expired-token" } });
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    for (const part of [
      /WeChat refused the access token/,
      /access_token expired/,
      /What to do:/,
      /fetch a new authorizer_access_token/,
      /It will fail again until this is put right/,
    ]) {
      assert.match(text, part);
    }
    assert.equal(await console.fact("Where"), "WeChat’s platform");
    assert.equal(await console.fact("Code"), "TOKEN_REJECTED");
    assert.equal(await console.fact("errcode"), "42001");
    assert.match(await console.fact("rid"), /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    await console.screenshot("light-en-failure");
    await console.finish();
  });

  it("in a report for WeChat's support, without a secret", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await console.get("errcode", "61007", "wx0000000000000001");
    const rid = await console.fact("rid");
    await page.click("button:has-text('Copy a report')");
    await page.waitForFunction(() => document.querySelector("#announcement").textContent === "Report copied.");
    const report = await page.evaluate(() => navigator.clipboard.readText());
    for (const line of [
      "authorizer_appid: wx0000000000000001",
      "env: errcode",
      "function_name: 61007",
      "peer: platform",
      "code: PERMISSION_DENIED",
      "errcode: 61007",
      `rid: ${rid}`,
    ]) {
      assert.ok(report.split("\n").includes(line), `${line}\n${report}`);
    }
    await console.finish({ more: [report] });
  });

  it("by one primary button: try again where that may help, else the report", async (t) => {
    const console = await visit(t, { relayOptions: { maxAttempts: 1 } });
    const { page } = console;
    const { kind, text } = await console.get("reply", "busy-twice");
    assert.equal(kind, "bad");
    assert.match(text, /WeChat is busy[^]*Trying again may help/);
    assert.deepEqual(await page.locator("button.main").allInnerTexts(), ["Try again"]);
    await console.screenshot("light-en-retry");
    const ended = (count) =>
      page.waitForFunction((count) => JSON.parse(localStorage["console.history"]).length === count, count);
    await page.click("button:text-is('Try again')");
    await ended(2);
    await page.click("button:text-is('Try again')");
    await ended(3);
    assert.equal((await console.verdict()).kind, "good");
    await console.get("errcode", "61007");
    await eventually(async () =>
      assert.deepEqual(await page.locator("button.main").allInnerTexts(), ["Copy a report"]),
    );
    await console.finish();
  });

  it("that a corrupt package did not arrive whole, and nothing can be saved", async (t) => {
    const console = await visit(t);
    const { kind, text } = await console.get("download", "corrupt");
    assert.equal(kind, "bad");
    assert.match(text, /TRUNCATED|CHECKSUM_MISMATCH/);
    assert.equal(await console.page.locator("text=Save").count(), 0);
    await console.screenshot("light-en-corrupt");
    await console.finish();
  });

  for (const [name, answer] of Object.entries({
    "a sign-in page by 401": { status: 401, contentType: "text/html", body: "<title>Sign in</title>" },
    "a sign-in page by 200": { status: 200, contentType: "text/html", body: "<title>Sign in</title>" },
    "JSON of somebody else's": { status: 403, json: { error: "forbidden" } },
    "a redirect": { status: 302, headers: { location: "https://sso.example/" } },
  })) {
    it(`that something in front of the relay answers: ${name}`, async (t) => {
      const console = await visit(t);
      await console.open("test-777bb9", "login");
      await console.page.context().route("**/relay/*", (route) => route.fulfill(answer));
      const { kind, text } = await console.get("test-777bb9", "login");
      assert.equal(kind, "bad");
      assert.match(text, /in front of|sign-in page|redirect/i);
      assert.equal(await console.fact("Code"), "RELAY_REFUSED");
      assert.equal(await console.page.locator("#out-title").count(), 0, "it was not the relay who said so");
      await console.finish();
    });
  }

  // Every way a relay fails: what the operator reads, in the operator's words.
  for (const [name, error, status, words] of [
    ["too many requests", { code: "RELAY_REFUSED", retryable: true }, 429, /Trying again may help/],
    ["a service that is out of order", { code: "RELAY_REFUSED", retryable: true }, 503, /Trying again may help/],
    ["a merchant that may not be asked for", { code: "RELAY_REFUSED", retryable: false }, 403, /It will fail again/],
    ["no network to WeChat", { code: "NETWORK", retryable: true, peer: "platform" }, 502, /outbound proxy/],
    ["no network to the storage", { code: "NETWORK", retryable: true, peer: "storage" }, 502, /\*\.myqcloud\.com/],
    ["a foreign host", { code: "HOST_REFUSED", retryable: false, peer: "storage" }, 502, /--allowed-host/],
    ["a large package", { code: "TOO_LARGE", retryable: false, peer: "storage" }, 502, /--max-bytes/],
    ["a slow platform", { code: "TIMEOUT", retryable: true, peer: "platform" }, 504, /WeChat answers slowly/],
    ["a fault of the platform", { code: "HTTP_STATUS", retryable: true, peer: "platform" }, 502, /fault of its own/],
    ["a strange reply", { code: "PROTOCOL", retryable: false, peer: "platform" }, 502, /in its place/],
    [
      "a redirect of the platform",
      { code: "REDIRECT_REFUSED", retryable: false, peer: "platform" },
      502,
      /sign-in page/,
    ],
  ]) {
    it(`of ${name}`, async (t) => {
      const console = await visit(t);
      await console.open("test-777bb9", "login");
      const json = { error: { message: "it failed", advice: "check baseUrl", ...error } };
      await console.page
        .context()
        .route("**/relay/download", (route) => route.fulfill({ status, headers: { "retry-after": "3600" }, json }));
      const { kind, text } = await console.get("test-777bb9", "login");
      assert.equal(kind, "bad");
      assert.match(text, words);
      assert.doesNotMatch(text, /baseUrl|allowedHosts|maxBytes|timeoutMs/);
      await console.speak("zh-CN");
      assert.doesNotMatch(await console.page.innerText(".advice"), /baseUrl|allowedHosts|maxBytes|timeoutMs/);
      assert.match(await console.page.innerText(".advice"), /\p{Script=Han}/u);
    });
  }

  it("that the server is gone, and may try again", async (t) => {
    const console = await visit(t);
    await console.open("test-777bb9", "login");
    await console.page.context().route("**/relay/*", (route) => route.abort("connectionrefused"));
    const { text } = await console.get("test-777bb9", "login");
    assert.match(text, /See in the terminal whether the console still runs[^]*Trying again may help/);
    assert.equal(await console.fact("Where"), "This console’s server");
    assert.equal(await console.fact("Code"), "NETWORK");
    await console.screenshot("light-en-no-connection");
    await console.finish();
  });

  it("that the bytes do not match, though everything on the way says so", async (t) => {
    const console = await visit(t);
    await console.open("test-777bb9", "login");
    await console.page.context().route("**/relay/download", async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[10] ^= 1;
      await route.fulfill({ response, body });
    });
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    assert.match(text, /The bytes do not match/);
    assert.equal(await console.fact("Code"), "CHECKSUM_MISMATCH");
    assert.notEqual(await console.fact("Expected"), await console.fact("Received"));
    assert.equal(await console.page.locator("text=Save").count(), 0);
    await console.screenshot("light-en-mismatch");
    await console.finish();
  });

  it("that a part of the page could not be loaded, and tries again", async (t) => {
    const console = await visit(t, { signedIn: false });
    const { page } = console;
    let broken = true;
    await page.context().route("**/worker-*.js", (route) => (broken ? route.abort() : route.continue()));
    await page.goto(console.server.url);
    await page.waitForSelector('.verdict[data-kind="bad"]');
    assert.match(await page.innerText(".verdict"), /A part of this page could not be loaded/);
    broken = false;
    await page.click("button:text-is('Try again')");
    await page.waitForSelector(".environments a");
  });
});
