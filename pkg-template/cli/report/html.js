// The report as one page that fetches nothing: the rows as JSON, and a script that shows those near the window. The page allows its own script
// and style alone, by their digests.
import { createHash } from "node:crypto";

import { language, text } from "../language.js";
import page from "./page/page.html";
import script from "./page/main.txt";
import style from "./page/style.txt";
import { errorWords } from "./row-error.js";

/** @import { Drift, DriftStatus, RowError, SnapshotRow } from "../../fleet.d.ts" */
/** @import { ErrorFacts, PackageFacts, RowFacts } from "./page/data.d.ts" */
/** @import { Report, Subject } from "./types.d.ts" */

/** @type {DriftStatus[]} */
const STATUSES = ["unchanged", "repackaged", "changed", "added", "removed", "unknown"];

// No text ends the element that the data is in.
/** @param {unknown} value */
const json = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

/** @param {string} contents */
const digest = (contents) => `sha256-${createHash("sha256").update(contents).digest("base64")}`;

/** @implements {Report} */
export class HtmlReport {
  #subject;
  /** @type {string | undefined} */
  #appid;
  /** @type {string | undefined | null} */
  #env = null;
  // Errors are written once, by their text: one of a merchant stands in many rows.
  /** @type {Map<string, { error: RowError, number: number }>} */
  #errors = new Map();

  /** @param {Subject} subject */
  constructor(subject) {
    this.#subject = subject;
  }

  begin() {
    const { before, after } = this.#subject;
    /** @type {{ [name: string]: string }} */
    const values = {
      language: language(),
      title: text("report.title"),
      noScript: text("report.noScript"),
      style,
      scriptDigest: digest(script),
      styleDigest: digest(style),
    };
    const head = page.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    const facts = json({ language: language(), statuses: STATUSES, before, after });
    return `${head.trimEnd()}${facts.slice(0, -1)},"merchants":[`;
  }

  /** @param {Drift} drift */
  drift(drift) {
    const { authorizerAppid, env } = drift;
    const isSameMerchant = authorizerAppid === this.#appid;
    const isSameEnvironment = isSameMerchant && env === this.#env;
    let opening = ",";
    if (!isSameEnvironment)
      opening = `${isSameMerchant ? "]]," : this.#closing(",")}${this.#opening(drift, isSameMerchant)}`;
    this.#appid = authorizerAppid;
    this.#env = env;
    return opening + json(this.#row(drift));
  }

  // The errors come in the order of their numbers, and the counts are known last.
  async end() {
    const errors = [];
    for (const { error } of this.#errors.values()) errors.push(json(await errorFacts(error)));
    const end = `${this.#closing("")}],"errors":[${errors.join(",")}],"counts":${json(this.#subject.counts)}}`;
    return `${end}</script>\n<script>${script}</script>\n</body>\n</html>\n`;
  }

  // The end of the last merchant, where there is one.
  /** @param {string} separator */
  #closing(separator) {
    return this.#appid === undefined ? "" : `]]]]${separator}`;
  }

  /** @param {Drift} drift @param {boolean} isSameMerchant */
  #opening({ authorizerAppid, env }, isSameMerchant) {
    const environment = `[${json(env ?? 0)},[`;
    return isSameMerchant ? environment : `[${json(authorizerAppid)},[${environment}`;
  }

  /** @param {Drift} drift @returns {RowFacts} */
  #row({ functionName, status, before, after, error }) {
    /** @type {string | 0} */
    const name = functionName ?? 0;
    const place = STATUSES.indexOf(status);
    // An unchanged package once, and briefly: nearly all are.
    if (status === "unchanged" && after) return [name, place, 0, briefFacts(after)];
    const [old, now] = [packageFacts(before), packageFacts(after)];
    return error ? [name, place, old, now, this.#numberOf(error)] : [name, place, old, now];
  }

  /** @param {RowError} error */
  #numberOf(error) {
    const text = JSON.stringify(error);
    const known = this.#errors.get(text) ?? { error, number: this.#errors.size };
    this.#errors.set(text, known);
    return known.number;
  }
}

/** @param {SnapshotRow} row @returns {PackageFacts} */
const briefFacts = (row) => [row.checksum ?? "", row.size ?? null, row.modTime ?? null];

/** @param {SnapshotRow | undefined} row @returns {PackageFacts | 0} */
function packageFacts(row) {
  if (row?.checksum === undefined) return 0;
  const { checksum, size = null, modTime = null, contentDigest = null, runtime = null } = row;
  return [checksum, size, modTime, contentDigest, runtime];
}

/** @param {RowError} error @returns {Promise<ErrorFacts>} */
async function errorFacts(error) {
  const { message, advice } = await errorWords(error, "zh-CN");
  return { ...error, chinese: { message, advice } };
}
