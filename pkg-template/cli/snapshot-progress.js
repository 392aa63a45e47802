// How far a snapshot has come: a bar on a terminal, events with --json, and what failed in either.
import { SingleBar } from "cli-progress";

import { FunctionLinkError } from "../index.js";
import { about, described } from "./described.js";
import { text } from "./language.js";
import { isTerminal, plain } from "./output.js";
import { LOOK } from "./progress.js";

/** @import { FleetEvent, SnapshotRow, SnapshotTarget } from "../fleet.d.ts" */
/** @import { Output } from "./output.js" */

export class SnapshotProgress {
  #output;
  /** @type {SingleBar | undefined} */
  #bar;
  #read = 0;
  #counts = { functions: 0, failed: 0 };
  // What was said so far: an error's words in another language are loaded first.
  #said = Promise.resolve();

  /** @param {Output} output @param {number} total */
  constructor(output, total) {
    this.#output = output;
    if (!isTerminal(output.stderr) || output.json) return;
    this.#bar = new SingleBar({ ...LOOK, format: text("snapshot.progress"), stream: output.stderr });
    this.#bar.start(total, 0, this.#counts);
  }

  // Whether anything was begun that another run could go on with.
  get hasBegun() {
    return this.#read > 0;
  }

  // The targets, counted as they are read.
  /** @param {SnapshotTarget[]} targets */
  *reading(targets) {
    for (const target of targets) {
      this.#read++;
      this.#bar?.update(this.#read, this.#counts);
      yield target;
    }
  }

  /** @param {FleetEvent} event @param {{ remark(authorizerAppid: string): string | undefined }} token */
  take(event, { remark }) {
    if (event.type === "row") this.#row(event.row, remark(event.row.authorizerAppid));
    else if (event.type === "paused" || event.type === "parked") this.#note(event);
    else return;
    this.#output.object(event);
  }

  async stop() {
    await this.#said;
    this.#bar?.stop();
    this.#bar = undefined;
  }

  /** @param {SnapshotRow} row @param {string | undefined} remark */
  #row({ authorizerAppid, env, functionName, error }, remark) {
    if (functionName !== undefined) this.#counts.functions++;
    if (error) {
      this.#counts.failed++;
      const name = [authorizerAppid, env, functionName].filter((part) => part !== undefined).join(" ");
      this.#fail(name, about(new FunctionLinkError(error.message, error), { remark, isBatch: true }));
    }
    this.#bar?.update(this.#read, this.#counts);
  }

  /** @param {string} name @param {unknown} error */
  #fail(name, error) {
    this.#said = this.#said.then(async () => {
      this.#log(this.#output.errorText(text("snapshot.failed", { name: plain(name) }), await described(error)));
    });
  }

  /** @param {Extract<FleetEvent, { type: "paused" | "parked" }>} event */
  #note(event) {
    const merchant = plain(event.authorizerAppid);
    this.#log(
      event.type === "paused"
        ? text("snapshot.paused", { merchant, seconds: event.milliseconds / 1000 })
        : text("snapshot.parked", { merchant, errcode: event.errcode }),
    );
  }

  // Above the bar.
  /** @param {string} words */
  #log(words) {
    this.#output.note(this.#bar ? `\r\u001b[K${words}` : words);
  }
}
