// A package's report for people: what it is, its tree, then what was found and what to do.
import { sizeText } from "./amounts.js";
import { escaped } from "./escaped.js";
import { ADVICE } from "./finding-advice.js";
import { treeLines } from "./package-tree.js";

/** @import { PackageFinding, PackageReport } from "../package.d.ts" */
/** @import { Output, Row } from "./output.js" */

/** @typedef {Omit<PackageFinding, "path"> & { paths: string[] }} Group */

// Paths that are named of one kind of finding.
const MOST_PATHS = 10;
/** @type {Record<PackageFinding["level"], "red" | "yellow" | "cyan">} */
const COLORS = { error: "red", warning: "yellow", info: "cyan" };

/** @param {number} count @param {string} one @param {string} more */
const counted = (count, one, more) => `${count} ${count === 1 ? one : more}`;

/** @param {PackageReport} report @param {{ all?: boolean }} options @param {Output} output */
export function showReport(report, { all = false }, output) {
  output.rows(facts(report));
  if (report.entries.length > 0) output.line("");
  for (const { name, size } of treeLines(report.entries, all)) output.line(`${name}  ${output.color.dim(size)}`);
  for (const group of grouped(report.findings)) showFindings(group, output);
}

/** @param {PackageReport} report @returns {Row[]} */
function facts({ size, checksum, contentDigest, unpackedSize, entries, entryFile, packageJson }) {
  const exportsNone = entryFile?.exportsMain === false ? ", which seems to export no main" : "";
  return [
    ["size", `${sizeText(size)}; ${counted(entries.length, "entry", "entries")}, unpacked ${sizeText(unpackedSize)}`],
    ["sha-256", checksum],
    ["content digest", contentDigest],
    ["entry file", entryFile && `${escaped(entryFile.path)}${exportsNone}`],
    ["package.json", packageJson && manifestText(packageJson)],
  ];
}

/** @param {NonNullable<PackageReport["packageJson"]>} packageJson */
function manifestText({ name, version, main, dependencies }) {
  const count = Object.keys(dependencies ?? {}).length;
  const parts = [[name, version].filter(Boolean).join(" "), main && `main ${main}`];
  return escaped([...parts, counted(count, "dependency", "dependencies")].filter(Boolean).join(", "));
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
  const more = paths.length - MOST_PATHS;
  const named = paths.slice(0, MOST_PATHS);
  output.line(`\n${bold(color(`${level}:`))} ${escaped(message)} ${dim(`[${code}]`)}`);
  for (const path of named) output.line(`  ${path}`);
  if (more > 0) output.line(`  and ${more} more`);
  if (ADVICE[code]) output.line(`  ${dim("what to do:")} ${ADVICE[code]}`);
}
