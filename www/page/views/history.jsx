// What was fetched in this browser, the newest first: kept over reloads, cleared by one button.
import { useState } from "preact/hooks";

import { clearHistory, history } from "../data/history.js";
import { go, hashOf } from "../data/route.js";
import { inFormat, text } from "../language.js";
import { announce } from "../ui/announce.js";
import { saveCsv, saveJson } from "../ui/save.js";

/** @import { Entry } from "../types.d.ts" */
/** @import { Route } from "../data/route.js" */

const FIELDS = /** @type {const} */ ([
  "at",
  "authorizerAppid",
  "env",
  "functionName",
  "verdict",
  "size",
  "checksum",
  "durationMs",
  "code",
  "errcode",
  "rid",
]);
const PAGE = 100;

export function HistoryPage() {
  const entries = history();
  const [shown, setShown] = useState(PAGE);
  const name = `console-history-${new Date().toISOString().slice(0, 10)}`;
  const { number } = inFormat();
  const isEmpty = entries.length === 0;
  return (
    <section class="card history" aria-labelledby="history-title">
      <div class="bar">
        <div class="title">
          <h1 id="history-title">{text("history.title")}</h1>
          <p class="hint">{text("history.what")}</p>
        </div>
        <div class="actions">
          <button
            type="button"
            disabled={isEmpty}
            onClick={() =>
              saveCsv([[...FIELDS], ...entries.map((entry) => FIELDS.map((field) => entry[field]))], `${name}.csv`)
            }
          >
            CSV
          </button>
          <button type="button" disabled={isEmpty} onClick={() => saveJson(entries, `${name}.json`)}>
            JSON
          </button>
          <button
            type="button"
            disabled={isEmpty}
            onClick={() => {
              clearHistory();
              announce(text("history.cleared"));
            }}
          >
            {text("history.clear")}
          </button>
        </div>
      </div>
      {isEmpty ? (
        <p class="none">{text("history.empty")}</p>
      ) : (
        <table class="plain-table">
          <thead>
            <tr>
              {["time", "function", "verdict", "checksum", "size"].map((column) => (
                <th key={column} scope="col">
                  {text(`history.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.slice(0, shown).map((entry, index) => (
              <HistoryRow key={`${entry.at} ${index}`} entry={entry} earlier={earlierOf(entries, index)} />
            ))}
          </tbody>
        </table>
      )}
      {entries.length > shown && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {text("history.more", { count: number(entries.length - shown) })}
        </button>
      )}
    </section>
  );
}

// The verified entry of the same function before this one.
/** @param {Entry[]} entries @param {number} index */
function earlierOf(entries, index) {
  const { env, functionName, authorizerAppid, verdict } = entries[index];
  if (verdict !== "verified") return undefined;
  return entries
    .slice(index + 1)
    .find(
      (one) =>
        one.verdict === "verified" &&
        one.functionName === functionName &&
        one.env === env &&
        one.authorizerAppid === authorizerAppid,
    );
}

/** @param {{ entry: Entry, earlier: Entry | undefined }} props */
function HistoryRow({ entry, earlier }) {
  const { time, shortSize } = inFormat();
  const { at, env, functionName, authorizerAppid, verdict, size, checksum, code, errcode, rid } = entry;
  /** @type {Route} */
  const to = { view: "functions", env, functionName, ...(authorizerAppid && { merchant: authorizerAppid }) };
  const kind = { verified: "good", failed: "bad", cancelled: "quiet" }[verdict];
  return (
    <tr>
      <td data-name={text("history.time")}>
        <time dateTime={at}>{time(new Date(at), { seconds: true })}</time>
      </td>
      <td data-name={text("history.function")}>
        <a
          href={hashOf(to)}
          onClick={(event) => {
            event.preventDefault();
            go(to);
          }}
        >
          {functionName}
        </a>
        <small>{[env, authorizerAppid].filter(Boolean).join(" · ")}</small>
      </td>
      <td data-name={text("history.verdict")}>
        <span class="badge" data-kind={kind}>
          {text(`verdict.${verdict}`)}
        </span>
        {earlier && <small>{text(earlier.checksum === checksum ? "since.same" : "since.changed")}</small>}
        {code && <small class="mono">{[code, errcode].filter((part) => part !== undefined).join(" ")}</small>}
        {rid && <small class="mono">{rid}</small>}
      </td>
      <td data-name={text("history.checksum")}>
        <small class="mono digest">{checksum ?? "–"}</small>
      </td>
      <td data-name={text("history.size")} class="number">
        {size === undefined ? "–" : shortSize(size)}
      </td>
    </tr>
  );
}
