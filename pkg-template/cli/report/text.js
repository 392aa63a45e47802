// The report for people: what is compared, each drift by merchant, and the counts at the end, where a terminal's reader is.
import { escaped } from "../escaped.js";
import { language, padded, text, widthOf } from "../language.js";
import { errorWords } from "./row-error.js";

/** @import { Drift, DriftStatus, RowError, SnapshotSummary } from "../../fleet.d.ts" */
/** @import { Report, Subject, Words } from "./types.d.ts" */

/** @type {DriftStatus[]} */
const STATUSES = ["changed", "repackaged", "added", "removed", "unknown", "unchanged"];
/** @type {{ [status in DriftStatus]: "yellow" | "cyan" | "green" | "red" | "magenta" | "dim" }} */
const COLORS = {
  changed: "yellow",
  repackaged: "cyan",
  added: "green",
  removed: "red",
  unknown: "magenta",
  unchanged: "dim",
};
// So many functions that one error of their merchant or environment hides are named; more are counted.
const MOST_HIDDEN = 3;
// A longer name moves the rest of its own line alone.
const MOST_WIDTH = 40;

// `hiddenBy` is the error of a merchant or an environment.
/** @typedef {{ status: DriftStatus, env: string, name: string, facts: string, hiddenBy?: RowError | undefined }} Line */

/** @implements {Report} */
export class TextReport {
  #subject;
  /** @type {string | undefined} */
  #appid;
  /** @type {Line[]} */
  #lines = [];

  /** @param {Subject} subject */
  constructor(subject) {
    this.#subject = subject;
  }

  begin() {
    const { before, after } = this.#subject;
    const rows = [
      [text("report.snapshot"), snapshotText(after)],
      [text("report.comparedWith"), before ? snapshotText(before) : text("report.nothing")],
      [text("report.merchants"), amount(after.merchants)],
      [text("report.functions"), amount(after.functions)],
    ];
    const width = Math.max(...rows.map(([name]) => widthOf(name)));
    const { dim } = this.#subject.color;
    return rows.map(([name, value]) => `${dim(padded(name, width))}  ${value}\n`).join("");
  }

  /** @param {Drift} drift */
  drift(drift) {
    // In English there is nothing to wait for.
    const { error } = drift;
    if (!error || language() === "en") return this.#drift(drift, error);
    return errorWords(error, language()).then((words) => this.#drift(drift, words));
  }

  /** @param {Drift} drift @param {Words} [error] */
  #drift(drift, error) {
    const { authorizerAppid, env, functionName, status } = drift;
    if (status === "unchanged") return "";
    const ended = authorizerAppid === this.#appid ? "" : this.#merchant();
    this.#appid = authorizerAppid;
    const name = functionName ?? text(env === undefined ? "report.environments" : "report.allFunctions");
    const facts = status === "unknown" ? errorText(drift, error) : packagesText(drift);
    const hides = drift.error !== drift.before?.error && drift.error !== drift.after?.error;
    const hiddenBy = hides ? drift.error : undefined;
    this.#lines.push({ status, env: escaped(env ?? ""), name: escaped(name), facts, hiddenBy });
    return ended;
  }

  end() {
    const { counts, color, after } = this.#subject;
    const rows = STATUSES.map((status) => ({ status, name: statusText(status), count: amount(counts[status]) }));
    const [width, digits] = [widest(rows.map(({ name }) => name)), widest(rows.map(({ count }) => count))];
    const lines = rows.map(({ status, name, count }) => {
      const paint = counts[status] > 0 ? color[COLORS[status]] : color.dim;
      return `${paint(padded(name, width))}  ${count.padStart(digits)}\n`;
    });
    const drifted = counts.changed + counts.repackaged + counts.added + counts.removed;
    const verdict =
      counts.unknown > 0 || after.partial
        ? "report.unknownVerdict"
        : drifted > 0
          ? "report.driftVerdict"
          : "report.noDrift";
    const failures = amount(after.failures);
    return `${this.#merchant()}\n${lines.join("")}\n${text(verdict, { drifted: amount(drifted), unknown: amount(counts.unknown), failures })}\n`;
  }

  // The merchant that ends here, its columns aligned.
  #merchant() {
    const { color } = this.#subject;
    const lines = folded(this.#lines);
    this.#lines = [];
    if (lines.length === 0) return "";
    const [status, env, name] = /** @type {const} */ (["status", "env", "name"]).map((column) =>
      widest(lines.map((line) => (column === "status" ? statusText(line.status) : line[column]))),
    );
    const shown = lines.map((line) => {
      const marked = color[COLORS[line.status]](padded(statusText(line.status), status));
      return `  ${marked}  ${padded(line.env, env)}  ${color.bold(padded(line.name, name))}  ${line.facts}`.trimEnd();
    });
    return `\n${color.bold(escaped(this.#appid))}\n${shown.join("\n")}\n`;
  }
}

// Rows that one error hides as one line, where they are many.
/** @param {Line[]} lines */
function folded(lines) {
  /** @type {Map<RowError, Line[]>} */
  const hidden = new Map();
  for (const line of lines) {
    if (!line.hiddenBy) continue;
    const group = hidden.get(line.hiddenBy) ?? [];
    group.push(line);
    hidden.set(line.hiddenBy, group);
  }
  return lines.flatMap((line) => {
    const group = line.hiddenBy ? (hidden.get(line.hiddenBy) ?? []) : [];
    if (group.length <= MOST_HIDDEN) return [line];
    if (group[0] !== line) return [];
    const env = group.every((one) => one.env === line.env) ? line.env : "";
    return [{ ...line, env, name: text("report.hidden", { count: amount(group.length) }) }];
  });
}

/** @param {string[]} texts */
const widest = (texts) => texts.reduce((most, text) => Math.max(most, Math.min(widthOf(text), MOST_WIDTH)), 0);

/** @param {DriftStatus} status */
const statusText = (status) => text(`drift.${status}`);

/** @param {number} count */
const amount = (count) => count.toLocaleString(language());

/** @param {SnapshotSummary} summary */
const snapshotText = ({ id, endedAt }) => text("report.of", { id, time: endedAt });

/** @param {Drift} drift @param {Words} [words] */
function errorText({ error }, words) {
  if (!error || !words) return text("report.noChecksum");
  return `${escaped(words.message)} [${escaped(error.code)}]`;
}

/** @param {Drift} drift */
function packagesText({ before, after, status }) {
  const row = after ?? before;
  const sizes = [before?.size, after?.size].filter((size) => size !== undefined).map(amount);
  const isOne = status === "added" || status === "removed" || sizes[0] === sizes[1];
  const size = sizes.length > 0 && text("report.bytes", { sizes: isOne ? (sizes.at(-1) ?? "") : sizes.join(" → ") });
  const time = row?.modTime !== undefined && text("report.modified", { time: escaped(row.modTime) });
  return [size, time].filter(Boolean).join(text("report.and"));
}
