// The console's files: a fixed map, read once, so that no path of a request ever reaches the file system.
import { readFile } from "node:fs/promises";

const HTML = "text/html; charset=utf-8";
const CSS = "text/css; charset=utf-8";
const JAVASCRIPT = "text/javascript; charset=utf-8";
const SVG = "image/svg+xml";

const FILES = {
  "/": ["./index.html", HTML],
  "/style.css": ["./style.css", CSS],
  "/app.js": ["./app.js", JAVASCRIPT],
  "/relay-calls.js": ["./relay-calls.js", JAVASCRIPT],
  "/tasks.js": ["./tasks.js", JAVASCRIPT],
  "/view.js": ["./view.js", JAVASCRIPT],
  "/format.mjs": ["./format.mjs", JAVASCRIPT],
  "/favicon.svg": ["./favicon.svg", SVG],
  "/favicon.ico": ["./favicon.svg", SVG],
  "/pkg/index.js": ["../pkg/index.js", JAVASCRIPT],
  "/pkg/core.js": ["../pkg/core.js", JAVASCRIPT],
};

export async function readFiles() {
  const read = Object.entries(FILES).map(async ([path, [file, type]]) => {
    return [path, { body: await readFile(new URL(file, import.meta.url)), type }];
  });
  return new Map(await Promise.all(read));
}
