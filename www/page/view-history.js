// Shows the downloads as a table. A row keeps its place while its download goes on.
import { at, element } from "./dom.js";
import { inFormat, text } from "./language.js";

/** @import { Pull } from "./states.d.ts" */

/** @param {Pull[]} pulls */
export function renderHistory(pulls) {
  at("history-empty").hidden = pulls.length > 0;
  at("history").hidden = pulls.length === 0;
  at("history-export").disabled = !pulls.some(({ verdict }) => verdict !== "running");
  at("history-rows").replaceChildren(...pulls.map(row));
}

/** @param {Pull} pull */
function row(pull) {
  const { time, shortSize, duration } = inFormat();
  const { at: began, env, functionName, authorizerAppid, verdict, size, checksum, durationMs, error } = pull;
  const badge = element("span", { className: "badge", textContent: text(`history.${verdict}`) });
  const why = [error?.code, error?.errcode].filter((part) => part !== undefined).join(" ");
  const cells = [
    cell(
      "history.time",
      element("time", { dateTime: began.toISOString(), textContent: time(began, { seconds: true }) }),
    ),
    cell(
      "history.function",
      element("b", { textContent: functionName }),
      small([env, authorizerAppid].filter(Boolean).join(" · ")),
    ),
    cell("history.verdict", badge, small(why, "mono"), small(error?.rid, "mono")),
    cell("history.checksum", small(checksum, "mono")),
    cell("history.size", size === undefined ? "–" : shortSize(size)),
    cell("history.took", durationMs === undefined ? "–" : duration(durationMs)),
  ];
  const made = element("tr", {}, ...cells);
  made.setAttribute("role", "row");
  made.dataset.verdict = verdict;
  return made;
}

// On a narrow screen each cell shows its column's name (data-name).
/** @param {string} key @param {(Node | string | undefined)[]} content */
function cell(key, ...content) {
  const made = element("td", {}, ...content);
  made.setAttribute("role", "cell");
  made.dataset.name = text(key);
  return made;
}

/** @param {string | undefined} textContent */
const small = (textContent, className = "") => (textContent ? element("small", { className, textContent }) : undefined);
