// What differs between two packages, for people: your own files first, then the dependencies, a line each.
import { escaped, escapedLine } from "./escaped.js";
import { isTerminal } from "./output.js";

const LETTERS = { __proto__: null, added: "A", removed: "D", modified: "M", "eol-only": "E", mode: "X" };
const COLORS = { __proto__: null, A: "green", D: "red", M: "yellow", E: "cyan", X: "cyan" };
const GRAPH_WIDTH = 40;

export function showChanges(comparison, format, output) {
  const { files, dependencies, same } = comparison;
  SHOWN[format](files, dependencies, output);
  // In a pipe silence says it, as diff's does.
  if (same && isTerminal(output.stdout)) output.line("the same contents");
}

const SHOWN = { __proto__: null, nameStatus: showNames, stat: showStat, patch: showPatches };

function showNames(files, dependencies, output) {
  const line = (letter, text) => output.line(`${output.color[COLORS[letter]](letter)}\t${text}`);
  for (const { path, status } of files) line(LETTERS[status], escaped(path));
  for (const dependency of dependencies) line(letterOf(dependency), dependencyText(dependency, "\t"));
}

const letterOf = ({ before, after, changed }) =>
  before === undefined && !changed ? "A" : after === undefined && !changed ? "D" : "M";

// A dependency whose package.json has no version is there all the same.
function dependencyText({ name, before, after, changed }, gap) {
  const versions = changed
    ? `${before ?? after ?? "no version"}, with other files`
    : [before, after].filter((version) => version !== undefined).join(" → ");
  return `node_modules/${escaped(name)}${gap}${escaped(versions)}`;
}

function showStat(files, dependencies, output) {
  if (files.length + dependencies.length === 0) return;
  const rows = files.map((file) => ({ path: escaped(file.path), ...linesOf(file), file }));
  const width = Math.max(0, ...rows.map(({ path }) => path.length));
  const most = Math.max(1, ...rows.map(({ added, removed }) => added + removed));
  const { green, red } = output.color;
  const digits = String(most).length;
  for (const { path, added, removed, file } of rows) {
    const scaled = (count) => (most <= GRAPH_WIDTH ? count : Math.ceil((count * GRAPH_WIDTH) / most));
    const graph = `${green("+".repeat(scaled(added)))}${red("-".repeat(scaled(removed)))}`;
    const what =
      file.patch === undefined ? withoutLines(file) : `${String(added + removed).padStart(digits)} ${graph}`.trimEnd();
    output.line(` ${path.padEnd(width)} | ${what}`);
  }
  for (const dependency of dependencies) output.line(` ${dependencyText(dependency, " | ")}`);
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const dependent = dependencies.length > 0 ? `, ${dependencies.length} of node_modules` : "";
  output.line(
    ` ${counted(files.length, "file")} changed${dependent}, ${counted(sum("added"), "line")} added, ${sum("removed")} removed`,
  );
}

function linesOf({ patch = "" }) {
  const counts = { added: 0, removed: 0 };
  for (const line of bodyOf(patch)) {
    if (line.startsWith("+")) counts.added++;
    else if (line.startsWith("-")) counts.removed++;
  }
  return counts;
}

// Without the two lines that name the file: a line of its contents may begin as they do.
const bodyOf = (patch) => patch.slice(patch.indexOf("\n@@") + 1).split("\n");

const withoutLines = ({ status, beforeSize, afterSize }) =>
  status === "mode" ? "mode" : `${beforeSize ?? 0} -> ${afterSize ?? 0} bytes`;

// As it is in a pipe, where a program reads it. On a terminal no line of the contents may steer it.
function showPatches(files, dependencies, output) {
  for (const file of files) {
    if (file.patch === undefined) output.line(`# ${LETTERS[file.status]} ${escaped(file.path)}: ${withoutLines(file)}`);
    else if (isTerminal(output.stdout)) showColoured(file.patch, output);
    else output.line(file.patch.replace(/\n$/, ""));
  }
  for (const dependency of dependencies) output.line(`# ${letterOf(dependency)} ${dependencyText(dependency, ": ")}`);
}

function showColoured(patch, output) {
  const { bold, cyan, green, red, dim } = output.color;
  const styles = { __proto__: null, "@": cyan, "+": green, "-": red, "\\": dim };
  const start = patch.indexOf("\n@@") + 1;
  for (const line of patch.slice(0, start).split("\n").slice(0, -1)) output.line(bold(escapedLine(line)));
  for (const line of patch.slice(start).replace(/\n$/, "").split("\n")) {
    const style = styles[line[0]] ?? ((text) => text);
    output.line(style(escapedLine(line)));
  }
}
