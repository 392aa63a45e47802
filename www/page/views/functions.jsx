// The functions of an environment: a table to choose from, and to verify many at once.
import { useState } from "preact/hooks";

import { functionsOf, listKey, loadFunctions } from "../data/lists.js";
import { listView, look, noteTop } from "../data/list-view.js";
import { route } from "../data/route.js";
import { keyOf } from "../data/jobs.js";
import { COLUMNS, countsOf, FILTERS, shownOf } from "../data/table.js";
import { inFormat, text } from "../language.js";
import { FailureBox } from "../ui/failure.jsx";
import { useMedia } from "../ui/media.js";
import { useWindow } from "../ui/window.js";
import { FunctionRow } from "./function-row.jsx";
import { Many } from "./many.jsx";

/** @import { ComponentChildren } from "preact" */
/** @import { Column, Filter, Row } from "../data/table.js" */
/** @import { Place } from "../ui/window.js" */

/** @param {{ merchant?: string | undefined, env: string }} props */
export function Functions({ merchant, env }) {
  const list = functionsOf(merchant, env);
  const key = listKey(merchant, env);
  const { wanted, filter, sort, ticked, top } = listView(key);
  /** @type {Row[]} */
  const rows = list.value.map((info) => ({
    info,
    choice: { env, functionName: info.name, ...(merchant === undefined ? {} : { authorizerAppid: merchant }) },
  }));
  const shown = shownOf(rows, { wanted, filter, sort });
  const chosen = rows.filter(({ choice }) => ticked.has(keyOf(choice)));
  /** @param {Row[]} which @param {boolean} on */
  const tick = (which, on) => {
    const next = new Set(ticked);
    for (const { choice } of which) next[on ? "add" : "delete"](keyOf(choice));
    look(key, { ticked: next });
  };
  const [note, setNote] = useState("");
  const counts = countsOf(rows);
  return (
    <section class="card functions" aria-labelledby="functions-title">
      <div class="bar">
        <h1 id="functions-title">{text("functions.title", { env })}</h1>
        <p class="count" role="status">
          {list.state === "loading" ? text("list.loading") : statusOf(rows.length, shown.length, counts)}
          {note && ` · ${note}`}
        </p>
      </div>
      <div class="tools">
        <div class="field">
          <label for="filter-text">{text("functions.filter")}</label>
          <input
            id="filter-text"
            type="search"
            autocomplete="off"
            spellcheck={false}
            value={wanted}
            onInput={(event) => look(key, { wanted: event.currentTarget.value })}
          />
        </div>
        <div class="field">
          <label for="filter-kind">{text("functions.show")}</label>
          <select
            id="filter-kind"
            value={filter}
            onChange={(event) => look(key, { filter: /** @type {Filter} */ (event.currentTarget.value) })}
          >
            {FILTERS.map((kind) => (
              <option key={kind} value={kind}>
                {text(`filter.${kind}`)}
              </option>
            ))}
          </select>
        </div>
        <Many chosen={chosen} shown={shown} rows={rows} counts={counts} onNote={setNote} />
      </div>
      <Table
        rows={shown}
        sort={sort}
        onSort={(sort) => look(key, { sort })}
        ticked={ticked}
        onTick={tick}
        place={{ top, onScroll: (top) => noteTop(key, top) }}
        none={
          list.state === "loading" ? (
            text("list.loading")
          ) : rows.length === 0 ? (
            text("functions.none")
          ) : (
            <>
              {text("functions.noMatch")}{" "}
              <button type="button" class="plain" onClick={() => look(key, { wanted: "", filter: "all" })}>
                {text("functions.showAll", { count: inFormat().number(rows.length) })}
              </button>
            </>
          )
        }
      />
      {list.failure && <FailureBox failure={list.failure} onRetry={() => loadFunctions(route().merchant, env)} />}
    </section>
  );
}

// How many there are, and how far they are.
/** @param {number} count @param {number} shown @param {ReturnType<typeof countsOf>} counts */
function statusOf(count, shown, { verified, failed, active }) {
  const { number } = inFormat();
  const values = { count: number(count), verified: number(verified) };
  const all = count === 1 ? text("functions.one", values) : text("functions.count", values);
  const filtered = shown < count && text("functions.shown", { count: number(shown) });
  const parts = [all, filtered, failed > 0 && text("functions.failed", { count: number(failed) })];
  return [...parts, active > 0 && text("functions.active", { count: number(active) })].filter(Boolean).join(" · ");
}

/**
 * @param {{
 *   rows: Row[],
 *   sort: { column: Column, down: boolean } | undefined,
 *   onSort(sort: { column: Column, down: boolean } | undefined): void,
 *   ticked: ReadonlySet<string>,
 *   onTick(rows: Row[], on: boolean): void,
 *   place: Place,
 *   none: ComponentChildren,
 * }} props
 */
function Table({ rows, sort, onSort, ticked, onTick, place, none }) {
  const isNarrow = useMedia("(max-width: 59.99rem)");
  const height = isNarrow ? 88 : 48;
  const view = useWindow(rows.length, height, place);
  const all = rows.length > 0 && rows.every(({ choice }) => ticked.has(keyOf(choice)));
  /** @param {Column} column */
  const next = (column) => {
    if (sort?.column !== column) return onSort({ column, down: false });
    return onSort(sort.down ? undefined : { column, down: true });
  };
  return (
    <div class="table" role="table" aria-rowcount={rows.length + 1} aria-labelledby="functions-title">
      <div role="rowgroup">
        <div class="row head" role="row" aria-rowindex={1}>
          <span role="columnheader" class="tick">
            <input
              type="checkbox"
              checked={all}
              aria-label={text("functions.tickAll")}
              onChange={(event) => onTick(rows, event.currentTarget.checked)}
            />
          </span>
          {COLUMNS.map((column) => (
            <span
              key={column}
              role="columnheader"
              class={`col-${column}`}
              aria-sort={sort?.column === column ? (sort.down ? "descending" : "ascending") : "none"}
            >
              <button type="button" class="sort" onClick={() => next(column)}>
                {text(`column.${column}`)}
              </button>
            </span>
          ))}
        </div>
      </div>
      <div class="scroller" ref={view.scroller}>
        <div role="rowgroup" class="rows" style={{ height: `${view.total}px` }}>
          {view.rows.map((index) => (
            <FunctionRow
              key={keyOf(rows[index].choice)}
              row={rows[index]}
              index={index}
              top={view.topOf(index)}
              height={height}
              isTicked={ticked.has(keyOf(rows[index].choice))}
              onTick={(on) => onTick([rows[index]], on)}
            />
          ))}
        </div>
        {rows.length === 0 && <p class="none">{none}</p>}
      </div>
    </div>
  );
}
