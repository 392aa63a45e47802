// Shows the state of a check.
import { at, element } from "./dom.js";
import { digest, factRows, size } from "./facts.js";
import { renderProgress } from "./progress.js";
import { failureRest, renderVerdict } from "./verdict.js";

/** @import { CheckState } from "./states.d.ts" */

/** @param {CheckState} state @param {() => void} retry */
export function renderCheck({ running, file, checksum, progress, verdict }, retry) {
  renderProgress(at("check-progress"), at("check-measure"), { running, progress });
  renderVerdict(at("check-verdict"), verdict, () => {
    if (!("title" in verdict)) return failureRest(verdict, retry);
    if (file === undefined || !["good", "bad"].includes(verdict.kind)) return [];
    const rows = factRows([
      ["fact.file", file.name],
      ["fact.size", file.size, size],
      ["fact.expected", checksum, digest],
    ]);
    return [element("dl", { className: "facts" }, ...rows)];
  });
}
