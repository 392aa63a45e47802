// One real Chromium for all of the console's tests.
import { mkdirSync } from "node:fs";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

export const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
mkdirSync(SCREENSHOTS, { recursive: true });

export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

export const browser = await launch();
after(() => browser.close());
