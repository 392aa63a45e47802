// A progress bar and its line of text.
import { setText } from "./dom.js";
import { inFormat, text } from "./language.js";

/** @import { ProgressState } from "./states.d.ts" */

// `progress` is { transferredBytes, totalBytes?, rate? }.
/**
 * @param {HTMLProgressElement} bar
 * @param {Element} line
 * @param {{ running?: boolean | undefined, progress?: ProgressState | undefined, ended?: boolean }} state
 */
export function renderProgress(bar, line, { running, progress, ended }) {
  if (progress?.totalBytes !== undefined) {
    bar.max = Math.max(1, progress.totalBytes);
    bar.value = progress.totalBytes === 0 ? 1 : progress.transferredBytes;
  } else if (running) {
    bar.removeAttribute("value"); // unknown so far
  } else {
    bar.max = 1;
    bar.value = ended ? 1 : 0;
  }
  bar.dataset.running = String(running);
  setText(line, progress === undefined ? "" : words(progress, running));
}

/** @param {ProgressState} progress @param {boolean | undefined} running */
function words({ transferredBytes, totalBytes, rate, again }, running) {
  const { shortSize, rate: inRate, span } = inFormat();
  const done = shortSize(transferredBytes);
  const parts = [totalBytes === undefined ? done : text("progress.done", { done, total: shortSize(totalBytes) })];
  if (again) parts.push(text("progress.again"));
  if (running && rate !== undefined && rate > 0) {
    parts.push(inRate(rate));
    const left = totalBytes === undefined ? 0 : ((totalBytes - transferredBytes) / rate) * 1000;
    if (left >= 1000) parts.push(text("progress.left", { time: span(left) }));
  }
  return parts.join(" · ");
}
