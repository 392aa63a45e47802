// The report as JUnit XML, in the form of Ant's schema, which CI systems read: a test suite a merchant, a test case a function. A drift is a
// failure; what is unknown is an error. The texts are English, since programs read them.
import { escaped } from "../escaped.js";

/** @import { Drift, SnapshotRow } from "../../fleet.d.ts" */
/** @import { Report, Subject } from "./types.d.ts" */

// What no XML document may hold, beside what escaped() shows.
const NONCHARACTERS = /[\ufffe\uffff]/g;
/** @type {{ [character: string]: string }} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** @param {string} text */
const xml = (text) =>
  escaped(text)
    .replace(NONCHARACTERS, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** @param {string} name @param {{ [name: string]: string | number }} attributes */
const open = (name, attributes) =>
  `<${name}${Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join("")}`;

/** @implements {Report} */
export class JunitReport {
  #after;
  #id = 0;
  /** @type {string | undefined} */
  #appid;
  #cases = "";
  #counts = { tests: 0, failures: 0, errors: 0 };

  /** @param {Subject} subject */
  constructor({ after }) {
    this.#after = after;
  }

  begin() {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${open("testsuites", { name: "wechat-function-link" })}>\n`;
  }

  /** @param {Drift} drift */
  drift(drift) {
    const ended = drift.authorizerAppid === this.#appid ? "" : this.#suite();
    this.#appid = drift.authorizerAppid;
    this.#cases += this.#case(drift);
    return ended;
  }

  end() {
    return `${this.#suite()}</testsuites>\n`;
  }

  // The merchant's suite, which ends here.
  #suite() {
    if (this.#appid === undefined) return "";
    const { startedAt } = this.#after;
    const facts = { name: this.#appid, package: "wechat-function-link", id: this.#id++, hostname: "localhost" };
    // The schema's time has no zone; it is UTC.
    const suite = open("testsuite", { ...facts, timestamp: startedAt.slice(0, 19), time: 0, ...this.#counts });
    const cases = this.#cases;
    this.#cases = "";
    this.#counts = { tests: 0, failures: 0, errors: 0 };
    return `${suite}>\n<properties/>\n${cases}<system-out/>\n<system-err/>\n</testsuite>\n`;
  }

  /** @param {Drift} drift */
  #case(drift) {
    const { authorizerAppid, env, functionName, status } = drift;
    const name = functionName ?? (env === undefined ? "the list of environments" : "the list of functions");
    const about = open("testcase", { classname: [authorizerAppid, env].filter(Boolean).join("."), name, time: 0 });
    this.#counts.tests++;
    if (status === "unchanged") return `${about}/>\n`;
    if (status === "unknown") this.#counts.errors++;
    else this.#counts.failures++;
    const result = status === "unknown" ? errorOf(drift) : failureOf(drift);
    return `${about}>${result}</testcase>\n`;
  }
}

/** @param {Drift} drift */
function errorOf({ error }) {
  if (!error) return `${open("error", { type: "unknown", message: "nothing is known of its package" })}/>`;
  const { code, message, advice, errcode, rid } = error;
  const more = [errcode !== undefined && `errcode ${errcode}`, rid && `rid ${rid}`, advice].filter(Boolean);
  return `${open("error", { type: code, message })}>${xml(more.join("; "))}</error>`;
}

/** @param {Drift} drift */
function failureOf({ status, before, after }) {
  const lines = [before && `before: ${packageText(before)}`, after && `after: ${packageText(after)}`].filter(Boolean);
  return `${open("failure", { type: status, message: MESSAGES[status] ?? status })}>${xml(lines.join("; "))}</failure>`;
}

/** @type {{ [status: string]: string }} */
const MESSAGES = {
  repackaged: "another package with the same contents",
  changed: "another package",
  added: "it was not there before",
  removed: "it is no longer there",
};

/** @param {SnapshotRow} row */
function packageText({ checksum, size, modTime }) {
  const facts = [
    checksum && `sha256 ${checksum}`,
    size !== undefined && `${size} bytes`,
    modTime && `modified ${modTime}`,
  ];
  return facts.filter(Boolean).join(", ");
}
