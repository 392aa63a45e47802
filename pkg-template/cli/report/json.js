// The report as one JSON object a line. Unchanged functions are only counted.
/** @import { Drift } from "../../fleet.d.ts" */
/** @import { Report, Subject } from "./types.d.ts" */

/** @implements {Report} */
export class JsonReport {
  #subject;
  #separator = "";

  /** @param {Subject} subject */
  constructor(subject) {
    this.#subject = subject;
  }

  begin() {
    const { before, after } = this.#subject;
    const facts = JSON.stringify({ before, after });
    return `${facts.slice(0, -1)},"drift":[`;
  }

  /** @param {Drift} drift */
  drift(drift) {
    if (drift.status === "unchanged") return "";
    const separator = this.#separator;
    this.#separator = ",";
    return separator + JSON.stringify(drift);
  }

  // The counts are known last.
  end() {
    return `],"counts":${JSON.stringify(this.#subject.counts)}}\n`;
  }
}
