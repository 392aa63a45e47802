// What differs between two packages: changed files first, each with its patch, then dependencies.
import { useState } from "preact/hooks";

import { inFormat, text } from "../language.js";
import { printable } from "../ui/printable.js";
import { Patch } from "./patch.jsx";

/** @import { PackageComparison } from "../types.d.ts" */

/** @typedef {PackageComparison["files"][number]} Change */

const ORDER = ["modified", "added", "removed", "eol-only", "mode"];
const PAGE = 200;

/** @param {{ comparison: PackageComparison, before: string, after: string }} props */
export function Difference({ comparison, before, after }) {
  const { same, dependencies } = comparison;
  const [isSplit, setSplit] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const files = [...comparison.files].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const { number } = inFormat();
  /** @param {string} path @param {boolean} on */
  const toggle = (path, on) => {
    if (on === open.has(path)) return;
    const next = new Set(open);
    next[on ? "add" : "delete"](path);
    setOpen(next);
  };
  const counts = ORDER.map((status) => [status, files.filter((file) => file.status === status).length]).filter(
    ([, count]) => count,
  );
  return (
    <section class="difference" aria-labelledby="difference-title">
      <div class="verdict" data-kind={same ? "good" : "warn"} role="status">
        <h3 id="difference-title">{text(same ? "difference.same" : "difference.differs")}</h3>
        <p>
          {text("difference.sides", { before: printable(before), after: printable(after) })}
          {counts.map(([status, count]) => ` · ${text(`change.${status}.count`, { count: number(Number(count)) })}`)}
          {dependencies.length > 0 && ` · ${text("difference.dependencies", { count: number(dependencies.length) })}`}
        </p>
      </div>
      {files.length > 0 && (
        <fieldset class="switch">
          <legend class="offscreen">{text("difference.form")}</legend>
          {[false, true].map((split) => (
            <label key={String(split)}>
              <input type="radio" name="split" checked={split === isSplit} onChange={() => setSplit(split)} />{" "}
              {text(split ? "difference.split" : "difference.unified")}
            </label>
          ))}
        </fieldset>
      )}
      <ul class="changes">
        {files.slice(0, shown).map((file) => (
          <li key={file.path}>
            <FileChange
              file={file}
              isOpen={open.has(file.path)}
              isSplit={isSplit}
              onToggle={(on) => toggle(file.path, on)}
            />
          </li>
        ))}
      </ul>
      {files.length > shown && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {text("history.more", { count: number(files.length - shown) })}
        </button>
      )}
      {dependencies.length > 0 && <Dependencies dependencies={dependencies} />}
    </section>
  );
}

/** @param {{ file: Change, isOpen: boolean, isSplit: boolean, onToggle(on: boolean): void }} props */
function FileChange({ file, isOpen, isSplit, onToggle }) {
  const { path, status, beforeSize, afterSize, patch } = file;
  const { shortSize } = inFormat();
  const kind = { added: "good", removed: "bad" }[/** @type {string} */ (status)] ?? "warn";
  return (
    <details open={isOpen} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary>
        <span class="badge" data-kind={kind}>
          {text(`change.${status}`)}
        </span>{" "}
        <span class="mono path">{printable(path)}</span>{" "}
        <span class="hint size">
          {[beforeSize, afterSize].map((size) => (size === undefined ? "–" : shortSize(size))).join(" → ")}
        </span>
      </summary>
      {isOpen &&
        (patch === undefined ? (
          <p class="hint">{text("difference.noPatch")}</p>
        ) : (
          <Patch patch={patch} isSplit={isSplit} />
        ))}
    </details>
  );
}

/** @param {{ dependencies: PackageComparison["dependencies"] }} props */
function Dependencies({ dependencies }) {
  return (
    <>
      <h3>{text("inside.dependencies")}</h3>
      <table class="plain-table">
        <thead>
          <tr>
            {["name", "before", "after"].map((column) => (
              <th key={column} scope="col">
                {text(`dependency.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dependencies.map((dependency, index) => (
            <tr key={`${dependency.name} ${index}`}>
              <td data-name={text("dependency.name")}>{printable(dependency.name)}</td>
              <td data-name={text("dependency.before")}>{dependency.before ? printable(dependency.before) : "–"}</td>
              <td data-name={text("dependency.after")}>
                {dependency.after ? printable(dependency.after) : "–"}
                {dependency.changed && <span class="hint"> {text("dependency.changed")}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
