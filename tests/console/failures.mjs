// The failures that an operator sees: message, advice, and whether a retry may help.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { browser } from "./browser.mjs";
import { visit } from "./visit.mjs";

describe("an operator is told", { timeout: 300_000 }, () => {
  it("what the platform says of an expired token, what to do, and the rid", async (t) => {
    const console = await visit(t, { relayOptions: { accessToken: () => "sandbox-expired-token" } });
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    for (const part of [
      /WeChat refused the access token/,
      /access_token expired/,
      /What to do/,
      /fetch a new authorizer_access_token/,
      /Trying again will not help/,
    ]) {
      assert.match(text, part);
    }
    assert.equal(await console.fact("Code"), "TOKEN_REJECTED");
    assert.equal(await console.fact("errcode"), "42001");
    assert.match(await console.fact("rid"), /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    assert.equal(await console.page.locator("text=Try again").count(), 0);
    await console.screenshot("light-en-failure");
    await console.finish();
  });

  it("that trying again may help, by a button that does", async (t) => {
    const console = await visit(t, { relayOptions: { maxAttempts: 1 } });
    const { page } = console;
    const { kind, text } = await console.get("reply", "busy-twice");
    assert.equal(kind, "bad");
    assert.match(text, /WeChat is busy[^]*Trying again may help/);
    await console.screenshot("light-en-retry");
    await page.click("#get-verdict button:text-is('Try again')");
    await page.waitForFunction(() => document.querySelectorAll("#history-rows tr[data-verdict=failed]").length === 2);
    assert.equal(
      await page.evaluate(() => document.activeElement.textContent),
      "Get and verify",
      "the focus is not lost",
    );
    await page.click("#get-verdict button:text-is('Try again')");
    await page.waitForSelector('#get-verdict[data-kind="good"]');
    await console.finish();
  });

  it("that a corrupt package did not arrive whole, and nothing was saved", async (t) => {
    const console = await visit(t);
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    const { kind, text } = await console.get("download", "corrupt");
    assert.equal(kind, "bad");
    assert.match(text, /TRUNCATED|CHECKSUM_MISMATCH/);
    assert.equal(await console.page.locator("#get-verdict a[download]").count(), 0);
    await console.screenshot("light-en-corrupt");
    await console.finish();
  });

  it("that nobody is signed in", async (t) => {
    const console = await visit(t, { signedIn: false });
    assert.ok(await console.page.locator("#notice").isVisible());
    assert.match(await console.page.innerText("#notice"), /Open the address that the terminal printed/);
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    assert.match(text, /The relay refused the call[^]*Sign in/);
    assert.equal(await console.fact("Code"), "RELAY_REFUSED");
    assert.equal(await console.fact("HTTP status"), "401");
    assert.equal(console.upstream.requests.length, 0);
    await console.screenshot("light-en-not-signed-in");
    await console.finish();
  });

  it("that the session ended meanwhile", async (t) => {
    const console = await visit(t);
    assert.ok(await console.page.locator("#notice").isHidden());
    await console.page.context().clearCookies();
    assert.equal((await console.get("test-777bb9", "login")).kind, "bad");
    assert.ok(await console.page.locator("#notice").isVisible());
    assert.equal(console.upstream.requests.length, 0);
  });

  it("that the address was used up by another browser, which stays signed in", async (t) => {
    const console = await visit(t);
    const other = await browser.newContext();
    t.after(() => other.close());
    const refused = await (await other.newPage()).goto(console.server.url);
    assert.equal(refused.status(), 403);
    assert.match(await refused.text(), /works once/);
    await console.page.goto(console.server.url);
    assert.equal(console.page.url(), `${console.server.origin}/`);
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
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
      await console.page.route("**/relay/*", (route) => route.fulfill(answer));
      const { kind, text } = await console.get("test-777bb9", "login");
      assert.equal(kind, "bad");
      assert.match(text, /in front of|sign-in page|redirect/i);
      assert.equal(await console.fact("Code"), "RELAY_REFUSED");
      assert.ok(await console.page.locator("#notice").isHidden(), "it was not the relay who said so");
      await console.finish();
    });
  }

  it("that the relay had too many requests, and may try again", async (t) => {
    const console = await visit(t);
    // Longer than the whole call may take: the package gives up at once.
    const answer = {
      code: "RELAY_REFUSED",
      message: "the relay refused the request",
      advice: "Wait a minute.",
      retryable: true,
    };
    await console.page.route("**/relay/*", (route) =>
      route.fulfill({ status: 429, headers: { "retry-after": "3600" }, json: { error: answer } }),
    );
    const { text } = await console.get("test-777bb9", "login");
    assert.match(text, /The relay refused the call[^]*Wait a minute[^]*Try again/);
    assert.equal(await console.fact("HTTP status"), "429");
    await console.speak("zh-CN");
    assert.match(
      await console.page.innerText("#get-verdict"),
      /调用方的请求过多[^]*limits\.requestsPerMinute[^]*重试可能成功/,
    );
    await console.finish();
  });

  it("how long a link is waited for", async (t) => {
    let goOn;
    const held = new Promise((resolve) => (goOn = resolve));
    const console = await visit(t, { answer: () => held.then(() => false) });
    const { page } = console;
    await page.clock.install();
    await page.click("#get .main");
    await page.clock.runFor(5000);
    assert.match(await page.innerText("#get-steps li:nth-child(1) small"), /^[45] secs$/);
    goOn();
    assert.equal((await console.verdict("#get-verdict")).kind, "good");
    await console.finish();
  });

  it("that the server is gone, and may try again", async (t) => {
    const console = await visit(t);
    await console.page.route("**/relay/*", (route) => route.abort("connectionrefused"));
    const { text } = await console.get("test-777bb9", "login");
    assert.match(text, /No connection[^]*Trying again may help/);
    assert.equal(await console.fact("Code"), "NETWORK");
    await console.screenshot("light-en-no-connection");
    await console.finish();
  });

  it("that the bytes do not match, though everything on the way says so", async (t) => {
    const console = await visit(t);
    await console.page.route("**/relay/download", async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[10] ^= 1;
      await route.fulfill({ response, body });
    });
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    assert.match(text, /The bytes do not match/);
    assert.equal(await console.fact("Code"), "CHECKSUM_MISMATCH");
    const states = await console.page
      .locator("#get-steps li")
      .evaluateAll((items) => items.map((item) => item.dataset.state));
    assert.deepEqual(states, ["done", "done", "failed"]);
    assert.match(await console.page.innerText("#get-measure"), /started over/, "it was fetched afresh once");
    assert.equal(await console.page.locator("#get-verdict a[download]").count(), 0);
    await console.screenshot("light-en-mismatch");
    await console.finish();
  });
});
