// What can be done with the ticked functions: verify, try again, save, export.
import { cancelAll, isActive, jobOf, start } from "../data/jobs.js";
import { inFormat, text } from "../language.js";
import { announce } from "../ui/announce.js";
import { canSaveFolder, saveCsv, saveEach, saveFolder, saveJson } from "../ui/save.js";

/** @import { Row } from "../data/table.js" */

const FIELDS = /** @type {const} */ ([
  "authorizerAppid",
  "env",
  "functionName",
  "runtime",
  "status",
  "modTime",
  "verdict",
  "size",
  "checksum",
  "code",
  "errcode",
  "rid",
]);

/** @param {Row} row */
function exported({ info, choice }) {
  const job = jobOf(choice);
  return {
    ...choice,
    runtime: info.runtime,
    status: info.status,
    modTime: info.modTime,
    verdict: job?.state,
    size: job?.fetched?.size,
    checksum: job?.fetched?.checksum,
    code: job?.failure?.code,
    errcode: job?.failure?.errcode,
    rid: job?.failure?.rid,
  };
}

/**
 * @param {{
 *   chosen: Row[],
 *   shown: Row[],
 *   rows: Row[],
 *   counts: { verified: number, failed: number, active: number },
 *   onNote(note: string): void,
 * }} props
 */
export function Many({ chosen, shown, rows, counts, onNote }) {
  const failed = rows.filter(({ choice }) => jobOf(choice)?.state === "failed");
  const meant = chosen.length > 0 ? chosen : shown;
  const idle = meant.filter(({ choice }) => !isActive(jobOf(choice)));
  const verified = (chosen.length > 0 ? chosen : rows).filter(({ choice }) => jobOf(choice)?.fetched !== undefined);
  const { number } = inFormat();

  const save = async () => {
    const files = verified.map(({ choice }) => ({
      path: [choice.authorizerAppid, choice.env, `${choice.functionName}.zip`].filter((part) => part !== undefined),
      blob: /** @type {Blob} */ (jobOf(choice)?.fetched?.blob),
    }));
    try {
      const count = canSaveFolder() ? await saveFolder(files) : await saveEach(files).then(() => files.length);
      if (count !== undefined) onNote(text(count === 1 ? "many.savedOne" : "many.saved", { count: number(count) }));
    } catch (reason) {
      onNote(text("many.notSaved", { reason: String(/** @type {Error} */ (reason).message) }));
    }
  };
  const name = `functions-${new Date().toISOString().slice(0, 10)}`;
  const exports = () => (chosen.length > 0 ? chosen : shown).map(exported);
  return (
    <div class="actions">
      <button
        type="button"
        class="main"
        disabled={idle.length === 0}
        onClick={() => {
          onNote("");
          for (const { choice } of idle) start(choice);
        }}
      >
        {text(chosen.length > 0 ? "many.verify" : "many.verifyAll", { count: number(meant.length) })}
      </button>
      {counts.active > 0 && (
        <button type="button" onClick={cancelAll}>
          {text("cancel")}
        </button>
      )}
      {failed.length > 0 && (
        <button type="button" onClick={() => failed.forEach(({ choice }) => start(choice))}>
          {text("many.retry", { count: number(failed.length) })}
        </button>
      )}
      {verified.length > 0 && (
        <button type="button" onClick={save}>
          {text(canSaveFolder() ? "many.saveFolder" : "many.saveEach", { count: number(verified.length) })}
        </button>
      )}
      <button
        type="button"
        disabled={shown.length === 0}
        onClick={() => {
          saveCsv([[...FIELDS], ...exports().map((row) => FIELDS.map((field) => row[field]))], `${name}.csv`);
          announce(text("exported"));
        }}
      >
        CSV
      </button>
      <button
        type="button"
        disabled={shown.length === 0}
        onClick={() => {
          saveJson(exports(), `${name}.json`);
          announce(text("exported"));
        }}
      >
        JSON
      </button>
    </div>
  );
}
