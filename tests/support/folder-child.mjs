// A program that inspects a folder as another user: `folder-child.mjs '{ "path", "uid" }'`. Says how many entries it has, or what went wrong.
import process from "node:process";

import { folder } from "wechat-function-link/fs";
import { inspectPackage } from "wechat-function-link/package";

import { PACKAGE } from "./extracting.mjs";

const { path, uid } = /** @type {{ path: string, uid: number }} */ (JSON.parse(process.argv[2]));
await inspectPackage(PACKAGE); // the module is loaded
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
try {
  console.log(`${(await inspectPackage(folder(path))).entries.length} entries`);
} catch (error) {
  const { code, cause } = /** @type {{ code?: string, cause?: NodeJS.ErrnoException }} */ (error);
  console.log(`${code}, cause ${cause?.code ?? cause?.name}`);
}
