// A program that extracts: `extracting-child.mjs '{ "zip", "folder", "options"?, "uid"?, "endAt"? }'`. Says "ready", and for every line that
// it hears extracts the file `zip` once and says "extracted", or what went wrong. With `endAt` it kills itself in that rename.
import { readFileSync } from "node:fs";
import promises from "node:fs/promises";
import process from "node:process";
import { createInterface } from "node:readline";

import { extractPackage } from "wechat-function-link/fs";
import { inspectPackage } from "wechat-function-link/package";

import { PACKAGE } from "./extracting.mjs";

/** @import { ExtractOptions } from "wechat-function-link/fs" */

/** @typedef {{ zip: string, folder: string, options?: ExtractOptions, uid?: number, endAt?: number }} Work */

const { zip, folder, options, uid, endAt } = /** @type {Work} */ (JSON.parse(process.argv[2]));
const bytes = new Uint8Array(readFileSync(zip));
// The module is loaded: what follows is the extraction alone.
await inspectPackage(PACKAGE);
if (uid !== undefined && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
if (endAt !== undefined) {
  const { rename } = promises;
  let count = 0;
  promises.rename = async (...paths) => {
    if (count++ === endAt) process.kill(process.pid, "SIGKILL");
    return rename(...paths);
  };
}
console.log("ready");
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    await extractPackage(bytes, folder, options);
    console.log("extracted");
  } catch (error) {
    const { code, cause } = /** @type {{ code?: string, cause?: NodeJS.ErrnoException }} */ (error);
    console.log(`${code}, cause ${cause?.code ?? cause?.name}`);
  }
}
