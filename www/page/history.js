// This page's downloads, the newest first, without tokens and URLs.
import { facts } from "./failure.js";
import { renderHistory } from "./view-history.js";
import { at, announce, saveFile } from "./dom.js";
import { speaking, text } from "./language.js";

/** @import { Choice, Pull } from "./states.d.ts" */

const MOST = 500;
/** @type {Pull[]} */
let pulls = [];

// A download that has just begun. `end` sets its outcome.
/** @param {Choice} choice */
export function begin({ env, functionName, authorizerAppid }) {
  /** @type {Pull} */
  const pull = { at: new Date(), env, functionName, authorizerAppid, verdict: "running", started: performance.now() };
  pulls = [pull, ...pulls].slice(0, MOST);
  renderHistory(pulls);
  return pull;
}

/** @param {Pull} pull @param {{ verdict: Pull["verdict"], size?: number, checksum?: string, error?: unknown }} ended */
export function end(pull, { verdict, size, checksum, error }) {
  Object.assign(pull, { verdict, size, checksum, durationMs: Math.round(performance.now() - pull.started) });
  if (error !== undefined) pull.error = facts(error);
  renderHistory(pulls);
}

// The exported entries: the same texts in every language.
export function exported(now = new Date()) {
  return {
    exportedAt: now,
    pulls: pulls.map(({ at, env, functionName, authorizerAppid, verdict, size, checksum, durationMs, error }) => {
      return { at, env, functionName, authorizerAppid, verdict, size, checksum, durationMs, error };
    }),
  };
}

at("history-export").addEventListener("click", () => {
  const now = new Date();
  const json = `${JSON.stringify(exported(now), undefined, 2)}\n`;
  const href = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  saveFile(href, `function-pulls-${now.toISOString().slice(0, 19).replaceAll(":", "-")}.json`);
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // the browser has read the file by then
  announce(text("history.exported"));
});

speaking(() => renderHistory(pulls));
