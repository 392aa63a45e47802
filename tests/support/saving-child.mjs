// A program that saves: `saving-child.mjs '{ "url", "functionName", "path", "count"?, "uid"?, "platform"? }'`. Says "ready", and for every line
// that it hears saves once (or `count` times at once, each to a path of its own) and says "saved", or what went wrong.
import process from "node:process";
import { createInterface } from "node:readline";

import { explainErrcode } from "wechat-function-link";

import { assertNoCanary } from "./calls.mjs";
import { save } from "./saving.mjs";

/** @import { FunctionLinkError } from "wechat-function-link" */

/**
 * @typedef {{ url: string, functionName: string, path: string, count?: number, uid?: number, platform?: string }} Work
 */

const { url, functionName, path, count, uid, platform } = /** @type {Work} */ (JSON.parse(process.argv[2]));
await explainErrcode(0); // the module is loaded: what follows is the save alone
if (platform) Object.defineProperty(process, "platform", { value: platform });
if (uid !== undefined && process.getuid?.() === 0) {
  // Given up only now, so that the user need not be able to read this program.
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
console.log("ready");
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    if (count === undefined) await save(url, functionName, path);
    else await Promise.all(Array.from({ length: count }, (_, index) => save(url, functionName, `${path}-${index}`)));
    console.log("saved");
  } catch (error) {
    assertNoCanary(error);
    const { code, cause } = /** @type {FunctionLinkError & { cause?: NodeJS.ErrnoException }} */ (error);
    console.log(`${code}, cause ${cause?.code ?? cause?.name}`);
  }
}
