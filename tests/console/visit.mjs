// One visit of a real browser to its own console, with all traffic recorded.
import assert from "node:assert/strict";
import { join } from "node:path";

import { startConsole } from "../../www/serve.mjs";
import { startUpstream } from "../relay/upstream.mjs";
import { browser as shared, SCREENSHOTS } from "./browser.mjs";

// `serverOptions` are startConsole's. `launch(server)` makes a separate browser for this visit.
export async function visit(
  t,
  { relayOptions, serverOptions, launch, signedIn = true, answer, ...contextOptions } = {},
) {
  const upstream = await startUpstream(t, answer);
  const server = await startConsole({
    relayOptions: { ...upstream.relayOptions, ...relayOptions },
    suggestions: upstream.functions,
    ...serverOptions,
  });
  const browser = launch ? await launch(server) : shared;
  const context = await browser.newContext({
    viewport: { width: 1100, height: 900 },
    locale: "en-GB",
    ...contextOptions,
  });
  t.after(async () => {
    await context.close();
    if (launch) await browser.close();
    await server.close();
  });
  const page = await context.newPage();
  const complaints = [];
  const traffic = [];
  const logged = [];
  await page.exposeFunction("reportViolation", (what) => complaints.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      window.reportViolation(`CSP: ${violatedDirective} ${blockedURI} ${sample}`);
    });
    window.jumps = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        const shown = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
        const moved = ({ node, previousRect, currentRect }) => {
          return `${node?.id || node?.className || node?.nodeName || "(gone)"}: ${shown(previousRect)} → ${shown(currentRect)}`;
        };
        if (!shift.hadRecentInput) window.jumps.push(...shift.sources.map(moved));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("worker", (worker) => worker.on("console", (message) => complaints.push(message.text())));
  page.on("console", (message) => {
    logged.push(message.text());
    // The browser logs a refused call, which is expected. Any other line is not.
    const refused = message.text().startsWith("Failed to load resource:");
    if (["error", "warning"].includes(message.type()) && !refused) complaints.push(message.text());
  });
  page.on("request", (request) => traffic.push(sent(request)));
  page.on("response", (response) => traffic.push(received(response)));
  await page.goto(signedIn ? server.url : `${server.origin}/`);
  await page.waitForFunction(
    () => document.querySelector("#env-hint").textContent !== "" || !document.querySelector("#notice").hidden,
  );

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
      await page.click("#check .main[type=submit]");
      return this.verdict("#check-verdict");
    },

    // Waits for the verdict.
    async verdict(id) {
      await page.waitForSelector(`${id}[data-kind="good"], ${id}[data-kind="bad"]`);
      const kind = await page.getAttribute(id, "data-kind");
      return { kind, text: await page.innerText(id) };
    },

    // The value of a fact below a verdict.
    async fact(name, id = "#get-verdict") {
      return page.innerText(
        `${id} .facts > div:has(dt:text-is("${name}")) dd :is(span, code), ${id} .facts > div:has(dt:text-is("${name}")) dd:not(:has(*))`,
      );
    },

    async speak(language) {
      await page.click(`[data-language="${language}"]`);
      await page.waitForSelector(`html[lang="${language}"]`);
    },

    async download(action) {
      const downloading = page.waitForEvent("download");
      await action();
      return downloading;
    },

    async screenshot(name) {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },

    // No violation, no error, no jump, and no secret in anything that the page sent, received, holds or remembers.
    // `more` is further text that must hold none; `revealed`: the relay shows addresses, so signatures are no secret of the page.
    async finish({ revealed = false, more = [] } = {}) {
      const html = await page.content();
      const [remembered, jumps] = await page.evaluate(() => [
        JSON.stringify([
          performance.getEntries(),
          { ...localStorage },
          { ...sessionStorage },
          document.cookie,
          location.href,
        ]),
        window.jumps,
      ]);
      const wire = await Promise.all(traffic);
      assert.ok(wire.length > 8, "the wire was watched");
      const kept = [remembered, ...logged, ...more];
      const seen = [html, ...wire];
      const secrets = (text) =>
        upstream.secretsIn(text).filter((secret) => !revealed || !upstream.signatures.has(secret));
      const leaks = [
        ...kept.map((text) => [text, upstream.secretsIn(text)]),
        ...seen.map((text) => [text, secrets(text)]),
      ];
      assert.deepEqual(
        leaks.filter(([, found]) => found.length > 0).map(([text]) => text.slice(0, 200)),
        [],
      );
      assert.deepEqual(complaints, []);
      assert.deepEqual(jumps, []);
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
