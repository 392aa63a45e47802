// Packages for the commands that look inside: in a folder of their own, as zips and as folders.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { zipped } from "../support/zipped.mjs";
import { emptyFolder } from "./program.mjs";

const LINK = 0o120777;

// A folder that has each of these: `{ "a.zip": entries, "a": { path: text } }`.
export async function packages(t, wanted) {
  const cwd = await emptyFolder(t);
  for (const [name, contents] of Object.entries(wanted)) {
    if (Array.isArray(contents)) await writeFile(join(cwd, name), zipped(contents));
    else {
      for (const [path, text] of Object.entries(contents)) {
        await mkdir(dirname(join(cwd, name, path)), { recursive: true });
        await writeFile(join(cwd, name, path), text);
      }
    }
  }
  return cwd;
}

export const MAIN = "exports.main = async () => 1;\n";
export const TIDY = [
  { path: "index.js", bytes: MAIN },
  { path: "lib/a.txt", bytes: "a\n" },
  { path: "package.json", bytes: '{"name":"login","version":"1.0.0"}' },
];
export const HOSTILE = [
  { path: "index.js", bytes: MAIN },
  { path: "../../evil\u001b[31m", bytes: "evil" },
  { path: "link", bytes: "/etc/passwd", mode: LINK },
];
