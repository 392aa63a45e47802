// What differs between two packages, for people: your own files first, then the dependencies, a line each.
import { escaped, escapedLine } from "./escaped.js";
import { padded, text, widthOf } from "./language.js";
import { isTerminal } from "./output.js";

/** @import { PackageComparison, PackageDependencyChange, PackageFileChange } from "../package.d.ts" */
/** @import { Output } from "./output.js" */

/** @typedef {"nameStatus" | "stat" | "patch"} Format */
/** @typedef {(files: PackageFileChange[], dependencies: PackageDependencyChange[], output: Output) => void} Show */
/** @typedef {"A" | "D" | "M" | "E" | "X"} Letter */

/** @type {Record<PackageFileChange["status"], Letter>} */
const LETTERS = { added: "A", removed: "D", modified: "M", "eol-only": "E", mode: "X" };
/** @type {Record<Letter, "green" | "red" | "yellow" | "cyan">} */
const COLORS = { A: "green", D: "red", M: "yellow", E: "cyan", X: "cyan" };
const GRAPH_WIDTH = 40;

/** @param {PackageComparison} comparison @param {Format} format @param {Output} output */
export function showChanges(comparison, format, output) {
  const { files, dependencies, same } = comparison;
  SHOWN[format](files, dependencies, output);
  // In a pipe silence says it, as diff's does.
  if (same && isTerminal(output.stdout)) output.line(text("diff.same"));
}

/** @type {Record<Format, Show>} */
const SHOWN = { nameStatus: showNames, stat: showStat, patch: showPatches };

/** @type {Show} */
function showNames(files, dependencies, output) {
  /** @param {Letter} letter @param {string} text */
  const line = (letter, text) => output.line(`${output.color[COLORS[letter]](letter)}\t${text}`);
  for (const { path, status } of files) line(LETTERS[status], escaped(path));
  for (const dependency of dependencies)
    line(letterOf(dependency), `${folderOf(dependency)}\t${versionsText(dependency)}`);
}

/** @param {PackageDependencyChange} change @returns {Letter} */
const letterOf = ({ before, after }) => (before === undefined ? "A" : after === undefined ? "D" : "M");

/** @param {PackageDependencyChange} change */
function versionsText({ before, after, changed }) {
  const [one, other] = [before, after].map((version) => version && escaped(version));
  const named = one || other || text("diff.noVersion");
  if (changed) return text("diff.otherFiles", { version: named });
  if (before === undefined || after === undefined) return named;
  return text("diff.versions", { before: one || text("diff.noVersion"), after: other || text("diff.noVersion") });
}

/** @param {PackageDependencyChange} change */
const folderOf = ({ path }) => escaped(path.replace(/\/$/, ""));

/** @type {Show} */
function showStat(files, dependencies, output) {
  if (files.length + dependencies.length === 0) return;
  const rows = files.map((file) => ({ path: escaped(file.path), ...linesOf(file), file }));
  const width = Math.max(0, ...rows.map(({ path }) => widthOf(path)));
  const most = Math.max(1, ...rows.map(({ added, removed }) => added + removed));
  const { green, red } = output.color;
  const digits = String(most).length;
  for (const { path, added, removed, file } of rows) {
    /** @param {number} count */
    const scaled = (count) => (most <= GRAPH_WIDTH ? count : Math.ceil((count * GRAPH_WIDTH) / most));
    const graph = `${green("+".repeat(scaled(added)))}${red("-".repeat(scaled(removed)))}`;
    const what =
      file.patch === undefined ? withoutLines(file) : `${String(added + removed).padStart(digits)} ${graph}`.trimEnd();
    output.line(` ${padded(path, width)} | ${what}`);
  }
  for (const dependency of dependencies) output.line(` ${folderOf(dependency)} | ${versionsText(dependency)}`);
  /** @param {"added" | "removed"} name */
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  const count = files.length;
  const changed = text(count === 1 ? "diff.file" : "diff.files", { count });
  const all =
    dependencies.length > 0 ? text("diff.dependencies", { files: changed, count: dependencies.length }) : changed;
  output.line(` ${text("diff.lines", { files: all, added: sum("added"), removed: sum("removed") })}`);
}

/** @param {PackageFileChange} change */
function linesOf({ patch = "" }) {
  const counts = { added: 0, removed: 0 };
  for (const line of bodyOf(patch)) {
    if (line.startsWith("+")) counts.added++;
    else if (line.startsWith("-")) counts.removed++;
  }
  return counts;
}

// Without the two lines that name the file: a line of its contents may begin as they do.
/** @param {string} patch */
const bodyOf = (patch) => patch.slice(patch.indexOf("\n@@") + 1).split("\n");

/** @param {PackageFileChange} change */
const withoutLines = ({ status, beforeSize, afterSize }) =>
  status === "mode" ? text("diff.mode") : text("diff.sizes", { before: beforeSize ?? 0, after: afterSize ?? 0 });

// As it is in a pipe, where a program reads it. On a terminal no line of the contents may steer it.
/** @type {Show} */
function showPatches(files, dependencies, output) {
  /** @param {Letter} letter @param {string} what @param {string} how */
  const noteLine = (letter, what, how) => output.line(`# ${letter} ${text("diff.named", { what, how })}`);
  for (const file of files) {
    if (file.patch === undefined) noteLine(LETTERS[file.status], escaped(file.path), withoutLines(file));
    else if (isTerminal(output.stdout)) showColoured(file.patch, output);
    else output.line(file.patch.replace(/\n$/, ""));
  }
  for (const dependency of dependencies) noteLine(letterOf(dependency), folderOf(dependency), versionsText(dependency));
}

/** @param {string} patch @param {Output} output */
function showColoured(patch, output) {
  const { bold, cyan, green, red, dim } = output.color;
  /** @type {Record<string, (text: string) => string>} */
  const styles = { "@": cyan, "+": green, "-": red, "\\": dim };
  const start = patch.indexOf("\n@@") + 1;
  for (const line of patch.slice(0, start).split("\n").slice(0, -1)) output.line(bold(escapedLine(line)));
  for (const line of patch.slice(start).replace(/\n$/, "").split("\n")) {
    const style = styles[line[0]] ?? ((text) => text);
    output.line(style(escapedLine(line)));
  }
}
