// A package's report for people: what it is, its tree, then what was found and what to do.
import { MESSAGES } from "../package/messages.zh-CN.js";
import { sizeText } from "./amounts.js";
import { escaped } from "./escaped.js";
import { language, text } from "./language.js";
import { treeLines } from "./package-tree.js";

/** @import { PackageFinding, PackageReport } from "../package.d.ts" */
/** @import { Output, Row } from "./output.js" */

/** @typedef {Omit<PackageFinding, "path"> & { paths: string[] }} Group */

// Paths that are named of one kind of finding.
const MOST_PATHS = 10;
/** @type {Record<PackageFinding["level"], "red" | "yellow" | "cyan">} */
const COLORS = { error: "red", warning: "yellow", info: "cyan" };
/** @type {Record<PackageFinding["level"], string>} */
const HEADINGS = { error: "inspect.error", warning: "inspect.warning", info: "inspect.info" };

/** @param {PackageReport} report @param {{ all?: boolean }} options @param {Output} output */
export function showReport(report, { all = false }, output) {
  output.rows(facts(report));
  if (report.entries.length > 0) output.line("");
  for (const { name, size } of treeLines(report.entries, all)) output.line(`${name}  ${output.color.dim(size)}`);
  for (const group of grouped(report.findings)) showFindings(group, output);
}

/** @param {PackageReport} report @returns {Row[]} */
function facts({ size, checksum, contentDigest, unpackedSize, entries, entryFile, packageJson }) {
  const count = entries.length;
  const counted = text(count === 1 ? "inspect.entry" : "inspect.entries", { count });
  const sizes = { size: sizeText(size), entries: counted, unpacked: sizeText(unpackedSize) };
  return [
    [text("row.size"), text("inspect.size", sizes)],
    [text("row.checksum"), checksum],
    [text("inspect.digest"), contentDigest],
    [text("inspect.entryFile"), entryFile && entryFileText(entryFile)],
    ["package.json", packageJson && manifestText(packageJson)],
  ];
}

/** @param {NonNullable<PackageReport["entryFile"]>} entryFile */
function entryFileText({ path, exportsMain }) {
  return exportsMain === false ? text("inspect.noMain", { path: escaped(path) }) : escaped(path);
}

/** @param {NonNullable<PackageReport["packageJson"]>} packageJson */
function manifestText({ name, version, main, dependencies }) {
  const count = Object.keys(dependencies ?? {}).length;
  const title = escaped([name, version].filter(Boolean).join(" "));
  const counted = text(count === 1 ? "inspect.dependency" : "inspect.dependencies", { count });
  const parts = [title, main && text("inspect.main", { path: escaped(main) }), counted];
  return parts.filter(Boolean).join(text("inspect.and"));
}

// By code, in the report's order.
/** @param {PackageFinding[]} findings */
function grouped(findings) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const finding of findings) {
    const group = groups.get(finding.code) ?? { ...finding, paths: [] };
    groups.set(finding.code, group);
    if (finding.path !== undefined) group.paths.push(escaped(finding.path));
  }
  return groups.values();
}

/** @param {Group} group @param {Output} output */
function showFindings({ level, code, message, paths }, output) {
  const { bold, dim } = output.color;
  const color = output.color[COLORS[level]];
  const words = language() === "en" ? message : (MESSAGES[code] ?? message);
  output.line(`\n${bold(color(text(HEADINGS[level])))}${escaped(words)} ${dim(`[${code}]`)}`);
  for (const path of paths.slice(0, MOST_PATHS)) output.line(`  ${path}`);
  if (paths.length > MOST_PATHS) output.line(`  ${text("inspect.more", { count: paths.length - MOST_PATHS })}`);
  output.line(`  ${dim(text("error.field", { name: text("error.advice") }))}${text(`finding.${code}`)}`);
}
