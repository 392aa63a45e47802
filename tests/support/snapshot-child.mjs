// A program that takes a snapshot: `snapshot-child.mjs '{ "url", "folder", "id", "count"?, "pauseMs"? }'`. Says "ready", and for every line that
// it hears takes one (of the merchants of `sandboxMerchants`) and says its summary, or what went wrong. It ends by itself once its input has.
import process from "node:process";
import { createInterface } from "node:readline";

import { explainErrcode } from "wechat-function-link";
import { fileArchive, takeSnapshot } from "wechat-function-link/fleet";
import { sandboxMerchants } from "wechat-function-link/sandbox";

import { assertNoCanary } from "./calls.mjs";

/** @import { FunctionLinkError } from "wechat-function-link" */

/** @typedef {{ url: string, folder: string, id?: string, count?: number, previous?: string | null, concurrency?: number }} Work */

const { url, folder, id, count = 30, ...more } = /** @type {Work} */ (JSON.parse(process.argv[2]));
const { targets, accessToken } = sandboxMerchants(count);
const archive = fileArchive(folder);
await explainErrcode(0); // the module is loaded: what follows is the snapshot alone
console.log("ready");
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    const options = { baseUrl: url, allowedHosts: ["127.0.0.1"], ...(id !== undefined && { id }), ...more };
    console.log(JSON.stringify(await takeSnapshot({ targets: targets(), accessToken, archive, ...options })));
  } catch (error) {
    assertNoCanary(error);
    const { code, cause } = /** @type {FunctionLinkError & { cause?: NodeJS.ErrnoException }} */ (error);
    console.log(`${code}, cause ${cause?.code ?? cause?.name}`);
  }
}
