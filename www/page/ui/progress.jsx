// A task's progress bar and its line of text.
import { inFormat, text } from "../language.js";

/** @import { Progress } from "../types.d.ts" */

/** @param {{ progress?: Progress | undefined, label: string }} props */
export function ProgressBar({ progress, label }) {
  const total = progress?.totalBytes;
  const value = total === undefined ? undefined : total === 0 ? 1 : (progress?.transferredBytes ?? 0);
  return (
    <div class="progress">
      <progress aria-label={label} max={Math.max(1, total ?? 1)} value={value} />
      <p class="measure">{progress === undefined ? "" : words(progress)}</p>
    </div>
  );
}

/** @param {Progress} progress */
export function words({ transferredBytes, totalBytes, rate, again }) {
  const { shortSize, rate: inRate, span } = inFormat();
  const done = shortSize(transferredBytes);
  const parts = [totalBytes === undefined ? done : text("progress.done", { done, total: shortSize(totalBytes) })];
  if (again) parts.push(text("progress.again"));
  if (rate !== undefined && rate > 0) {
    parts.push(inRate(rate));
    const left = totalBytes === undefined ? 0 : ((totalBytes - transferredBytes) / rate) * 1000;
    if (left >= 1000) parts.push(text("progress.left", { time: span(left) }));
  }
  return parts.join(" · ");
}
