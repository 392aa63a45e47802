// Rows as they arrive: an aligned table for a terminal, a line of tab-separated cells for a pipe. Names are foreign text: they are escaped.
import { escaped } from "./escaped.js";
import { padded, text, widthOf } from "./language.js";
import { isTerminal } from "./output.js";

/** @import { Output } from "./output.js" */

/** @typedef {"green" | "yellow" | "red" | "dim" | "reset"} CellColor */
/** @typedef {{ value: string | undefined, color?: CellColor }} Cell */
/** @typedef {{ value: string, color?: CellColor }} Shown */

const MOST_WIDE = 60; // a longer cell, which no name of a function is, does not widen its column
const GAP = "  ";

export class Table {
  #output;
  #titles;
  /** @type {number[]} */
  #widths;
  /** @type {Shown[][]} */
  #waiting = [];
  #hasHeader = false;

  /** @param {Output} output @param {string[]} titles Keys of texts. */
  constructor(output, titles) {
    this.#output = output;
    this.#titles = titles.map((key) => text(key));
    this.#widths = this.#titles.map(widthOf);
    this.isAligned = isTerminal(output.stdout);
  }

  // On a terminal, a row waits for `flush`: rows that came together are aligned together.
  /** @param {Cell[]} cells */
  add(cells) {
    const shown = cells.map(({ value = "", color }) => ({ value: escaped(value), ...(color && { color }) }));
    if (this.isAligned) this.#waiting.push(shown);
    else this.#output.line(shown.map(({ value }) => value).join("\t"));
  }

  flush() {
    const rows = this.#waiting.splice(0);
    if (rows.length === 0) return;
    this.#widths = this.#widths.map((width, column) =>
      Math.max(width, ...rows.map((cells) => Math.min(MOST_WIDE, widthOf(cells[column].value)))),
    );
    if (!this.#hasHeader) this.#line(this.#titles.map((value) => ({ value, color: "dim" })));
    this.#hasHeader = true;
    for (const cells of rows) this.#line(cells);
  }

  // A cell is padded before it is coloured. The last one that has a text ends the line.
  /** @param {Shown[]} cells */
  #line(cells) {
    const last = cells.findLastIndex(({ value }) => value !== "");
    const shown = cells.slice(0, last + 1).map(({ value, color = "reset" }, column) => {
      return this.#output.color[color](column < last ? padded(value, this.#widths[column]) : value);
    });
    this.#output.line(shown.join(GAP));
  }
}
