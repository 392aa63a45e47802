// For tests of extractPackage and folder: packages, what a folder holds, and programs that extract.
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { childOf } from "./saving.mjs";
import { zipped } from "./zipped.mjs";

/** @import { TestContext } from "node:test" */

/** @typedef {{ [path: string]: string | null | { target: string } }} Files */

export const PARTIAL_FOLDER = /^\.wfl-[0-9a-f]{10}-\d+-[0-9a-z]+-[0-9a-f]{12}-(new|old-[0-9a-f]{10})$/;

// Every path below a folder: a file's text, `null` for a folder, `{ target }` of a link.
/** @param {string} folder */
export function treeOf(folder) {
  /** @type {Files} */
  const tree = {};
  /** @param {string} path @param {string} prefix */
  const walk = (path, prefix) => {
    for (const name of readdirSync(path)) {
      const stats = lstatSync(join(path, name));
      if (stats.isDirectory()) {
        tree[`${prefix}${name}/`] = null;
        walk(join(path, name), `${prefix}${name}/`);
      } else if (stats.isSymbolicLink()) tree[prefix + name] = { target: readlinkSync(join(path, name)) };
      else tree[prefix + name] = readFileSync(join(path, name), "utf8");
    }
  };
  walk(folder, "");
  return tree;
}

/** @param {string} path */
export const modeOf = (path) => (lstatSync(path).mode & 0o7777).toString(8).padStart(4, "0");

/** @param {string} folder @param {{ [path: string]: string | null }} tree */
export function writeTree(folder, tree) {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(tree)) {
    if (path.endsWith("/")) mkdirSync(join(folder, path), { recursive: true });
    else {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text ?? "");
      if (path.endsWith(".sh")) chmodSync(join(folder, path), 0o755);
    }
  }
}

export const OLD = { "index.js": "old", "lib/": null, "lib/old.txt": "of the old package" };
export const FILES = {
  "index.js": "exports.main = async () => 1;\n",
  "lib/": null,
  "lib/a.txt": "a",
  "run.sh": "#!/bin/sh\n",
};
export const PACKAGE = zipped([
  { path: "index.js", bytes: FILES["index.js"] },
  { path: "lib/a.txt", bytes: "a" },
  { path: "run.sh", bytes: FILES["run.sh"], mode: 0o100755 },
]);

// A program that extracts: see extracting-child.mjs.
/** @param {TestContext} t @param {object} work @param {Parameters<typeof childOf>[3]} [options] */
export const extractingChild = (t, work, options) => childOf(t, "extracting-child.mjs", work, options);
