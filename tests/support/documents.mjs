// The documents that users read, in English and in Chinese, and their snippets. `root` is the project's folder, as a URL.
import { readdirSync, readFileSync } from "node:fs";

// Pairs of paths: README.md, and the pages of docs/zh-CN.
/** @param {URL} root @returns {[english: string, chinese: string][]} */
export function pairs(root) {
  const translated = readdirSync(new URL("docs/zh-CN/", root))
    .filter((name) => name.endsWith(".md"))
    .sort();
  /** @type {(name: string) => [english: string, chinese: string]} */
  const pairOf = (name) => [`docs/${name}`, `docs/zh-CN/${name}`];
  return [["README.md", "README.zh-CN.md"], ...translated.map(pairOf)];
}

/** @param {URL} root */
export const english = (root) => pairs(root).map(([path]) => path);
/** @param {URL} root */
export const chinese = (root) => pairs(root).map(([, path]) => path);
/** @param {URL} root @param {string} path */
export const read = (root, path) => readFileSync(new URL(path, root), "utf8");

// A document's snippets of JavaScript or of the shell: `[{ name, code }]`.
/** @param {string} text @param {string} kind */
export function snippetsIn(text, kind) {
  const marked = new RegExp(`^<!-- ${kind}: (\\S+) -->\\n\`\`\`\\w+\\n(.*?)^\`\`\`$`, "gms");
  return [...text.matchAll(marked)].map(([, name, code]) => ({ name, code }));
}

// A snippet of the English documents, by its name.
/** @param {URL} root @param {string} kind @param {string} name */
export function snippetNamed(root, kind, name) {
  const found = english(root)
    .flatMap((path) => snippetsIn(read(root, path), kind))
    .filter((snippet) => snippet.name === name);
  if (found.length !== 1) throw new Error(`${found.length} documents have a ${kind} named ${name}, not one`);
  return found[0].code;
}
