// The console's files: a fixed map, read once, so that no path of a request ever reaches the file system.
import { readdir, readFile } from "node:fs/promises";

/** @typedef {{ body: Buffer<ArrayBuffer>, type: string }} File */

/** @type {{ [extension: string]: string }} */
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

const PAGE = new URL("./page/", import.meta.url);

// Files outside the page's folder: those it shares with the terminal, and the package.
const SHARED = {
  "/format.mjs": "./format.mjs",
  "/pkg/index.js": "../pkg/index.js",
  "/pkg/core.js": "../pkg/core.js",
  "/pkg/texts.en.js": "../pkg/texts.en.js",
  "/pkg/texts.zh-CN.js": "../pkg/texts.zh-CN.js",
};

// Other names of the page's files.
const ALIASES = { "/": "/index.html", "/favicon.ico": "/favicon.svg" };

/** @param {string} path */
const extensionOf = (path) => path.slice(path.lastIndexOf(".") + 1);

/** @param {string} folder @returns {Promise<string[]>} */
async function listed(folder) {
  const entries = await readdir(new URL(folder, PAGE), { withFileTypes: true });
  const below = entries.map((entry) =>
    entry.isDirectory() ? listed(`${folder}${entry.name}/`) : [`${folder}${entry.name}`],
  );
  return (await Promise.all(below)).flat();
}

export async function readFiles() {
  /** @type {Map<string, File>} */
  const files = new Map();
  /** @param {string} path @param {URL} url */
  const read = async (path, url) => {
    files.set(path, { body: await readFile(url), type: TYPES[extensionOf(path)] });
  };
  // Files for editors and checkers have other types.
  const own = (await listed("./"))
    .filter((name) => Object.hasOwn(TYPES, extensionOf(name)))
    .map((name) => read(name.slice(1), new URL(name, PAGE)));
  const shared = Object.entries(SHARED).map(([path, file]) => read(path, new URL(file, import.meta.url)));
  await Promise.all([...own, ...shared]);
  for (const [path, name] of Object.entries(ALIASES)) files.set(path, /** @type {File} */ (files.get(name)));
  files.delete("/index.html"); // the page has one address
  return files;
}
