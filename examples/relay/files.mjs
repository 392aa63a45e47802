// The page's files, and the package's files that it imports, read once: no path of a request reaches the file system.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const PACKAGE = pathToFileURL(createRequire(import.meta.url).resolve("wechat-function-link/package.json"));

const HTML = "text/html; charset=utf-8";
const JAVASCRIPT = "text/javascript; charset=utf-8";

const FILES = [
  ["page.html", HTML, import.meta.url],
  ["sign-in.html", HTML, import.meta.url],
  ["page.js", JAVASCRIPT, import.meta.url],
  // index.js imports core.js, which contains the compiled module.
  ["index.js", JAVASCRIPT, PACKAGE, "pkg/"],
  ["core.js", JAVASCRIPT, PACKAGE, "pkg/"],
];

export async function readFiles() {
  const entries = FILES.map(async ([name, type, base, folder = ""]) => [
    `${folder}${name}`,
    { type, body: await readFile(new URL(name, base)) },
  ]);
  return new Map(await Promise.all(entries));
}
