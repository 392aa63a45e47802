// One visit of a real browser to its own console, with all traffic recorded.
import assert from "node:assert/strict";
import { join } from "node:path";

import { startConsole } from "../../www/serve.mjs";
import { startUpstream } from "../relay/upstream.mjs";
import { browser as shared, SCREENSHOTS } from "./browser.mjs";

// Playwright's own limit, 30 seconds, is one that a busy machine exceeds.
const HANG_MS = 120_000;

const MERCHANTS = [
  { authorizerAppid: "wx0000000000000001", name: "First shop" },
  { authorizerAppid: "wx0000000000000002" },
];

// `serverOptions` are startConsole's. `launch(server)` makes a separate browser for this visit.
export async function visit(
  t,
  { relayOptions, serverOptions, launch, signedIn = true, answer, path = "", ...contextOptions } = {},
) {
  const upstream = await startUpstream(t, answer);
  const server = await startConsole({
    relayOptions: { ...upstream.relayOptions, ...relayOptions },
    platform: { kind: "sandbox", host: "127.0.0.1" },
    merchants: MERCHANTS,
    ...serverOptions,
  });
  const browser = launch ? await launch(server) : shared;
  const context = await browser.newContext({
    viewport: { width: 1100, height: 900 },
    locale: "en-GB",
    ...contextOptions,
  });
  context.setDefaultTimeout(HANG_MS);
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
  await page.goto((signedIn ? server.url : `${server.origin}/`) + path);
  await page.waitForSelector("main:not([aria-busy])");

  return {
    page,
    server,
    upstream,

    // Opens a function's page by its address.
    async open(env, functionName, merchant = "-") {
      const parts = [merchant, env, ...(functionName === undefined ? [] : [functionName])];
      const hash = `#/${parts.map(encodeURIComponent).join("/")}`;
      await page.evaluate((hash) => {
        location.hash = hash;
      }, hash);
      await page.waitForSelector(
        functionName === undefined ? "#functions-title" : `#function-title:text-is("${functionName}")`,
      );
    },

    async press() {
      await page.click(
        ".function > .card:first-child :is(.bar .actions > button:first-child, .verdict .actions > button:first-child)",
      );
    },

    async get(env, functionName, merchant) {
      await this.open(env, functionName, merchant);
      await page.click(
        'button:is(:text-is("Get and verify"), :text-is("Get again"), :text-is("获取并校验"), :text-is("重新获取"), :text-is("Try again"), :text-is("重试"))',
      );
      return this.verdict();
    },

    async check(file, checksum) {
      if ((await page.locator("#check-title").count()) === 0) await page.click('nav a[href="#/~check"]');
      await page.setInputFiles("#file", file);
      await page.fill("#checksum", checksum);
      await page.click(".check button[type=submit]");
      return this.verdict();
    },

    // Waits for the verdict of the view.
    async verdict() {
      await page.waitForSelector('.verdict:is([data-kind="good"], [data-kind="bad"])');
      const box = page.locator(".verdict").first();
      return { kind: await box.getAttribute("data-kind"), text: await box.innerText() };
    },

    // The value of a fact.
    async fact(name) {
      const row = page.locator(`.facts > div:has(dt:text-is("${name}")) dd`).first();
      const copied = row.locator("span.mono");
      return (await copied.count()) > 0 ? copied.innerText() : row.innerText();
    },

    async speak(language) {
      await page.click(`.languages [lang="${language}"]`);
      await page.waitForSelector(`html[lang="${language}"]`);
    },

    // Opens a package's file in the viewer.
    async read(path) {
      await page.click(`[role=treeitem]:has(.name[title="${path}"])`);
      await page.waitForSelector(`#viewer-title:text-is("${path}")`);
    },

    async download(action) {
      const downloading = page.waitForEvent("download");
      await action();
      return downloading;
    },

    async screenshot(name) {
      await page.evaluate(() => scrollTo(0, 0)); // the head sticks to the top of what is in view
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },

    // No violation, no error, and no secret in anything that the page sent, received, holds or remembers.
    // `more` is further text that must hold none; `revealed`: the relay shows addresses, so signatures are no secret of the page.
    async finish({ revealed = false, more = [] } = {}) {
      const html = await page.content();
      const remembered = await page.evaluate(() =>
        JSON.stringify([
          performance.getEntries(),
          { ...localStorage },
          { ...sessionStorage },
          document.cookie,
          location.href,
          document.title,
          history.state,
        ]),
      );
      const wire = await Promise.all(traffic);
      assert.ok(wire.length > 6, "the wire was watched");
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
