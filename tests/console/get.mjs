// Getting and verifying a package: what goes well, and what an operator is told where it does not.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { browser } from "./browser.mjs";
import { visit } from "./visit.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const ENDED = { timeout: 300_000 };

describe("a package", ENDED, () => {
  it("is verified in the browser, shown and saved", async (t) => {
    const console = await visit(t);
    const { page } = console;
    await console.screenshot("light-idle");
    const below = await page.locator("#check").boundingBox();

    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "good");
    assert.match(text, /Verified/);
    const states = await page.locator("#get-steps li").evaluateAll((items) => items.map((item) => item.dataset.state));
    assert.deepEqual(states, ["done", "done", "done"]);
    assert.match(await page.innerText("#get-expiry"), /^expires in 2 h 47 min \(at \d\d:\d\d\)$/);

    const downloading = page.waitForEvent("download");
    await page.click("text=Save package");
    const download = await downloading;
    assert.equal(download.suggestedFilename(), "login.zip");
    const bytes = await readFile(await download.path());
    assert.equal(await page.innerText("#get-checksum"), sha256(bytes));
    assert.equal(await page.innerText("#get-size"), `${bytes.length} bytes`);
    assert.deepEqual(await page.locator("#check").boundingBox(), below, "nothing below has moved");
    await console.screenshot("light-success");
    await console.finish();
  });

  it("of a name with spaces and Chinese is saved by that name", async (t) => {
    const console = await visit(t);
    assert.equal((await console.get("test-777bb9", "查询 订单")).kind, "good");
    assert.equal(await console.page.getAttribute("text=Save package", "download"), "查询 订单.zip");
    await console.finish();
  });

  it("of many pieces shows its progress, and can be cancelled", async (t) => {
    let goOn;
    const held = new Promise((resolve) => (goOn = resolve));
    const bytes = Buffer.alloc(3_000_000, "package");
    const answer = async ({ method }, response) => {
      if (method === "POST") return false;
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 2_000_000));
      response.on("close", goOn);
      return true;
    };
    const console = await visit(t, { answer });
    const { page, upstream } = console;
    upstream.functions.push({ env: "big", functionName: "package", package: new Uint8Array(bytes) });
    await console.fill("big", "package");
    await page.click("#get .main");
    await page.waitForFunction(() => document.querySelector("#get-progress").value > 1_000_000);
    assert.equal(await page.getAttribute("#get-progress", "max"), "3000000");
    assert.match(await page.innerText("#get-steps li:nth-child(2) small"), /^[12]\.\d MB/);
    assert.equal(await page.getAttribute("#get-steps li:nth-child(2)", "data-state"), "running");
    await console.screenshot("light-progress");

    await page.click("#get-cancel");
    await page.waitForSelector('#get-verdict[data-kind="idle"]');
    assert.match(await page.innerText("#get-verdict"), /Cancelled/);
    assert.ok(await page.locator("#get-cancel").isDisabled());
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Get and verify", "the focus is not lost");
    await held; // the download upstream has ended too
    await console.finish();
  });
});

describe("an operator is told", ENDED, () => {
  it("what the platform says of an expired token, what to do, and the rid", async (t) => {
    const console = await visit(t, { relayOptions: { accessToken: () => "sandbox-expired-token" } });
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    for (const part of [/TOKEN_REJECTED/, /42001/, /access_token expired/, /fetch a new authorizer_access_token/, /rid\s+[0-9a-f]{8}-/]) {
      assert.match(text, part);
    }
    await console.screenshot("light-error");
    await console.finish();
  });

  it("that a corrupt package broke off or did not match, and nothing was saved", async (t) => {
    const console = await visit(t);
    assert.equal((await console.get("test-777bb9", "login")).kind, "good");
    const { kind, text } = await console.get("download", "corrupt");
    assert.equal(kind, "bad");
    assert.match(text, /The package broke off or did not match its checksum: nothing was saved\./);
    assert.equal(await console.page.locator("text=Save package").count(), 0);
    assert.equal(await console.page.innerText("#get-size"), "–");
    await console.screenshot("light-corrupt");
    await console.finish();
  });

  it("that nobody is signed in", async (t) => {
    const console = await visit(t, { signedIn: false });
    assert.ok(await console.page.locator("#notice").isVisible());
    assert.match(await console.page.innerText("#notice"), /Open the address that the terminal printed/);
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    assert.match(text, /RELAY_REFUSED/);
    assert.match(text, /Open the address that the terminal printed/);
    assert.equal(console.upstream.requests.length, 0);
    await console.screenshot("light-not-signed-in");
    await console.finish();
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
      await console.page.route("**/relay/link", (route) => route.fulfill(answer));
      const { kind, text } = await console.get("test-777bb9", "login");
      assert.equal(kind, "bad");
      assert.match(text, /not come from the relay[^]*proxy or a sign-in page[^]*RELAY_REFUSED/);
      await console.finish();
    });
  }

  it("that something in front of the relay answers in the package's place", async (t) => {
    const console = await visit(t);
    await console.page.route("**/relay/download", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "Sign in" }));
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    assert.match(text, /not come from the relay[^]*RELAY_REFUSED/);
    await console.finish();
  });

  it("that the server is gone", async (t) => {
    const console = await visit(t);
    await console.page.route("**/relay/link", (route) => route.abort("connectionrefused"));
    assert.match((await console.get("test-777bb9", "login")).text, /gave no answer[^]*still runs in its terminal[^]*NETWORK/);
    await console.finish();
  });

  it("that the function changed between its link and its package", async (t) => {
    const console = await visit(t);
    await console.page.route("**/relay/link", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), checksum: sha256("the version before") } });
    });
    const { kind, text } = await console.get("test-777bb9", "login");
    assert.equal(kind, "bad");
    assert.match(text, /not the one that the link was for[^]*CHECKSUM_MISMATCH/);
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
    assert.match(text, /do not match the checksum: nothing was saved[^]*CHECKSUM_MISMATCH/);
    assert.equal(await console.page.locator("text=Save package").count(), 0);
    await console.finish();
  });
});
