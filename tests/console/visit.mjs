// One visit of a real browser to a console of its own, and all that went over the wire during it.
import assert from "node:assert/strict";
import { join } from "node:path";

import { startConsole } from "../../www/serve.mjs";
import { startUpstream } from "../relay/upstream.mjs";
import { browser, SCREENSHOTS } from "./browser.mjs";

export async function visit(t, { relayOptions, signedIn = true, answer, ...contextOptions } = {}) {
  const upstream = await startUpstream(t, answer);
  const server = await startConsole({
    relayOptions: { ...upstream.relayOptions, ...relayOptions },
    suggestions: upstream.functions,
  });
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, locale: "en-GB", ...contextOptions });
  t.after(async () => {
    await context.close();
    await server.close();
  });
  const page = await context.newPage();
  const complaints = [];
  const traffic = [];
  await page.exposeFunction("reportViolation", (what) => complaints.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      window.reportViolation(`CSP: ${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refused call is the browser's own line of log, and expected; anything else is not.
    const refused = message.text().startsWith("Failed to load resource:");
    if (["error", "warning"].includes(message.type()) && !refused) complaints.push(message.text());
  });
  page.on("request", (request) => traffic.push(sent(request)));
  page.on("response", (response) => traffic.push(received(response)));
  await page.goto(signedIn ? server.url : `${server.origin}/`);
  await page.waitForFunction(() => document.querySelector("#env-hint").textContent !== "" || !document.querySelector("#notice").hidden);

  return {
    page,
    server,
    upstream,

    async fill(env, functionName) {
      await page.fill("#env", env);
      await page.fill("#function", functionName);
    },

    async get(env, functionName) {
      await this.fill(env, functionName);
      await page.click("#get .main");
      return this.verdict("#get-verdict");
    },

    async check(file, checksum) {
      await page.setInputFiles("#file", file);
      await page.fill("#checksum", checksum);
      await page.click("#check .main");
      return this.verdict("#check-verdict");
    },

    // The verdict, once there is one.
    async verdict(id) {
      await page.waitForSelector(`${id}[data-kind="good"], ${id}[data-kind="bad"]`);
      const kind = await page.getAttribute(id, "data-kind");
      return { kind, text: await page.innerText(id) };
    },

    async screenshot(name) {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },

    // No violation, no error, and no secret in anything that the page sent, received, holds or remembers.
    async finish() {
      const html = await page.content();
      const remembered = await page.evaluate(() => JSON.stringify([
        performance.getEntries(), { ...localStorage }, { ...sessionStorage }, document.cookie, location.href,
      ]));
      const wire = await Promise.all(traffic);
      assert.ok(wire.length > 8, "the wire was watched");
      const leaks = [html, remembered, ...wire].flatMap((text) => upstream.secretsIn(text).map(() => text.slice(0, 200)));
      assert.deepEqual(leaks, []);
      assert.deepEqual(complaints, []);
    },
  };
}

async function sent(request) {
  const headers = await request.allHeaders().catch(() => ({}));
  return JSON.stringify([request.method(), request.url(), headers]) + (request.postData() ?? "");
}

async function received(response) {
  const headers = await response.allHeaders().catch(() => ({}));
  const body = await response.body().catch(() => Buffer.alloc(0)); // a redirect and a broken stream have none
  return JSON.stringify([response.status(), response.statusText(), response.url(), headers]) + body.toString("latin1");
}
