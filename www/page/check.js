// The section that checks a file of the operator.
import { checkFile } from "./check-file.js";
import { checksumFrom } from "./checksum-text.js";
import { at } from "./dom.js";
import { describe } from "./failure.js";
import { lastChecksum } from "./get.js";
import { speaking, text } from "./language.js";
import { Pace } from "./pace.js";
import { Section } from "./section.js";
import { renderCheck } from "./view-check.js";

/** @import { CheckState, Values, Verdict } from "./states.d.ts" */
/** @import { ProgressEvent } from "wechat-function-link/url" */

/** @param {"idle" | "busy" | "good" | "bad"} kind @param {string} name @param {Values} [values] @returns {Verdict} */
const verdict = (kind, name, values) => ({ kind, title: `check.${name}.title`, text: `check.${name}.text`, values });

/** @type {Section<CheckState>} */
const section = new Section({
  form: at("check"),
  cancel: at("check-cancel"),
  idle: { running: false, verdict: verdict("idle", "idle") },
  render: (state) => renderCheck(state, start),
  start,
});

function start() {
  const [file] = at("file").files ?? [];
  if (file === undefined) {
    at("file").focus();
    at("drop").dataset.missing = "true";
    return;
  }
  tidy();
  const checksum = at("checksum").value;
  const values = { name: file.name };
  const pace = new Pace();
  /** @param {ProgressEvent} progress */
  const onProgress = (progress) => {
    pace.note(progress.transferredBytes);
    section.showSoon({ progress: { ...progress, rate: pace.rate() } });
  };
  section.run({
    begun: {
      file,
      checksum,
      progress: { transferredBytes: 0, totalBytes: file.size },
      verdict: verdict("busy", "running", values),
    },
    work: async (signal) => {
      const matches = await checkFile(file, checksum, { signal, onProgress });
      const progress = { transferredBytes: file.size, totalBytes: file.size };
      return { progress, verdict: matches ? verdict("good", "matches", values) : verdict("bad", "differs", values) };
    },
    failed: async (error) => ({
      progress: undefined,
      verdict: { kind: "bad", error, described: await describe(error) },
    }),
    cancelled: () => ({ verdict: verdict("idle", "cancelled") }),
  });
}

// Only the digits of the pasted text.
function tidy() {
  at("checksum").value = checksumFrom(at("checksum").value);
}

function renderFile() {
  const [file] = at("file").files ?? [];
  at("file-name").textContent = file?.name ?? text("check.none");
  delete at("drop").dataset.missing;
}

at("checksum").addEventListener("change", tidy);
at("checksum").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault(); // the field shows two lines, but its value is one
  at("check").requestSubmit();
});
at("file").addEventListener("change", renderFile);
at("use-last").addEventListener("click", () => {
  at("checksum").value = lastChecksum() ?? "";
});
speaking(renderFile);

// A file may be dropped anywhere: outside the field the browser would open it instead of the page.
/** @param {boolean} state */
const over = (state) => {
  at("drop").dataset.over = String(state);
};
window.addEventListener("dragover", (event) => {
  event.preventDefault();
  over(event.dataTransfer?.types.includes("Files") === true);
});
window.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget ?? over(false));
window.addEventListener("drop", (event) => {
  event.preventDefault();
  over(false);
  const files = event.dataTransfer?.files;
  if (files === undefined || files.length === 0) return;
  at("file").files = files;
  renderFile();
  at("drop").scrollIntoView({ block: "nearest" });
});
