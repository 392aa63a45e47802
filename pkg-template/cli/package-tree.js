// A package's entries as a tree with sizes. node_modules is summed up, a line each package, unless all of it is asked for.
import prettyBytes from "pretty-bytes";

import { escaped } from "./escaped.js";
import { padded, text, widthOf } from "./language.js";

/** @import { PackageEntry } from "../package.d.ts" */

/** @typedef {{ parts: string[], bytes: number, name: string, shown: string }} Node `shown` is empty for a folder, whose size is a sum */

// A deeper path is shown in one line: indentation alone would fill pages.
const MOST_LEVELS = 16;
const WIDEST_NAME = 60;
const DEPENDENCIES = "node_modules";

/** @param {PackageEntry[]} entries @param {boolean} isWhole */
export function treeLines(entries, isWhole) {
  const nodes = isWhole ? entries.map(nodeOf) : summedUp(entries);
  const sizes = folderSizes(nodes);
  /** @type {{ name: string, size: string }[]} */
  const lines = [];
  /** @type {string[]} */
  let open = [];
  for (const { parts, name, shown } of nodes.sort(byParts)) {
    const folders = parts.slice(0, -1);
    let level = 0;
    while (level < folders.length && folders[level] === open[level]) level++;
    for (; level < folders.length; level++) {
      const size = sizes.get(folders.slice(0, level + 1).join("\0"));
      lines.push({ name: `${"  ".repeat(level)}${escaped(folders[level])}/`, size: prettyBytes(size ?? 0) });
    }
    // A folder's own entry stands before what is in it, under a name that its files' folders have, too.
    open = shown === "" ? parts : folders;
    if (shown === "")
      lines.push({
        name: `${"  ".repeat(folders.length)}${name}`,
        size: prettyBytes(sizes.get(parts.join("\0")) ?? 0),
      });
    else lines.push({ name: `${"  ".repeat(folders.length)}${name}`, size: shown });
  }
  const width = Math.min(WIDEST_NAME, Math.max(0, ...lines.map(({ name }) => widthOf(name))));
  return lines.map(({ name, size }) => ({ name: padded(name, width), size }));
}

/** @param {PackageEntry} entry @returns {Node} */
function nodeOf({ path, size, kind, executable }) {
  const isFolder = kind === "directory";
  const parts = partsOf(isFolder ? path.replace(/\/$/, "") : path);
  const last = escaped(parts.at(-1)) || '""';
  return {
    parts,
    bytes: size,
    name: `${last}${markOf(kind, executable)}`,
    shown: isFolder ? "" : prettyBytes(size),
  };
}

/** @param {PackageEntry["kind"]} kind @param {boolean | undefined} executable */
function markOf(kind, executable) {
  if (kind === "symlink") return text("inspect.link");
  return kind === "directory" ? "/" : executable ? "*" : "";
}

/** @param {string} path */
function partsOf(path) {
  const parts = path.split("/");
  return parts.length <= MOST_LEVELS
    ? parts
    : [...parts.slice(0, MOST_LEVELS - 1), parts.slice(MOST_LEVELS - 1).join("/")];
}

// One node for each package of a node_modules; what is nested belongs to the package around it.
/** @param {PackageEntry[]} entries */
function summedUp(entries) {
  /** @type {Node[]} */
  const nodes = [];
  /** @type {Map<string, { files: number, bytes: number }>} */
  const packages = new Map();
  for (const entry of entries) {
    const parts = entry.path.split("/");
    const at = parts.indexOf(DEPENDENCIES);
    const end = at + (parts[at + 1]?.startsWith("@") ? 3 : 2);
    const isInside = at >= 0 && parts.length > end;
    if (!isInside) {
      if (at < 0 || entry.kind !== "directory") nodes.push(nodeOf(entry));
      continue;
    }
    const path = parts.slice(0, end).join("/");
    const sum = packages.get(path) ?? { files: 0, bytes: 0 };
    packages.set(path, sum);
    if (entry.kind !== "directory") sum.files++;
    sum.bytes += entry.size;
  }
  for (const [path, { files, bytes }] of packages) {
    const parts = partsOf(path);
    const size = prettyBytes(bytes);
    const shown = text(files === 1 ? "inspect.inFile" : "inspect.inFiles", { size, count: files });
    nodes.push({ parts, bytes, name: `${escaped(parts.at(-1))}/`, shown });
  }
  return nodes;
}

/** @param {Node[]} nodes */
function folderSizes(nodes) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  for (const { parts, bytes } of nodes) {
    for (let level = 1; level < parts.length; level++) {
      const folder = parts.slice(0, level).join("\0");
      sizes.set(folder, (sizes.get(folder) ?? 0) + bytes);
    }
  }
  return sizes;
}

/** @param {Node} one @param {Node} other @returns {number} */
function byParts({ parts: one }, { parts: other }) {
  for (let level = 0; ; level++) {
    const [a, b] = [one[level], other[level]];
    if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
    if (a !== b) return a < b ? -1 : 1;
  }
}
