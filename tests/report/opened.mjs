// A report's page, written by the built program and opened as a file in Chromium.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { browser, SCREENSHOTS } from "../console/browser.mjs";

const PROGRAM = fileURLToPath(new URL("../../pkg/cli.cjs", import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), "wechat-function-link-report-"));
after(() => rmSync(folder, { recursive: true, force: true }));

// Writes the report of an archive; resolves to the page's file.
export async function reportOf(archive, language = "en") {
  const path = join(folder, `${language}-${Math.random().toString(36).slice(2)}.html`);
  const file = openSync(path, "w");
  const parameters = [PROGRAM, "report", archive, "--format", "html", "--lang", language];
  const child = spawn(process.execPath, parameters, { stdio: ["ignore", file, "inherit"] });
  closeSync(file);
  const [code] = await once(child, "exit");
  assert.ok([0, 1, 2].includes(code), `report ended with ${code}`);
  return path;
}

// Nothing but the file is ever asked for, and the page breaks no rule of its policy.
export async function open(t, path, { width = 1280, height = 900, colorScheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, locale: "en-US", timezoneId: "UTC" });
  page.setDefaultTimeout(120_000); // a busy machine exceeds Playwright's own limit of 30 seconds
  t.after(() => page.close());
  const [asked, complaints] = [[], []];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const url = pathToFileURL(path).href;
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("#shown")?.textContent !== "");
  return {
    page,
    screenshot: (name) => page.screenshot({ path: `${SCREENSHOTS}report-${name}.png` }),
    rows: () => page.locator("#rows [role=row]:not(.group)").allInnerTexts(),
    finish() {
      assert.deepEqual([asked, complaints], [[url], []]);
    },
  };
}
