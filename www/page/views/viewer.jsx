// One file of a package: its text with line numbers, or what it is instead.
import { useEffect, useState } from "preact/hooks";

import { call, failureOf } from "../data/engine.js";
import { linesOf } from "../data/text.js";
import { inFormat, text } from "../language.js";
import { FailureBox } from "../ui/failure.jsx";
import { printable } from "../ui/printable.js";
import { fileName, saveBlob } from "../ui/save.js";
import { useWindow } from "../ui/window.js";

/** @import { Failure, PackageReport } from "../types.d.ts" */

const ROW = 20;

/** @typedef {{ bytes?: Uint8Array<ArrayBuffer>, text?: ReturnType<typeof linesOf>, failure?: Failure }} Content */

/**
 * @param {{
 *   blob: Blob,
 *   report: PackageReport,
 *   path: string | undefined,
 *   onClose(): void,
 * }} props
 */
export function Viewer({ blob, report, path, onClose }) {
  const [content, setContent] = useState(/** @type {Content} */ ({}));
  useEffect(() => {
    if (path === undefined) return undefined;
    const controller = new AbortController();
    call("entry", { source: blob, path }, { signal: controller.signal })
      .then((bytes) => setContent({ bytes, text: linesOf(bytes) }))
      .catch((reason) => {
        const failure = failureOf(reason);
        if (failure) setContent({ failure });
      });
    return () => controller.abort();
  }, [blob, path]);
  if (path === undefined) return <p class="viewer hint">{text("viewer.none")}</p>;
  const entry = report.entries.find((one) => one.path === path);
  const { bytes, failure } = content;
  return (
    <section class="viewer" aria-labelledby="viewer-title">
      <div class="bar">
        <h3 id="viewer-title" class="mono">
          {printable(path)}
        </h3>
        <div class="actions">
          <span class="hint">{entry && inFormat().shortSize(entry.size)}</span>
          {bytes && (
            <button
              type="button"
              class="small"
              onClick={() => saveBlob(new Blob([bytes]), fileName(path.split("/").at(-1) ?? path))}
            >
              {text("viewer.save")}
            </button>
          )}
          <button type="button" class="small" onClick={onClose}>
            {text("viewer.close")}
          </button>
        </div>
      </div>
      {failure && <FailureBox failure={failure} />}
      {bytes && !content.text && <p class="hint">{text("viewer.binary")}</p>}
      {content.text?.isCut && <p class="hint">{text("viewer.cut")}</p>}
      {content.text && <Lines lines={content.text.lines} />}
    </section>
  );
}

/** @param {{ lines: string[] }} props */
function Lines({ lines }) {
  const view = useWindow(lines.length, ROW);
  const digits = String(lines.length).length;
  return (
    <div class="scroller lines" ref={view.scroller} tabIndex={0} role="region" aria-label={text("viewer.text")}>
      <div style={{ height: `${view.total}px`, minWidth: `${longest(lines) + digits + 4}ch` }}>
        {view.rows.map((index) => (
          <div class="line" key={index} style={{ top: `${view.topOf(index)}px` }}>
            <span class="number" style={{ width: `${digits + 2}ch` }}>
              {index + 1}
            </span>
            <code>{printable(lines[index].replaceAll("\t", "    "))}</code>
          </div>
        ))}
      </div>
    </div>
  );
}

// In columns; Han characters take two.
/** @param {string[]} lines */
const longest = (lines) =>
  lines.reduce((most, line) => Math.max(most, line.length + (line.match(/[^\u0000-\u02ff]/g)?.length ?? 0)), 0);
