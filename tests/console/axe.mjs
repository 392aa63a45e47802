// The rules of WCAG 2.2 AA and axe's best practices, on a page of Playwright or Puppeteer.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Evaluated, not added as a script: the pages' policies let none in.
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations, passes } = await window.axe.run(document, {
      runOnly: tags,
      preload: false,
      resultTypes: ["violations"], // the others' nodes are not described
    });
    if (passes.length < 15) throw new Error("axe looked at nothing");
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
    );
  });
}
