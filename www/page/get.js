// The section that downloads a package: its requests to the relay, and the changes of its state.
import { downloadFunction, FunctionLinkError } from "wechat-function-link/url";

import { keepChoice, offerChoice } from "./choices.js";
import { at } from "./dom.js";
import { describe, isSignedOut } from "./failure.js";
import { begin, end } from "./history.js";
import { Pace } from "./pace.js";
import { renderGet } from "./view-get.js";
import { renderRecent, wished } from "./wish.js";
import { Section } from "./section.js";

/** @import { Choice, GetState, Verdict } from "./states.d.ts" */
/** @import { ProgressEvent, StartEvent } from "wechat-function-link/url" */

/** @type {Verdict} */
const IDLE = { kind: "idle", title: "get.idle.title", text: "get.idle.text" };
/** @type {Verdict} */
const CANCELLED = { kind: "idle", title: "get.cancelled.title", text: "get.cancelled.text" };
const [LINK, PACKAGE, DIGEST] = [0, 1, 2];

/** @type {Section<GetState>} */
const section = new Section({
  form: at("get"),
  cancel: at("get-cancel"),
  idle: { running: false, step: undefined, notes: {}, verdict: IDLE },
  render: (state) => renderGet(state, start),
  start,
});

// The checksum of the last link, for the section that checks a file.
export const lastChecksum = () => section.state.last;

function start() {
  const wish = wished();
  const { last, save } = section.state;
  if (save) URL.revokeObjectURL(save.href);
  offerChoice(wish);
  renderRecent();
  const entry = begin(wish);
  const started = performance.now();
  const values = { functionName: wish.functionName, env: wish.env };
  section.run({
    begun: {
      wish,
      last,
      step: LINK,
      notes: { started },
      progress: undefined,
      link: undefined,
      result: undefined,
      save: undefined,
      verdict: { kind: "busy", title: "get.running.title", text: "get.running.text", values },
    },
    work: async (signal) => {
      const { link, size, checksum, bytes } = await downloadFunction(wish, {
        relay: "/relay",
        signal,
        ...reports(wish, started),
      });
      end(entry, { verdict: "verified", size, checksum });
      const notes = { ...section.state.notes, size, identical: true };
      const save = {
        href: URL.createObjectURL(
          new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], { type: "application/zip" }),
        ),
        name: `${wish.functionName}.zip`,
      };
      /** @type {Verdict} */
      const verdict = { kind: "good", title: "get.verified.title", text: "get.verified.text", values };
      return { step: DIGEST + 1, notes, save, result: { link, size, checksum }, verdict };
    },
    failed: async (error) => {
      const described = await describe(error);
      end(entry, { verdict: "failed", error });
      if (isSignedOut(error)) at("notice").hidden = false;
      const mismatch = FunctionLinkError.is(error) && error.code === "CHECKSUM_MISMATCH";
      const notes = { ...section.state.notes, identical: mismatch ? false : undefined };
      return {
        step: mismatch ? DIGEST : section.state.step,
        notes,
        verdict: { kind: "bad", error, described },
      };
    },
    cancelled: () => {
      end(entry, { verdict: "cancelled" });
      return { progress: undefined, verdict: CANCELLED };
    },
  });
}

// Turns the package's events into steps.
/** @param {Choice} wish @param {number} started */
function reports(wish, started) {
  const pace = new Pace();
  let begun = 0;
  return {
    /** @param {StartEvent} event */
    onStart({ link, totalBytes }) {
      begun += 1;
      keepChoice(wish);
      const took = section.state.notes.took ?? performance.now() - started;
      const progress = { transferredBytes: 0, totalBytes, again: begun > 1 };
      section.show({ step: PACKAGE, link, last: link.checksum, notes: { started, took }, progress });
    },
    /** @param {ProgressEvent} event */
    onProgress({ transferredBytes, totalBytes = section.state.progress?.totalBytes }) {
      pace.note(transferredBytes);
      const progress = { transferredBytes, totalBytes, rate: pace.rate(), again: begun > 1 };
      section.showSoon({ step: transferredBytes === totalBytes ? DIGEST : PACKAGE, progress });
    },
  };
}
