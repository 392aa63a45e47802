// Standard output gets the result, standard error the rest. With --json the result is one JSON object per line, and nothing else is
// written. Only terminals get colour.
import picocolors from "picocolors";

import { described, details } from "./described.js";
import { padded, text, widthOf } from "./language.js";

/** @import { Fields } from "./described.js" */

/** @typedef {[name: string, value: unknown, color?: "green" | "red" | "reset"]} Row */

// Whether a stream shows progress and colour: a terminal that can move its cursor.
/** @param {NodeJS.WriteStream} stream */
export const isTerminal = (stream) => Boolean(stream.isTTY) && process.env.TERM !== "dumb";

// `FORCE_COLOR=0` switches off, as in other tools; a pipe never gets colour.
const isForcedOff = () => /^(0|false)$/i.test(process.env.FORCE_COLOR ?? "");
/** @param {NodeJS.WriteStream} stream */
const coloured = (stream) => picocolors.createColors(isTerminal(stream) && !process.env.NO_COLOR && !isForcedOff());

// Names and errmsgs are foreign text: they must not control a terminal or begin a line.
/** @param {unknown} given */
const plain = (given) =>
  String(given).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

export class Output {
  /** @param {{ json?: boolean, stdout?: NodeJS.WriteStream, stderr?: NodeJS.WriteStream }} [streams] */
  constructor({ json = false, stdout = process.stdout, stderr = process.stderr } = {}) {
    this.json = json;
    this.stdout = stdout;
    this.stderr = stderr;
    this.color = coloured(stdout);
    this.errorColor = coloured(stderr);
  }

  // For programs.
  /** @param {object} value */
  object(value) {
    if (this.json) this.stdout.write(`${JSON.stringify(value)}\n`);
  }

  // For people, beside it: rows of a name and a value, the names at least so wide.
  /** @param {Row[]} rows @param {number} [least] */
  rows(rows, least = 0) {
    const shown = rows.filter(([, value]) => value !== undefined);
    const width = Math.max(least, ...shown.map(([name]) => widthOf(name)));
    for (const [name, value, color = "reset"] of shown) {
      this.line(`${this.color.dim(padded(name, width))}  ${this.color[color](plain(value))}`);
    }
  }

  // One line of text that is ours; pass anything else through plain().
  /** @param {string} words */
  line(words) {
    if (!this.json) this.stdout.write(`${words}\n`);
  }

  // Everything but the result.
  /** @param {string} words */
  note(words) {
    if (!this.json) this.stderr.write(`${words}\n`);
  }

  /** @param {unknown} error */
  async error(error) {
    const fields = await described(error);
    this.object({ error: fields });
    this.note(this.errorText(text("error.heading"), fields));
  }

  // An error's fields, a line each: the message, then the advice and the rest.
  /** @param {string} heading @param {Fields} fields */
  errorText(heading, fields) {
    const { red, bold, dim } = this.errorColor;
    const code = fields.code === "UNEXPECTED" ? "" : dim(` [${fields.code}]`);
    const more = details(fields).map(
      ([key = "", value]) => `\n  ${dim(text("error.field", { name: text(key) }))}${plain(value)}`,
    );
    return `${bold(red(heading))}${plain(fields.message)}${code}${more.join("")}`;
  }
}

export { plain };
