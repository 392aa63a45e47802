// A Chromium for tests that open pages: the program CHROMIUM, or the system's. It asks no address by itself.
import process from "node:process";

import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// A test file that takes too long is ended by this signal. Playwright's and Puppeteer's own listeners would end the browser alone: the
// process, and so the stage, would stay for ever.
process.once("SIGTERM", () => process.exit(1));

/** @param {string[]} [more] further flags @param {string} [program] another program than that */
export const launch = (more = [], program = process.env.CHROMIUM || "/usr/bin/chromium") =>
  chromium.launch({ executablePath: program, args: [...FLAGS, ...more] });
