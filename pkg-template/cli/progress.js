// Shows progress with rate and remaining time on a terminal, and nothing elsewhere.
import { SingleBar } from "cli-progress";
import prettyBytes from "pretty-bytes";

import { text } from "./language.js";
import { isTerminal } from "./output.js";

/** @import { ProgressEvent } from "../index.d.ts" */
/** @import { Output } from "./output.js" */

const WINDOW_MS = 5000;
export const LOOK = {
  hideCursor: true,
  clearOnComplete: true,
  etaBuffer: 50,
  barCompleteChar: "█",
  barIncompleteChar: "░",
  gracefulExit: false,
};

export class Progress {
  /** @type {SingleBar | undefined} */
  #bar;
  /** @type {[at: number, bytes: number][]} */
  #samples = [];

  /** @param {Output} output */
  constructor({ json, stderr }) {
    this.shown = isTerminal(stderr) && !json;
    this.stderr = stderr;
  }

  // Usable as onProgress.
  /** @param {ProgressEvent} event */
  update = ({ transferredBytes, totalBytes }) => {
    if (!this.shown) return;
    const payload = {
      done: prettyBytes(transferredBytes),
      all: prettyBytes(totalBytes ?? 0),
      rate: prettyBytes(this.#rate(transferredBytes)),
    };
    if (!this.#bar) {
      const format = text(totalBytes === undefined ? "progress.unknown" : "progress.known");
      this.#bar = new SingleBar({ ...LOOK, format, stream: this.stderr });
      this.#bar.start(totalBytes ?? Number.MAX_SAFE_INTEGER, transferredBytes, payload);
    }
    this.#bar.update(transferredBytes, payload);
  };

  // Clears the line and restores the cursor, also after a failure.
  stop() {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  /** @param {number} bytes */
  #rate(bytes) {
    const now = performance.now();
    this.#samples.push([now, bytes]);
    while (this.#samples.length > 2 && now - this.#samples[0][0] > WINDOW_MS) this.#samples.shift();
    const [since, before] = this.#samples[0];
    return now > since && bytes >= before ? Math.round(((bytes - before) * 1000) / (now - since)) : 0;
  }
}

// The same for a batch, counted in packages.
export class BatchProgress {
  /** @type {SingleBar | undefined} */
  #bar;

  /** @param {Output} output @param {number} total */
  constructor({ json, stderr }, total) {
    this.stderr = stderr;
    this.json = json;
    if (!isTerminal(stderr) || json) return;
    const format = text("progress.batch");
    this.#bar = new SingleBar({ ...LOOK, format, stream: stderr });
    this.#bar.start(total, 0, { failed: 0, done: prettyBytes(0) });
  }

  /** @param {{ pulled: number, kept: number, failed: number, bytes: number }} summary */
  step({ pulled, kept, failed, bytes }) {
    this.#bar?.update(pulled + kept + failed, { failed, done: prettyBytes(bytes) });
  }

  // Writes lines above the bar.
  /** @param {string} text */
  log(text) {
    if (!this.json) this.stderr.write(this.#bar ? `\r\u001b[K${text}\n` : `${text}\n`);
  }

  stop() {
    this.#bar?.stop();
  }
}
