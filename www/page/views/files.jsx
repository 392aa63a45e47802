// A package's files as a tree with sizes (ARIA tree, one row a file, drawn as far as they can be seen).
import { useEffect, useMemo, useState } from "preact/hooks";

import { rowsOf, treeOf } from "../data/tree.js";
import { inFormat, text } from "../language.js";
import { printable } from "../ui/printable.js";
import { useWindow } from "../ui/window.js";

/** @import { PackageReport } from "../types.d.ts" */
/** @import { TreeRow } from "../data/tree.js" */

const ROW = 32;

/**
 * @param {{
 *   entries: PackageReport["entries"],
 *   shown: string | undefined,
 *   onShow(path: string): void,
 * }} props
 */
export function Files({ entries, shown, onShow }) {
  const tree = useMemo(() => treeOf(entries), [entries]);
  const [open, setOpen] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const [wanted, setWanted] = useState("");
  const [focus, setFocus] = useState(0);
  const rows = useMemo(() => rowsOf(tree, open, wanted), [tree, open, wanted]);
  const at = Math.min(focus, Math.max(0, rows.length - 1));
  const view = useWindow(rows.length, ROW);
  useEffect(() => view.scrollTo(at), [at]);

  /** @param {string} path @param {boolean} on */
  const toggle = (path, on) => {
    const next = new Set(open);
    next[on ? "add" : "delete"](path);
    setOpen(next);
  };
  /** @param {TreeRow} row */
  const choose = ({ node }) => (node.entry ? onShow(node.path) : toggle(node.path, !open.has(node.path)));

  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const row = rows[at];
    if (row === undefined) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -rows.length, End: rows.length }[
      event.key
    ];
    if (step !== undefined) setFocus(Math.max(0, Math.min(rows.length - 1, at + step)));
    else if (event.key === "Enter" || event.key === " ") choose(row);
    else if (event.key === "ArrowRight" && !row.node.entry) toggle(row.node.path, true);
    else if (event.key === "ArrowLeft") {
      if (!row.node.entry && open.has(row.node.path)) toggle(row.node.path, false);
      else
        setFocus(
          Math.max(
            0,
            rows.findLastIndex((one, index) => index < at && one.depth < row.depth),
          ),
        );
    } else return;
    event.preventDefault();
  };

  return (
    <div class="files">
      <div class="field">
        <label for="files-filter">{text("files.filter")}</label>
        <input
          id="files-filter"
          type="search"
          autocomplete="off"
          spellcheck={false}
          value={wanted}
          onInput={(event) => {
            setWanted(event.currentTarget.value);
            setFocus(0);
          }}
        />
      </div>
      <div
        class="scroller"
        ref={view.scroller}
        role="tree"
        tabIndex={0}
        aria-label={text("files.title")}
        aria-activedescendant={rows.length > 0 ? `file-${at}` : undefined}
        onKeyDown={press}
      >
        <div role="none" style={{ height: `${view.total}px` }}>
          {view.rows.map((index) => (
            <TreeItem
              key={rows[index].node.path}
              id={`file-${index}`}
              row={rows[index]}
              top={view.topOf(index)}
              isOpen={open.has(rows[index].node.path)}
              isFocused={index === at}
              isShown={rows[index].node.path === shown}
              isFlat={wanted !== ""}
              onChoose={() => {
                setFocus(index);
                choose(rows[index]);
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/**
 * @param {{
 *   id: string,
 *   row: TreeRow,
 *   top: number,
 *   isOpen: boolean,
 *   isFocused: boolean,
 *   isShown: boolean,
 *   isFlat: boolean,
 *   onChoose(): void,
 * }} props
 */
function TreeItem({ id, row: { node, depth }, top, isOpen, isFocused, isShown, isFlat, onChoose }) {
  const { shortSize } = inFormat();
  const isFolder = node.entry === undefined;
  return (
    <div
      role="treeitem"
      id={id}
      class="item"
      aria-level={depth + 1}
      aria-expanded={isFolder ? isOpen : undefined}
      aria-selected={isShown}
      data-focused={isFocused}
      data-kind={isFolder ? "folder" : node.entry?.kind}
      style={{ top: `${top}px`, paddingInlineStart: `${0.5 + depth * 1.1}rem` }}
      onClick={onChoose}
    >
      <span class="name" title={printable(node.path)}>
        {printable(isFlat ? node.path : node.name)}
        {isFolder ? "/" : ""}
      </span>
      <span class="size">{shortSize(isFolder ? node.size : (node.entry?.size ?? 0))}</span>
    </div>
  );
}
