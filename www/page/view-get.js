// Shows the state of a download.
import { at, element, setText } from "./dom.js";
import { address, digest, expiry, factRows, size } from "./facts.js";
import { inFormat, text } from "./language.js";
import { renderProgress } from "./progress.js";
import { failureRest, renderVerdict } from "./verdict.js";

/** @import { GetState } from "./states.d.ts" */

const LONG_MS = 2000;

// `retry` is the action of a failure's button.
/** @param {GetState} state @param {() => void} retry */
export function renderGet(state, retry) {
  const { running, step, progress, verdict } = state;
  const notes = stepNotes(state.notes, running);
  const steps = /** @type {HTMLElement[]} */ ([...at("get-steps").children]);
  steps.forEach((item, index) => {
    item.dataset.state = stepState(index, step, verdict.kind);
    setText(/** @type {Element} */ (item.querySelector("small")), notes[index]);
  });
  renderProgress(at("get-progress"), at("get-measure"), { running, progress, ended: verdict.kind === "good" });
  at("use-last").disabled = state.last === undefined;
  renderVerdict(at("get-verdict"), verdict, () => {
    if (verdict.kind === "good") return result(state);
    return "title" in verdict ? [] : failureRest(verdict, retry);
  });
}

// A long wait for a link shows its seconds.
/** @param {GetState["notes"]} notes @param {boolean | undefined} running */
function stepNotes({ started, took, size, identical }, running) {
  const { duration, shortSize, span } = inFormat();
  const waited = running && took === undefined ? performance.now() - (started ?? 0) : 0;
  return [
    took !== undefined ? duration(took) : waited > LONG_MS ? span(waited) : "",
    size === undefined ? "" : shortSize(size),
    identical === undefined ? "" : text(identical ? "step.identical" : "step.different"),
  ];
}

/** @param {number} index @param {number | undefined} step @param {string} kind */
function stepState(index, step, kind) {
  if (step === undefined || index > step) return "waiting";
  if (index < step) return "done";
  return kind === "busy" ? "running" : kind === "bad" ? "failed" : "waiting";
}

/** @param {GetState} state */
function result({ wish, save, result }) {
  if (!wish || !save || !result) return [];
  const { link, size: bytes, checksum } = result;
  const rows = factRows([
    ["fact.function", wish.functionName],
    ["fact.env", wish.env],
    ["fact.appid", wish.authorizerAppid],
    ["fact.size", bytes, size],
    ["fact.checksum", checksum, digest],
    link.expiresAt ? ["fact.expiry", link.expiresAt, expiry] : ["fact.expiry", text("expiry.unknown")],
    ["fact.address", link.url, address],
  ]);
  const button = element("a", {
    className: "button",
    href: save.href,
    download: save.name,
    textContent: text("get.save", { name: save.name }),
  });
  return [element("div", { className: "again" }, button), element("dl", { className: "facts" }, ...rows)];
}
