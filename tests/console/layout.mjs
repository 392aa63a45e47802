// A result moves nothing: everything around it keeps its place from when the operator pressed the button.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const STILL = [
  "#get",
  "#get-steps",
  "#get-verdict",
  "#recent",
  "#check",
  "#check-verdict",
  "#history-title",
  "#history-rows tr",
  "footer",
];

// The largest results: the longest advice, the longest facts, and a broken package.
const ANSWERS = [
  ["test-777bb9", "login"],
  ["test-777bb9", "pay", "changed"],
  ["errcode", "61007"],
  ["errcode", "42001"],
  ["errcode", "48001"],
  ["reply", "redirect"],
  ["download", "corrupt"],
];

for (const locale of ["en-US", "zh-CN"]) {
  for (const width of [1100, 900, 720, 390, 320]) {
    describe(`a page of ${width} pixels in ${locale}`, { timeout: 300_000 }, () => {
      it("stays still while answers come", async (t) => {
        let hold;
        const console = await visit(t, {
          locale,
          viewport: { width, height: 900 },
          relayOptions: { revealUrl: true, maxAttempts: 1 },
          answer: () => Promise.resolve(hold).then(() => false),
        });
        const { page } = console;
        const places = () =>
          page.evaluate(
            (selectors) =>
              selectors.map((selector) => {
                const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
                return [selector, x, y + scrollY, width, height].join(" ");
              }),
            STILL,
          );
        // A package that changes on its way to the browser.
        let change = false;
        await page.route("**/relay/download", async (route) => {
          if (!change) return route.continue();
          const response = await route.fetch();
          const body = await response.body();
          body[10] ^= 1;
          await route.fulfill({ response, body });
        });
        for (const [env, functionName, changed] of ANSWERS) {
          change = changed !== undefined;
          let goOn;
          hold = new Promise((resolve) => (goOn = resolve));
          await console.fill(env, functionName);
          await page.click("#get .main");
          await page.waitForSelector('#get-verdict[data-kind="busy"]');
          const before = await places();
          goOn();
          const { text } = await console.verdict("#get-verdict");
          if (change) assert.match(text, /CHECKSUM_MISMATCH/);
          assert.deepEqual(await places(), before, `${env} ${functionName}`);
        }
        await console.finish({ revealed: true });
      });
    });
  }
}
