// A package's entries as a tree: folders first, each with the sum of its files' sizes, and the rows that are to be seen.

/** @import { PackageReport } from "../types.d.ts" */

/** @typedef {PackageReport["entries"][number]} Entry */
/** @typedef {{ name: string, path: string, size: number, files: number, entry?: Entry, children: Map<string, Node> }} Node */
/** @typedef {{ node: Node, depth: number }} TreeRow */

/** @param {Entry[]} entries @returns {Node} */
export function treeOf(entries) {
  const root = folder("", "");
  for (const entry of entries) {
    const parts = entry.path.split("/");
    if (entry.kind === "directory") parts.pop();
    let node = root;
    for (const [index, part] of parts.entries()) {
      const isLeaf = index === parts.length - 1 && entry.kind !== "directory";
      const key = isLeaf ? `f${part}` : `d${part}`;
      let child = node.children.get(key);
      if (child === undefined) {
        child = folder(part, isLeaf ? entry.path : `${parts.slice(0, index + 1).join("/")}/`);
        node.children.set(key, child);
      }
      if (isLeaf) child.entry = entry;
      node = child;
    }
    if (entry.kind === "directory") continue;
    sum(root, parts, entry.size);
  }
  return root;
}

/** @param {Node} root @param {string[]} parts @param {number} size */
function sum(root, parts, size) {
  let node = root;
  add(node, size, 1);
  for (const part of parts.slice(0, -1)) {
    node = /** @type {Node} */ (node.children.get(`d${part}`));
    add(node, size, 1);
  }
}

/** @param {Node} node @param {number} size @param {number} files */
function add(node, size, files) {
  node.size += size;
  node.files += files;
}

/** @param {string} name @param {string} path @returns {Node} */
const folder = (name, path) => ({ name, path, size: 0, files: 0, children: new Map() });

const collator = new Intl.Collator(undefined, { numeric: true });

// The rows of the open folders; with a filter, every file that holds it, by its whole path.
/** @param {Node} root @param {ReadonlySet<string>} open @param {string} wanted @returns {TreeRow[]} */
export function rowsOf(root, open, wanted) {
  /** @type {TreeRow[]} */
  const rows = [];
  const word = wanted.trim().toLowerCase();
  /** @param {Node} node @param {number} depth */
  const walk = (node, depth) => {
    const children = [...node.children.values()].sort(
      (a, b) => Number(a.entry !== undefined) - Number(b.entry !== undefined) || collator.compare(a.name, b.name),
    );
    for (const child of children) {
      if (word === "" || (child.entry && child.path.toLowerCase().includes(word)))
        rows.push({ node: child, depth: word === "" ? depth : 0 });
      if (child.entry === undefined && (word !== "" || open.has(child.path))) walk(child, depth + 1);
    }
  };
  walk(root, 0);
  return rows;
}
