// One real Chromium for all of the console's tests: CHROMIUM_SHELL, the engine without Chrome's windows, where that is set. intranet.mjs starts
// the whole of Chromium.
import { mkdirSync } from "node:fs";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import { launch } from "../support/chromium.mjs";

export const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
mkdirSync(SCREENSHOTS, { recursive: true });

export const browser = await launch([], process.env.CHROMIUM_SHELL);
after(() => browser.close());
